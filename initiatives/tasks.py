"""What the worker owes this room: ids in, one verb each."""

from datetime import datetime, timedelta
from uuid import UUID

from activity.registry import job
from initiatives import importing
from initiatives.models.importing import JOB

QUEUE = "reports"  # minutes where mail takes seconds


@job(JOB, queue=QUEUE, time_limit=timedelta(seconds=900))
def take_in(*, source: str, run: int, now: datetime) -> None:
    """Take in the good rows of an import."""
    importing.take_in(UUID(source), run, now)


@job("initiatives.forget_imports", every=timedelta(days=1))
def forget_imports(*, now: datetime) -> None:
    """Forget the rows of old imports."""
    importing.forget(now)
