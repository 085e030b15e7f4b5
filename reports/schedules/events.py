"""What happens around schedules; it stays among those who coordinate."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activity.registry import Audience, Kind, Topic
from alliances.audiences import COORDINATORS
from reports.events import OWING

TOPIC = Topic(
    name="report_days",
    label=_("Reports that fall due"),
    hint=_("A draft is opened for you, and reminders until it is frozen."),
    order=61,
    mail="daily",
)


def day(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"due": date_format(date.fromisoformat(facts["due"]), "SHORT_DATE_FORMAT")}


def _due(name: str, sentence: Any, audience: Audience) -> Kind:
    return Kind(
        name=name,
        sentence=sentence,
        topic="report_days",
        words=day,
        importance=3,
        audiences=(audience,),
        to_followers=False,
        in_feeds=False,
    )


KINDS = (
    Kind(name="schedule.set", sentence=_("%(who)s said when reports are due: %(what)s"), importance=0),
    Kind(name="schedule.stopped", sentence=_("%(who)s stopped a schedule: %(what)s"), importance=0),
    _due("report.draft_opened", _("A draft is open for your words, due on %(due)s: %(what)s"), COORDINATORS),
    _due("report.words_owed", _("It waits for your words, due on %(due)s: %(what)s"), OWING),
)
