"""What happens in an alliance. Who belongs to it is its own affair and stays inside its wall; what is promised stands
behind the walls of what it is about."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind, Topic
from alliances.audiences import COLLEAGUES, COORDINATORS, MEMBERS, OWNERS

TOPICS = (
    Topic(name="people", label=_("Who joins or leaves your alliance"), order=60),
    Topic(
        name="commitments",
        label=_("Commitments"),
        hint=_("Somebody promises something, does it or cannot; and what you promised falls due."),
        order=40,
        mail="daily",
    ),
)

KINDS = (
    Kind(
        name="membership.began",
        sentence=_("Somebody from %(who)s joined %(what)s"),
        topic="people",
        audiences=(COORDINATORS,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="membership.changed", sentence=_("%(who)s gave somebody another role in %(what)s"), importance=0
    ),
    Kind(name="membership.ended", sentence=_("A membership in %(what)s ended"), importance=0),
    Kind(name="organisation.changed", sentence=_("%(who)s changed what is said of %(what)s"), importance=0),
    Kind(
        name="partnership.ended",
        sentence=_("An organisation left %(what)s"),
        topic="people",
        importance=2,
        audiences=(MEMBERS,),
    ),
    Kind(
        name="commitment.made",
        sentence=_("%(who)s promised: %(what)s"),
        topic="commitments",
        audiences=(OWNERS, COLLEAGUES),
    ),
    Kind(
        name="commitment.fulfilled",
        sentence=_("%(who)s kept a promise: %(what)s"),
        topic="commitments",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
    Kind(
        name="commitment.given_up",
        sentence=_("%(who)s said why a promise is not kept: %(what)s"),
        topic="commitments",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
    Kind(
        name="commitment.due",
        sentence=_("It falls due soon: %(what)s"),
        topic="commitments",
        importance=3,
        audiences=(OWNERS,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(name="invitation.sent", sentence=_("%(who)s invited somebody into %(what)s"), importance=0),
    Kind(name="invitation.revoked", sentence=_("%(who)s withdrew an invitation into %(what)s"), importance=0),
)
