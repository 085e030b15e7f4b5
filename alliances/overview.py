"""What the coordinator's overview shows of this room: promises whose day has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from alliances.models import Alliance, Commitment

FEW = 5


@dataclass(frozen=True)
class Promised:
    """How many commitments are open, and the first few of the ``late`` ones."""

    open: int
    late_count: int
    late: list[Commitment]


def promised(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, Promised]:
    """The open commitments of each alliance; one query each."""
    found = {}
    for alliance in alliances:
        today = timezone.localdate(timezone=ZoneInfo(alliance.time_zone))
        rows = Commitment.objects.visible_to(person).filter(alliance=alliance).open()
        standing = list(rows.for_reading().order_by("due", "pk"))
        late = [row for row in standing if row.due < today]
        found[alliance] = Promised(len(standing), len(late), late[:FEW])
    return found
