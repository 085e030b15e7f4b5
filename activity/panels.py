"""What any room may put on the pages of its own things: following, and what moved around them.

``slots.fill("initiative.acts", FOLLOW)`` and ``slots.fill("initiative.panels", MOVEMENT)``, in the room's own
registrations.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from activity.feed import Movement, movement
from activity.models import Export, Follow
from people.models import Person
from web.slots import Panel


def followed(things: Sequence[Any], person: Any) -> dict[Any, bool]:
    """Whether ``person`` follows each of ``things``; nothing for a visitor. One query."""
    if not isinstance(person, Person):
        return {}
    own = set(
        Follow.objects.of(person)
        .filter(subject_id__in=[thing.pk for thing in things])
        .values_list("subject_id", flat=True)
    )
    return {thing: thing.pk in own for thing in things}


def moved(things: Sequence[Any], person: Any) -> dict[Any, Movement]:
    """What moved around each of ``things``: for pages of one thing."""
    return {thing: movement(person, thing) for thing in things}


def told_how(people: Sequence[Any], person: Any) -> dict[Any, bool]:
    """The way from one's settings to what one hears of; no query."""
    return dict.fromkeys(people, True)


HEARS = Panel(name="hears", order=10, template="activity/hears_panel.html", fetch=told_how)


def own_data(people: Sequence[Any], person: Any) -> dict[Any, dict[str, Any]]:
    """Whether there is a copy of one's data. One query."""
    return {person: {"export": Export.objects.visible_to(person).standing(timezone.now()).first()}}


OWN_DATA = Panel(name="privacy", order=90, template="activity/privacy/panel.html", fetch=own_data)
FOLLOW = Panel(name="follow", order=80, template="activity/follow_panel.html", fetch=followed)
MOVEMENT = Panel(name="movement", order=90, template="activity/movement_panel.html", fetch=moved)
