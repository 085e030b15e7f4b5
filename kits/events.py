"""What happens to kits."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

BROUGHT = "kit.brought"

KINDS = (
    Kind(
        name=BROUGHT,
        sentence=_("%(who)s brought %(what)s from another installation"),
        topic="challenges",
        importance=2,
    ),
)
