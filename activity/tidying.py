"""What the house puts in order once a day."""

from datetime import datetime, timedelta

from activity.registry import job
from people.models import forget_abandoned_files, forget_torn_sheets
from web import files


@job("activity.tidy_files", every=timedelta(days=1))
def tidy_files(*, now: datetime) -> None:
    """Delete files that wait for nothing any more, and from the disk what nothing points at; forget what was torn."""
    forget_abandoned_files(now)
    forget_torn_sheets(now)
    files.tidy(now)
