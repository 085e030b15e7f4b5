"""What happens to challenges."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.models import Event
from activity.registry import Audience, Kind, Topic
from alliances.audiences import COORDINATORS, MEMBERS
from challenges.models.adoption import Stage
from challenges.models.rails import Question


def to_words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The stage an adoption came to, in the reader's language."""
    return {"to": Stage(facts["to"]).label}


def revised_often(count: int) -> str:
    return ngettext(
        "%(who)s revised the dossier %(what)s %(count)d time",
        "%(who)s revised the dossier %(what)s %(count)d times",
        count,
    )


def retold_often(count: int) -> str:
    return ngettext(
        "%(who)s told anew what became of %(what)s %(count)d time",
        "%(who)s told anew what became of %(what)s %(count)d times",
        count,
    )


def told_often(count: int) -> str:
    return ngettext(
        "%(who)s told %(count)d time how it goes: %(what)s",
        "%(who)s told %(count)d times how it goes: %(what)s",
        count,
    )


def changed_often(count: int) -> str:
    return ngettext(
        "%(who)s changed %(count)d time what you adopted: %(what)s",
        "%(who)s changed %(count)d times what you adopted: %(what)s",
        count,
    )


TOPICS = (
    Topic(name="challenges", label=_("Challenges"), hint=_("A new one, or a change to one."), order=40),
    Topic(
        name="transfer",
        label=_("Transfer"),
        hint=_("A challenge is adopted, moves on, or changes at its origin."),
        order=45,
    ),
    Topic(
        name="answers",
        label=_("Answers to you"),
        hint=_("Another city answers what you asked."),
        order=46,
        mail="instant",
    ),
)


def askers(event: Event) -> QuerySet:
    """Who asked the question that was answered."""
    asked = Question.objects.filter(pk=event.facts.get("question")).exclude(asker=None)
    return asked.values("asker")


ASKERS = Audience(name="askers", because=_("You asked."), people=askers)

KINDS = (
    Kind(
        name="challenge.opened",
        sentence=_("%(who)s put the challenge %(what)s before the alliance"),
        topic="challenges",
        importance=2,
        audiences=(MEMBERS,),
    ),
    Kind(
        name="challenge.revised",
        sentence=_("%(who)s revised the dossier %(what)s"),
        grouped=revised_often,
        topic="challenges",
    ),
    Kind(
        name="challenge.withdrawn",
        sentence=_("%(who)s withdrew the challenge %(what)s"),
        topic="challenges",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="challenge.adopted",
        sentence=_("%(who)s adopted %(what)s"),
        topic="transfer",
        importance=2,
        audiences=(MEMBERS,),
    ),
    Kind(
        name="adoption.considered",
        sentence=_("%(who)s looks at %(what)s"),
        topic="transfer",
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.told",
        sentence=_("%(who)s told what was kept and changed: %(what)s"),
        topic="transfer",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.retold",
        sentence=_("%(who)s told anew what became of %(what)s"),
        grouped=retold_often,
        topic="transfer",
    ),
    Kind(
        name="adoption.advanced",
        sentence=_("%(who)s moved %(what)s on to “%(to)s”"),
        words=to_words,
        topic="transfer",
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.sustained",
        sentence=_("%(what)s is here to stay, says %(who)s"),
        topic="transfer",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.paused",
        sentence=_("%(who)s paused %(what)s"),
        topic="transfer",
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.stopped",
        sentence=_("%(who)s stopped %(what)s"),
        topic="transfer",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.resumed",
        sentence=_("%(who)s took up %(what)s again"),
        topic="transfer",
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.progress",
        sentence=_("%(who)s told how it goes: %(what)s"),
        grouped=told_often,
        topic="transfer",
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.milestone",
        sentence=_("%(who)s reached a milestone: %(what)s"),
        topic="transfer",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.lesson",
        sentence=_("%(who)s learnt a lesson: %(what)s"),
        topic="transfer",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.help",
        sentence=_("%(who)s calls for help: %(what)s"),
        topic="transfer",
        importance=3,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.taken",
        sentence=_("%(who)s took a lesson back from %(what)s"),
        topic="transfer",
        importance=2,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.asked",
        sentence=_("%(who)s asks the origin: %(what)s"),
        topic="transfer",
        importance=3,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="adoption.answered",
        sentence=_("%(who)s answered a question: %(what)s"),
        topic="answers",
        importance=3,
        # Everybody reads it on the page; it is news for the one who waits for it.
        audiences=(ASKERS,),
        to_followers=False,
    ),
    Kind(
        name="adoption.checked",
        sentence=_("%(who)s has %(met)s of %(of)s preconditions: %(what)s"),
        topic="transfer",
    ),
    Kind(
        name="adoption.origin_changed",
        sentence=_("%(who)s changed what you adopted: %(what)s"),
        grouped=changed_often,
        topic="transfer",
        importance=3,
        audiences=(MEMBERS,),
    ),
    Kind(
        name="adoption.settled", sentence=_("%(who)s read what changed at the origin: %(what)s"), importance=0
    ),
    Kind(name="challenge.wall_moved", sentence=_("%(who)s changed who may see %(what)s"), importance=0),
)
