"""What happens with tags."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

KINDS = (
    Kind(name="initiative.tagged", sentence=_("%(who)s tagged %(what)s")),
    Kind(name="tag.proposed", sentence=_("%(who)s proposed blocks for %(what)s"), importance=2),
)
