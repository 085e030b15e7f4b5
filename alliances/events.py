"""What happens in an alliance. Who belongs to it is its own affair: all of these stay inside its wall."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind, Topic
from alliances.audiences import COORDINATORS, MEMBERS

TOPICS = (Topic(name="people", label=_("Who joins or leaves your alliance"), order=60),)

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
    Kind(
        name="partnership.ended",
        sentence=_("An organisation left %(what)s"),
        topic="people",
        importance=2,
        audiences=(MEMBERS,),
    ),
    Kind(name="invitation.sent", sentence=_("%(who)s invited somebody into %(what)s"), importance=0),
    Kind(name="invitation.revoked", sentence=_("%(who)s withdrew an invitation into %(what)s"), importance=0),
)
