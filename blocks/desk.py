"""The tagging desk: what waits there, and where in its queue a coordinator is.

The place in the queue stands in the query string (``queue``, ``after``, ``done``, ``last``, ``item``), so the
desk works without JavaScript, survives a reload, and two of them can be open side by side.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.core.validators import slug_re
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import MD5, Concat
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from alliances.models import standing_of
from blocks.models import SETTLED, STANDING, State, Tag, Tagging
from initiatives.models import Initiative

MOST_DONE = 9_999


def untagged() -> Q:
    """Initiatives with no tag that stands, as a condition."""
    return Q(~Exists(Tag.objects.filter(initiative=OuterRef("pk"), state__in=STANDING)))


def with_proposals() -> Q:
    """Initiatives with a tag that waits for a coordinator, as a condition."""
    return Q(Exists(Tag.objects.filter(initiative=OuterRef("pk"), state=State.PROPOSED)))


def changed() -> Q:
    """Initiatives with settled tags that were all given to another text than the present one, as a condition."""
    settled = Tag.objects.filter(initiative=OuterRef("pk"), state__in=SETTLED)
    acts = Tagging.objects.filter(initiative=OuterRef("pk"), undone_at=None)
    text = Concat(OuterRef("title"), Value("\n"), OuterRef("body"), output_field=TextField())
    # The version first: most initiatives are as they were tagged, and their text need not be read.
    known = acts.filter(Q(initiative_version=OuterRef("version")) | Q(text_mark=MD5(text)))
    return Q(Exists(settled), ~Exists(known))


QUEUES = {"untagged": untagged, "proposals": with_proposals, "changed": changed}


def taggable_by(person: Any) -> QuerySet:
    """The initiatives whose tags ``person`` settles: those of the alliances they coordinate."""
    standing = standing_of(person)
    rows = Initiative.objects.visible_to(person).standing()
    if standing.administrator:
        return rows
    return rows.filter(partnership__alliance__in=standing.coordinated)


def keeps_a_desk(person: Any) -> bool:
    """Whether the tagging desk is this person's to work at."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where in a queue somebody is.

    ``after`` is the address of the item skipped last, ``item`` that of one asked for by name, ``done`` how many
    were saved on the way, ``last`` the tagging that can be undone. What cannot be read is left empty.
    """

    queue: str = "untagged"
    after: str = ""
    item: str = ""
    done: int = 0
    last: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """The spot that a query string names."""
        return cls(
            queue=queue if (queue := query.get("queue", "")) in QUEUES else "untagged",
            after=address(query.get("after")),
            item=address(query.get("item")),
            done=number(query.get("done")),
            last=identity(query.get("last")),
        )

    def to(self, **changes: Any) -> str:
        """The query string of this spot with ``changes``; empty parts are left out."""
        spot = replace(self, **changes)
        given = {name: value for name, value in vars(spot).items() if value and value != "untagged"}
        return f"?{urlencode(given)}" if given else ""

    def at(self, slug: str) -> Self:
        """This spot with the item of that address before one."""
        return replace(self, item=slug)

    def saved(self, tagging: Tagging | None) -> str:
        """The next one's query string, once this one's tags are saved."""
        return self.to(item="", done=self.done + 1, last=tagging.pk if tagging else "")

    def undone(self, slug: str) -> str:
        """Back at the one whose tags were taken back."""
        return self.to(item=slug, done=max(0, self.done - 1), last="")


def address(text: str | None) -> str:
    """``text`` where it can be somebody's address, else ""."""
    return text if text and slug_re.match(text) else ""


def number(text: str | None) -> int:
    """``text`` as a count between 0 and MOST_DONE."""
    return min(int(text), MOST_DONE) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def identity(text: str | None) -> str:
    """``text`` where it is a UUID, else ""."""
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""


class Desk:
    """One look at the desk: the queue at this spot, for this person."""

    def __init__(self, person: Any, spot: Spot) -> None:
        self.person = person
        self.spot = spot

    @cached_property
    def reach(self) -> Any:
        return taggable_by(self.person)

    @property
    def queue(self) -> Q:
        """What waits here, as a condition."""
        return QUEUES[self.spot.queue]()

    @cached_property
    def skipped_last(self) -> tuple[datetime, UUID] | None:
        """The place in the queue of the item skipped last."""
        rows = self.reach.filter(slug=self.spot.after).values_list("logged_at", "pk")
        return rows.first() if self.spot.after else None

    @property
    def beyond(self) -> Q:
        """What comes after the item skipped last, as a condition; everything where nothing was."""
        if self.skipped_last is None:
            return Q()
        when, pk = self.skipped_last
        return Q(logged_at__gt=when) | Q(logged_at=when, pk__gt=pk)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many wait in each queue, and in this one ``ahead`` of the spot."""
        ahead = self.queue & self.beyond
        return self.reach.aggregate(
            **{name: Count("pk", filter=condition()) for name, condition in QUEUES.items()},
            ahead=Count("pk", filter=ahead),
        )

    @property
    def waiting(self) -> int:
        return self.counts[self.spot.queue]

    @property
    def skipped(self) -> int:
        return self.waiting - self.counts["ahead"]

    @property
    def total(self) -> int:
        """How many there were when this person began."""
        return self.waiting + self.spot.done

    @property
    def position(self) -> int:
        return min(self.spot.done + self.skipped + 1, self.total)

    @cached_property
    def item(self) -> Any:
        """The one asked for by name, else the oldest that waits beyond the spot; ``waits`` says whether it is in
        the queue. One that is asked for and is not there to tag is a 404."""
        rows = self.reach.for_cards().with_challenges(self.person)
        rows = rows.annotate(waits=ExpressionWrapper(self.queue, BooleanField()))
        if self.spot.item:
            return get_object_or_404(rows, slug=self.spot.item)
        return rows.filter(self.queue, self.beyond).order_by("logged_at", "pk").first()

    @cached_property
    def skip_url(self) -> str:
        """The spot beyond the item. One asked for by name, out of turn, is left without passing over others."""
        if self.item is None or not self._in_turn(self.item):
            return self.spot.to(item="")
        return self.spot.to(item="", after=self.item.slug)

    def _in_turn(self, item: Any) -> bool:
        """Whether ``item`` is the very next that waits beyond the spot."""
        if not self.spot.item:
            return True
        here = (item.logged_at, item.pk)
        if not item.waits or here <= (self.skipped_last or ()):
            return False
        earlier = Q(logged_at__lt=here[0]) | Q(logged_at=here[0], pk__lt=here[1])
        return not self.reach.filter(self.queue, self.beyond, earlier).exists()

    @property
    def again_url(self) -> str:
        """The spot before everything that was skipped."""
        return self.spot.to(item="", after="")

    @property
    def here(self) -> str:
        """This very spot, for the forms that lead back to it."""
        return self.spot.to()

    @property
    def queues(self) -> list[tuple[str, int, bool]]:
        """Each queue's name, how many wait in it, and whether it is this one."""
        return [(name, self.counts[name], name == self.spot.queue) for name in QUEUES]

    @cached_property
    def last(self) -> Initiative | None:
        """The initiative whose tags this person saved last and may still take back."""
        if not self.spot.last:
            return None
        mine = Q(taggings=self.spot.last, taggings__by=self.person, taggings__undone_at=None)
        return self.reach.with_text().filter(mine).first()
