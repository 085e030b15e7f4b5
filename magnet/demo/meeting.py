"""The demo's connections: weighed by the job that does it otherwise, and what people made of some of them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from activity.registry import job_of
from blocks.connections.weighing import JOB
from blocks.models import Connection
from initiatives.models import Initiative
from people.models import Person


def load_connections(introductions: list[dict[str, Any]]) -> int:
    """Weigh what stands alone, at first everything, then bring in ``introductions`` (the file of that name); how many
    connections stand."""
    now = timezone.now()
    joined = Connection.objects.filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")))
    alone = Initiative.objects.standing().filter(~Exists(joined)).order_by("logged_at")
    for pk in list(alone.values_list("pk", flat=True)):
        job_of(JOB).run(now=now, subject=str(pk))
    for row in introductions:
        load_introduction(row, now)
    return Connection.objects.count()


def load_introduction(row: dict[str, Any], now: datetime) -> None:
    """What people did with one pair; a pair that somebody has acted on stays as it is."""
    pks = Initiative.objects.filter(slug__in=row["between"]).values_list("pk", flat=True)
    one, other = sorted(pks)
    connection = Connection.objects.get(one=one, other=other)
    if connection.moved_at:
        return
    for step in row["steps"]:
        by, at = Person.objects.get(email=step["by"]), now - timedelta(days=step["days_ago"])
        match step["act"]:
            case "introduce":
                connection.introduce(by=by, at=at)
            case "accept":
                connection.accept(by=by, at=at)
            case "dismiss":
                connection.dismiss(by=by, word=step["word"], at=at)
