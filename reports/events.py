"""What happens to reports."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from activity.registry import Audience, Kind, Topic
from alliances.audiences import coordinators
from people.models import Person
from reports.models import BoxWriter, Report


def asker(event: Any) -> QuerySet:
    return Report.objects.filter(pk=event.subject_id, asked_by__isnull=False).values_list(
        "asked_by", flat=True
    )


def entrusted(event: Any) -> QuerySet:
    """Whom the event asks for the words of a box."""
    rows = BoxWriter.objects.standing().filter(report=event.subject_id, box=event.facts.get("box", ""))
    return rows.values_list("person", flat=True)


def owing(event: Any) -> QuerySet:
    """Who owes words to a draft: of each box that is empty the person asked for it, else who coordinates, who also
    freeze it once all is written."""
    report = Report.objects.filter(pk=event.subject_id).first()
    empty = set(report.empty_boxes) if report else set()
    asked = BoxWriter.objects.standing().filter(report=event.subject_id, box__in=empty)
    named = Q(pk__in=asked.values("person"))
    if empty and empty == set(asked.values_list("box", flat=True)):
        return Person.objects.filter(named).values_list("pk", flat=True)
    return Person.objects.filter(named | Q(pk__in=coordinators(event))).values_list("pk", flat=True)


ENTRUSTED = Audience(
    name="report.entrusted", because=_("You were asked to write into this report."), people=entrusted
)
OWING = Audience(
    name="report.owing", because=_("It waits for your words, or you coordinate this alliance."), people=owing
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
        name="report.entrusted",
        sentence=_("%(who)s asks you for words: %(what)s"),
        topic="report_days",
        importance=3,
        audiences=(ENTRUSTED,),
        to_followers=False,
        in_feeds=False,
    ),
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
