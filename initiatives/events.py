"""What happens to initiatives."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

KINDS = (
    Kind(name="initiative.logged", sentence=_("%(who)s logged the initiative %(what)s"), importance=2),
    Kind(name="initiative.changed", sentence=_("%(who)s changed %(what)s")),
    Kind(name="initiative.withdrawn", sentence=_("%(who)s withdrew %(what)s")),
)
