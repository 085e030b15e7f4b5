"""The sweep: what is due is leased and its numbers are published."""

from datetime import datetime

from activity.broker import AWAY, nudge, publish
from activity.models import SWEEP, beat, claim, forget_the_future, owe_periodic, release
from activity.registry import Job

AT_ONCE = 500


def sweep(now: datetime) -> int:
    """Owe what the clock brings, publish what is due, and say that we live; returns how many were published.

    When the broker fails midway the rest goes back. When there was more than one handful, another sweep is
    asked for behind it: the queue's own order keeps the broker from filling up.
    """
    forget_the_future(now)
    beat(SWEEP, now)
    owe_periodic(now)
    rows = claim(now, AT_ONCE)
    for number, row in enumerate(rows):
        job = row.job or Job(name="", run=lambda **_: None)
        try:
            publish(
                "activity.perform",
                (row.pk,),
                queue=job.queue,
                time_limit=int(job.time_limit.total_seconds()),
                soft_time_limit=int(job.soft_time_limit.total_seconds()),
            )
        except AWAY:
            release(left.pk for left in rows[number:])
            raise
    if len(rows) == AT_ONCE:
        nudge()
    return len(rows)
