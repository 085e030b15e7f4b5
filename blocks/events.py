"""What happens with blocks and tags."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

KINDS = (
    Kind(name="initiative.tagged", sentence=_("%(who)s tagged %(what)s")),
    Kind(name="tags.undone", sentence=_("%(who)s took back the last blocks of %(what)s"), importance=0),
    Kind(name="block.opened", sentence=_("%(who)s added the block %(what)s")),
    Kind(name="block.retired", sentence=_("%(who)s retired the block %(what)s")),
    Kind(name="tag.proposed", sentence=_("%(who)s proposed blocks for %(what)s"), importance=2),
)
