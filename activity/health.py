"""Whether movement moves: for ``/readyz`` and for administrators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from activity.models import SWEEP, Heartbeat, Owed

# Four sweeps missed, or something owed for this long, is worth a look.
SILENT = timedelta(minutes=1)
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Health:
    """``last_sweep`` is when a worker last swept (``None``: never), ``oldest`` since when the oldest thing that
    is due has waited (``None``: nothing waits), ``dead`` how many were given up (counted to 1,001)."""

    now: datetime
    last_sweep: datetime | None
    oldest: datetime | None
    dead: int

    @property
    def worker(self) -> str:
        """``ok`` while sweeps come, else ``degraded``: no beat, no broker or no worker."""
        return "ok" if self.last_sweep and self.now - self.last_sweep < SILENT else "degraded"

    @property
    def owed(self) -> str:
        """``ok`` while nothing is late for long and nothing was given up, else ``degraded``."""
        late = self.oldest is not None and self.now - self.oldest > LATE
        return "degraded" if late or self.dead else "ok"

    @property
    def oldest_seconds(self) -> int:
        """How long the oldest thing due has waited, in seconds; 0 when nothing waits."""
        return int((self.now - self.oldest).total_seconds()) if self.oldest else 0


def health(now: datetime) -> Health:
    """The state at ``now``, in three short queries."""
    return Health(
        now=now,
        last_sweep=Heartbeat.objects.filter(name=SWEEP).values_list("at", flat=True).first(),
        oldest=Owed.objects.late(now).order_by("due_at").values_list("due_at", flat=True).first(),
        dead=Owed.objects.dead().values("pk")[:1001].count(),
    )
