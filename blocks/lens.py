"""What one block shows of the alliances: its initiatives, the newest reasons, who uses it and who does not yet."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Prefetch, Q, Value, When, prefetch_related_objects

from alliances.models import Organisation
from blocks.models import Block, Strength, Tag, numbers, standing_for
from challenges.models import Challenge
from initiatives.models import Initiative

FIRST = 12
NEWEST = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A partner or a challenge with the number of its initiatives: all, settled as core, and only proposed."""

    thing: Any
    total: int
    core: int
    proposed: int


@dataclass
class Lens:
    """What ``person`` sees through ``block``; four queries in all, whatever its size.

    Partners and challenges come in two lists: those with any initiative, most first, and those without.
    """

    block: Block
    person: Any

    @cached_property
    def _parts(self) -> list[Any]:
        """The initiatives' tags for both lists, fetched at once; ``part`` says which list they are for."""
        tags = Tag.objects.standing_for(self.person).filter(block=self.block).select_related("organisation")
        core_first = Case(When(strength=Strength.CORE, then=0), default=1)
        first = tags.annotate(part=Value("first")).order_by(core_first, "-initiative__logged_at", "pk")
        newest = tags.exclude(reason="").annotate(part=Value("newest")).order_by("-said_at", "pk")
        rows = list(first[:FIRST].union(newest[:NEWEST], all=True))
        initiatives = Initiative.objects.visible_to(self.person).for_cards()
        prefetch_related_objects(rows, Prefetch("initiative", initiatives))
        for tag in rows:
            tag.block = self.block
        return rows

    @cached_property
    def first(self) -> list[Tag]:
        """The tags of the first initiatives: core before contributing, then the newest."""
        rows = [tag for tag in self._parts if tag.part == "first"]
        rows.sort(key=lambda tag: tag.initiative.logged_at, reverse=True)
        return sorted(rows, key=lambda tag: tag.strength != Strength.CORE)

    @cached_property
    def newest(self) -> list[Tag]:
        """The tags with the newest reasons."""
        rows = [tag for tag in self._parts if tag.part == "newest"]
        return sorted(rows, key=lambda tag: tag.said_at, reverse=True)

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative that is shown, each once."""
        return list({tag.initiative_id: tag.initiative for tag in self._parts}.values())

    @cached_property
    def _partners(self) -> list[Row]:
        rows = Organisation.objects.visible_to(self.person).filter(partnerships__until=None).by_name()
        return self._counted(rows, "partnerships__initiatives__tags")

    @cached_property
    def _challenges(self) -> list[Row]:
        rows = Challenge.objects.visible_to(self.person).with_text().select_related("alliance").in_order()
        return self._counted(rows, "initiatives__tags")

    @property
    def partners(self) -> list[Row]:
        return [row for row in self._partners if row.total]

    @property
    def absent_partners(self) -> list[Organisation]:
        return [row.thing for row in self._partners if not row.total]

    @property
    def challenges(self) -> list[Row]:
        return [row for row in self._challenges if row.total]

    @property
    def absent_challenges(self) -> list[Challenge]:
        return [row.thing for row in self._challenges if not row.total]

    def _counted(self, rows: Any, tags: str) -> list[Row]:
        """``rows`` with their numbers, most first and otherwise in the order they came."""
        here = standing_for(self.person, f"{tags}__") & Q(**{f"{tags}__block": self.block})
        counted = rows.annotate(**numbers(tags, here))
        return sorted(
            (Row(row, row.total, row.core, row.proposed) for row in counted), key=lambda row: -row.total
        )
