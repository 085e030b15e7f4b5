"""What the worker owes this room: ids in, one verb each."""

from datetime import datetime, timedelta
from uuid import UUID

from activity.registry import job
from reports import making
from reports.models import JOB, ReportFile

QUEUE = "reports"


@job(JOB, queue=QUEUE, time_limit=timedelta(seconds=900))
def make(*, report: str, run: int, now: datetime) -> None:
    """Make a report."""
    making.make(UUID(report), run, now)


@job("reports.tidy", every=timedelta(days=1), queue=QUEUE)
def tidy(*, now: datetime) -> None:
    """Delete files that no report names."""
    making.tidy(ReportFile.objects.values_list("path", flat=True).iterator(), now)
