"""An administrator reading what is an alliance's own: allowed, and written down."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from activity.models.events import Event, record
from people.models import Person

CROSSED = "wall.crossed"


def note_crossing(person: Any, *things: Any, at: datetime | None = None) -> None:
    """Write down that ``person`` reads ``things`` from outside their walls: once per thing and day (UTC).

    Every page, part and file that shows walled things calls this with what it shows, after fetching it through
    ``visible_to``. It asks no query for anybody but administrators, and none for them where all is public or
    their own circle's; else one, and a row for each thing not yet noted today.
    """
    if not getattr(person, "is_administrator", False):
        return
    own = set(person.circle_ids)
    crossed = [thing for thing in things if _behind_a_wall(thing, own)]
    if not crossed:
        return
    now = at or timezone.now()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        # Two windows opened at once note it once.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        noted = set(
            Event.objects.filter(
                subject_type__in=ContentType.objects.get_for_models(
                    *{type(thing) for thing in crossed}
                ).values(),
                subject_id__in=[thing.pk for thing in crossed],
                kind=CROSSED,
                actor=person,
                created_at__gte=today,
                created_at__lt=today + timedelta(days=1),
            ).values_list("subject_id", flat=True)
        )
        for thing in crossed:
            if thing.pk not in noted:
                record(CROSSED, actor=person, subject=thing, at=now)


def _behind_a_wall(thing: Any, own: set[Any]) -> bool:
    public, circles = thing.walls()
    return not public and own.isdisjoint(circles)
