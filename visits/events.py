"""What happens to site visits."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.models import Event
from activity.registry import Audience, Kind, Topic
from alliances.audiences import COLLEAGUES, COORDINATORS, MEMBERS
from visits.models import Answer, Registration

TOPICS = (
    Topic(name="visits", label=_("Visits"), hint=_("One is announced, held or written up."), order=50),
    Topic(
        name="visit_changes",
        label=_("Changes to a visit you come to"),
        hint=_("Day, place or programme, within a week before."),
        order=51,
        mail="instant",
    ),
)


def guests(event: Event) -> QuerySet:
    """Those with an account who come to the visit, or may."""
    answers = Registration.objects.filter(visit=event.subject_id, invitee__person__isnull=False)
    return answers.exclude(answer=Answer.NO).values("invitee__person")


GUESTS = Audience(name="visit_guests", because=_("You said that you come."), people=guests)


def changed_often(count: int) -> str:
    return ngettext(
        "%(who)s changed %(what)s %(count)d time", "%(who)s changed %(what)s %(count)d times", count
    )


def jotted_often(count: int) -> str:
    return ngettext(
        "%(who)s jotted down %(count)d takeaway at %(what)s",
        "%(who)s jotted down %(count)d takeaways at %(what)s",
        count,
    )


def taken_often(count: int) -> str:
    return ngettext(
        "%(who)s takes %(count)d challenge home from %(what)s",
        "%(who)s takes %(count)d challenges home from %(what)s",
        count,
    )


def _told(
    name: str, sentence: object, *, importance: int = 2, topic: str = "visits", **fields: object
) -> Kind:
    return Kind(name=f"visit.{name}", sentence=sentence, topic=topic, importance=importance, **fields)  # type: ignore[arg-type]


def _noted(name: str, sentence: object) -> Kind:
    """For the audit trail alone."""
    return Kind(name=f"visit.{name}", sentence=sentence, topic="visits", importance=0)  # type: ignore[arg-type]


KINDS = (
    _noted("planned", _("%(who)s began to prepare %(what)s")),
    _noted("amended", _("%(who)s worked on %(what)s")),
    _noted("guest_invited", _("%(who)s invited a guest to %(what)s")),
    _noted("guest_uninvited", _("%(who)s took back an invitation to %(what)s")),
    _noted("answered", _("%(who)s answered the invitation to %(what)s")),
    _noted("expectation_answered", _("%(who)s answered a guest’s expectation of %(what)s")),
    _noted("outcome_dropped", _("%(who)s takes a challenge home from %(what)s no longer")),
    _noted("thanked", _("%(who)s thanked the guests of %(what)s")),
    _told(
        "commitment_asked",
        _("How does it stand? You promised something at %(what)s, six weeks ago"),
        importance=3,
        audiences=(COLLEAGUES,),
        to_followers=False,
        in_feeds=False,
    ),
    _told("announced", _("%(who)s invites to %(what)s"), audiences=(MEMBERS,)),
    _told("delegation_invited", _("%(who)s invited a delegation to %(what)s"), audiences=(COORDINATORS,)),
    _told("opened", _("%(who)s opened the registration for %(what)s")),
    _told("begun", _("%(what)s has begun"), importance=1),
    _told("held", _("%(what)s is over"), importance=1),
    _told("written_up", _("%(who)s wrote up what came of %(what)s"), audiences=(MEMBERS, GUESTS)),
    _told("changed", _("%(who)s changed %(what)s"), grouped=changed_often, audiences=(GUESTS,)),
    _told(
        "changed_soon",
        _("%(who)s changed %(what)s, which is near"),
        grouped=changed_often,
        topic="visit_changes",
        importance=3,
        audiences=(GUESTS,),
    ),
    _told(
        "called_off",
        _("%(who)s called off %(what)s"),
        topic="visit_changes",
        importance=3,
        audiences=(GUESTS, COORDINATORS),
    ),
    _told(
        "takeaway_jotted",
        _("%(who)s jotted down a takeaway at %(what)s"),
        grouped=jotted_often,
        importance=1,
    ),
    _told("takeaway_pinned", _("%(who)s pinned a takeaway from %(what)s"), importance=1),
    _told(
        "outcome_taken",
        _("%(who)s takes a challenge home from %(what)s"),
        grouped=taken_often,
        audiences=(COORDINATORS,),
    ),
)
