"""What happens to milestones and indicators; all of it stays inside the alliance's wall."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.registry import Kind, Topic
from alliances.audiences import COORDINATORS, MEMBERS

TOPIC = Topic(
    name="measures",
    label=_("What your alliance measures"),
    hint=_("A milestone is reached, moved or missed; somebody measures."),
    order=55,
)


def measured_often(count: int) -> str:
    return ngettext(
        "%(who)s measured %(what)s %(count)d time", "%(who)s measured %(what)s %(count)d times", count
    )


def days(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The days of a move as words."""
    return {
        name: date_format(date.fromisoformat(facts[name]), "SHORT_DATE_FORMAT") for name in ("was", "due")
    }


def _told(name: str, sentence: Any, **fields: Any) -> Kind:
    return Kind(name=name, sentence=sentence, topic="measures", **fields)


def _noted(name: str, sentence: Any) -> Kind:
    """For the audit trail alone."""
    return Kind(name=name, sentence=sentence, topic="measures", importance=0)


KINDS = (
    _told("milestone.planned", _("%(who)s planned a milestone: %(what)s"), audiences=(COORDINATORS,)),
    _noted("milestone.changed", _("%(who)s rewrote the milestone %(what)s")),
    _told(
        "milestone.moved",
        _("%(who)s moved a milestone from %(was)s to %(due)s: %(what)s"),
        words=days,
        importance=2,
        audiences=(COORDINATORS,),
    ),
    _told(
        "milestone.reached", _("%(who)s reached a milestone: %(what)s"), importance=2, audiences=(MEMBERS,)
    ),
    _told(
        "milestone.missed",
        _("%(who)s said why a milestone was missed: %(what)s"),
        importance=2,
        audiences=(COORDINATORS,),
    ),
    _noted("milestone.evidenced", _("%(who)s added evidence to the milestone %(what)s")),
    _noted("milestone.withdrawn", _("%(who)s withdrew the milestone %(what)s")),
    _told("indicator.added", _("%(who)s began to measure %(what)s"), audiences=(COORDINATORS,)),
    _noted("indicator.changed", _("%(who)s rewrote the indicator %(what)s")),
    _told(
        "indicator.measured",
        _("%(who)s measured %(what)s"),
        grouped=measured_often,
        audiences=(COORDINATORS,),
    ),
    _told("indicator.corrected", _("%(who)s corrected a measurement of %(what)s"), audiences=(COORDINATORS,)),
    _noted("indicator.withdrawn", _("%(who)s withdrew the indicator %(what)s")),
)
