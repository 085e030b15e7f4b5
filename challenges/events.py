"""What happens to challenges."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind, Topic
from alliances.audiences import MEMBERS

TOPICS = (
    Topic(name="challenges", label=_("Challenges"), hint=_("A new one, or a change to one."), order=40),
)

KINDS = (
    Kind(
        name="challenge.opened",
        sentence=_("%(who)s put the challenge %(what)s before the alliance"),
        topic="challenges",
        importance=2,
        audiences=(MEMBERS,),
    ),
    Kind(name="challenge.wall_moved", sentence=_("%(who)s changed who may see %(what)s"), importance=0),
)
