"""What happens that belongs to no single room."""

from django.utils.translation import gettext_lazy as _

from activity.models.crossings import CROSSED
from activity.registry import Kind

KINDS = (Kind(name=CROSSED, sentence=_("%(who)s read %(what)s as administrator"), importance=0),)
