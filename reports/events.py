"""What happens to reports."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from activity.registry import Audience, Kind, Topic
from reports.models import Report


def asker(event: Any) -> QuerySet:
    return Report.objects.filter(pk=event.subject_id, asked_by__isnull=False).values_list(
        "asked_by", flat=True
    )


WHO_ASKED = Audience(name="report.asker", because=_("You asked for this report."), people=asker)

# Who asked is on the page most of the time, so the inbox is enough.
TOPIC = Topic(
    name="reports",
    label=_("Reports"),
    hint=_("When a report you asked for is ready, or could not be made."),
    order=60,
    mail="off",
)

KINDS = (
    Kind(name="report.asked", sentence=_("%(who)s asked for the report %(what)s"), importance=0),
    Kind(name="report.cancelled", sentence=_("%(who)s cancelled the report %(what)s"), importance=0),
    Kind(name="report.written", sentence=_("%(who)s wrote into the report %(what)s"), importance=0),
    Kind(
        name="report.drafted",
        sentence=_("The draft waits for your words: %(what)s"),
        topic="reports",
        importance=2,
        audiences=(WHO_ASKED,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="report.published",
        sentence=_("%(who)s published the report %(what)s"),
        topic="reports",
        importance=1,
    ),
    Kind(
        name="report.unpublished",
        sentence=_("%(who)s keeps the report %(what)s within the alliance again"),
        importance=0,
    ),
    Kind(
        name="report.made",
        sentence=_("Ready to download: %(what)s"),
        topic="reports",
        importance=2,
        audiences=(WHO_ASKED,),
        to_followers=False,
    ),
    Kind(
        name="report.failed",
        sentence=_("Could not be made: %(what)s"),
        topic="reports",
        importance=2,
        audiences=(WHO_ASKED,),
        to_followers=False,
    ),
)
