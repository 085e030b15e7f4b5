"""What happens to initiatives."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.registry import Kind, Topic
from alliances.audiences import COLLEAGUES, COORDINATORS

TOPICS = (
    Topic(
        name="initiatives",
        label=_("Initiatives"),
        hint=_("One is logged, changed or withdrawn."),
        order=30,
    ),
)


def changed_often(count: int) -> str:
    return ngettext(
        "%(who)s changed %(what)s %(count)d time", "%(who)s changed %(what)s %(count)d times", count
    )


KINDS = (
    Kind(
        name="initiative.logged",
        sentence=_("%(who)s logged the initiative %(what)s"),
        topic="initiatives",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
    Kind(
        name="initiative.changed",
        sentence=_("%(who)s changed %(what)s"),
        grouped=changed_often,
        topic="initiatives",
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="initiative.withdrawn",
        sentence=_("%(who)s withdrew %(what)s"),
        topic="initiatives",
        importance=2,
        audiences=(COORDINATORS, COLLEAGUES),
    ),
)
