"""What happens that belongs to no single room, and what one may hear of from anywhere."""

from django.utils.translation import gettext_lazy as _

from activity.models.crossings import CROSSED
from activity.models.telling import MENTION_TOPIC
from activity.registry import Kind, Topic

ERASED = "person.erased"

KINDS = (
    Kind(name=CROSSED, sentence=_("%(who)s read %(what)s as administrator"), importance=0),
    # Its subject is a number that leads nowhere any more.
    Kind(name=ERASED, sentence=_("%(who)s deleted an account"), importance=0),
)

TOPICS = (
    Topic(
        name=MENTION_TOPIC,
        label=_("Somebody names you"),
        hint=_("Your name with an @ in a text you may read."),
        order=10,
        mail="instant",
    ),
    Topic(name="movement", label=_("Everything else that moves"), order=90),
)
