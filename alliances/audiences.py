"""Whom the rooms above tell of what happens, beside those who follow it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from activity.models import Event
from activity.registry import Audience
from alliances.models import Commitment, Membership


def coordinators(event: Event) -> QuerySet:
    """Those who coordinate an alliance that the event concerns."""
    return members(event).filter(role=Membership.Role.COORDINATOR)


def members(event: Event) -> QuerySet:
    """Everybody in an alliance that the event concerns."""
    inside = Membership.objects.current().filter(partnership__alliance__in=event.concerns)
    return inside.values("person")


def colleagues(event: Event) -> QuerySet:
    """Those who work for an organisation that the event concerns, in an alliance that it concerns."""
    return members(event).filter(partnership__organisation__in=event.concerns)


def owners(event: Event) -> QuerySet:
    """Who has promised what the event is about: the person named, else everybody of the organisation."""
    named = Commitment.objects.filter(pk=event.subject_id).exclude(person=None)
    return named.values("person") if named.exists() else colleagues(event)


COORDINATORS = Audience(name="coordinators", because=_("You coordinate this alliance."), people=coordinators)
MEMBERS = Audience(name="members", because=_("You belong to this alliance."), people=members)
COLLEAGUES = Audience(
    name="colleagues", because=_("It is about your organisation’s work."), people=colleagues
)
OWNERS = Audience(name="owners", because=_("You, or your organisation, promised it."), people=owners)
