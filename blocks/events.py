"""What happens with blocks and tags."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.registry import Kind, Topic
from alliances.audiences import COLLEAGUES, COORDINATORS

TOPICS = (
    Topic(
        name="tags",
        label=_("Blocks of initiatives"),
        hint=_("Somebody proposes, confirms or amends the blocks an initiative works by."),
        order=35,
    ),
    Topic(name="blocks", label=_("The blocks themselves"), hint=_("A block is added or retired."), order=70),
)


def tagged_often(count: int) -> str:
    return ngettext(
        "%(who)s tagged %(what)s %(count)d time", "%(who)s tagged %(what)s %(count)d times", count
    )


KINDS = (
    Kind(
        name="initiative.tagged",
        sentence=_("%(who)s tagged %(what)s"),
        grouped=tagged_often,
        topic="tags",
        importance=2,
        audiences=(COLLEAGUES,),
    ),
    Kind(name="tags.undone", sentence=_("%(who)s took back the last blocks of %(what)s"), importance=0),
    Kind(name="block.opened", sentence=_("%(who)s added the block %(what)s"), topic="blocks"),
    Kind(name="block.retired", sentence=_("%(who)s retired the block %(what)s"), topic="blocks"),
    Kind(
        name="tag.proposed",
        sentence=_("%(who)s proposed blocks for %(what)s"),
        topic="tags",
        importance=3,
        audiences=(COORDINATORS,),
    ),
)
