"""What could close a gap: who works on the challenge already, and who works through the block elsewhere."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from blocks.models import STANDING, Block, Tag
from challenges.models import Challenge
from initiatives.models import Initiative

SHOWN = 6


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

    @property
    def initiatives(self) -> list[Initiative]:
        """Every initiative that is shown."""
        return [*self.meeting, *self.on_challenge, *self.through_block]
