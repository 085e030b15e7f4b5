"""What could close a gap: who works on the challenge already, and who works through the block elsewhere."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from blocks.connections.permissions import may_act
from blocks.connections.words import Seen, names_in
from blocks.models import STANDING, Block, Connection, Tag
from challenges.models import Challenge
from initiatives.models import Initiative

SHOWN = 6
INTRODUCED = 3


@dataclass
class Gap:
    """A challenge and a block that hardly meet, as ``person`` sees them."""

    block: Block
    challenge: Challenge
    person: Any

    @property
    def _through(self) -> Q:
        tags = Tag.objects.filter(initiative=OuterRef("pk"), block=self.block, state__in=STANDING)
        return Q(Exists(tags))

    @property
    def _standing(self) -> Any:
        return Initiative.objects.visible_to(self.person).standing().for_cards()

    @cached_property
    def meeting(self) -> list[Initiative]:
        """Those that do both, also where the block is only proposed."""
        rows = self._standing.filter(self._through).on_challenge(self.challenge)
        return list(rows.newest_first()[:SHOWN])

    @cached_property
    def on_challenge(self) -> list[Initiative]:
        """Those that work on the challenge without the block."""
        rows = self._standing.filter(~self._through).on_challenge(self.challenge)
        return list(rows.newest_first()[:SHOWN])

    @cached_property
    def through_block(self) -> list[Initiative]:
        """Those that work through the block on something else, the challenge's own alliance first."""
        rows = self._standing.filter(self._through).exclude(challenges=self.challenge)
        near = Q(partnership__alliance=self.challenge.alliance_id)
        own = list(rows.filter(near).newest_first()[:SHOWN])
        return own + list(rows.exclude(near).newest_first()[: SHOWN - len(own)])

    @cached_property
    def introductions(self) -> list[Seen]:
        """Connections of one that works on the challenge without the block with one that knows the block from other
        work, the closest first: an introduction that could close the gap."""
        knows = {one.pk for one in self.through_block}
        ends = [(one.pk, other) for one in self.on_challenge for other in knows]
        pairs = [Q(one=min(pair), other=max(pair)) for pair in ends]
        if not pairs:
            return []
        rows = Connection.objects.visible_to(self.person).open().filter(reduce(or_, pairs)).with_ends()
        rows = rows.prefetch_related("one__partners", "other__partners")
        found = list(rows.closest_first()[:INTRODUCED])
        names = names_in(found, self.person)
        on_it = {one.pk: one for one in self.on_challenge}
        return [Seen(row, names, on_it.get(row.one_id) or on_it[row.other_id]) for row in found]

    @property
    def acting(self) -> set[UUID]:
        """Which of the introductions the person may make."""
        return {one.connection.pk for one in self.introductions if may_act(self.person, one.connection)}

    @property
    def word(self) -> str:
        """What an invitation to somebody who could close it says."""
        words = {"challenge": self.challenge.text.title, "block": self.block.text.name}
        return _("We look for somebody who works on %(challenge)s through %(block)s.") % words

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative that is shown."""
        return [*self.meeting, *self.on_challenge, *self.through_block]
