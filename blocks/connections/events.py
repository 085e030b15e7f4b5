"""What happens with connections; who meets whom is told to the two sides alone."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.registry import Kind, Topic
from alliances.audiences import COLLEAGUES

TOPICS = (
    Topic(
        name="connections",
        label=_("Introductions"),
        hint=_("Somebody wants to introduce your initiative to another, or answers."),
        order=25,
        mail="instant",
    ),
)


def introduced_often(count: int) -> str:
    return ngettext(
        "%(who)s introduced to each other: %(what)s",
        "%(who)s introduced to each other, %(count)d times: %(what)s",
        count,
    )


KINDS = (
    Kind(
        name="connection.introduced",
        sentence=_("%(who)s introduced to each other: %(what)s"),
        grouped=introduced_often,
        topic="connections",
        importance=3,
        audiences=(COLLEAGUES,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="connection.accepted",
        sentence=_("%(who)s said yes to working together: %(what)s"),
        topic="connections",
        importance=3,
        audiences=(COLLEAGUES,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="connection.declined",
        sentence=_("%(who)s said why not: %(what)s"),
        topic="connections",
        importance=3,
        audiences=(COLLEAGUES,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="connection.dismissed",
        sentence=_("%(who)s put aside that these two could meet: %(what)s"),
        importance=0,
    ),
    Kind(
        name="connection.joined",
        sentence=_("%(who)s made joint work of it: %(what)s"),
        topic="connections",
        importance=2,
        audiences=(COLLEAGUES,),
        to_followers=False,
    ),
)
