"""What the days bring by themselves: drafts that fall due, and reminders."""

from datetime import datetime, timedelta
from uuid import UUID

from activity.models import Debt, owe_all
from activity.registry import job
from reports.schedules.models import ReportSchedule

KEEP = "reports.keep_schedule"


@job("reports.schedules", every=timedelta(hours=1))
def look(*, now: datetime) -> None:
    """Have every schedule looked at, each by itself, so that none holds up another."""
    rows = ReportSchedule.objects.standing().values_list("pk", flat=True)
    owe_all(KEEP, [Debt(f"{pk}:{now:%Y-%m-%dT%H}", {"schedule": str(pk)}) for pk in rows])


@job(KEEP)
def keep(*, schedule: str, now: datetime) -> None:
    """Open what falls due and remind of what is owed."""
    row = ReportSchedule.objects.standing().filter(pk=UUID(schedule)).first()
    if row is not None:
        row.keep(now=now)
