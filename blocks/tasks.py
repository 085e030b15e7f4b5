"""What the worker owes this room: ids in, one verb each."""

from datetime import datetime, timedelta

from activity.registry import job
from blocks.models import LEARN, Learned


@job(LEARN, every=timedelta(hours=1))
def learn(*, now: datetime) -> None:
    """Learn from the tags that coordinators settled, so that the desk can suggest."""
    Learned.anew(at=now)
