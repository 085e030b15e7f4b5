"""What happens to challenges."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

KINDS = (
    Kind(name="challenge.opened", sentence=_("%(who)s put the challenge %(what)s before the alliance")),
    Kind(name="challenge.wall_moved", sentence=_("%(who)s changed who may see %(what)s"), importance=0),
)
