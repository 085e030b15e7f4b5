"""What happens in an alliance. Who belongs to it is its own affair: all of these stay inside its wall."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

KINDS = (
    Kind(name="membership.began", sentence=_("%(who)s joined %(what)s")),
    Kind(
        name="membership.changed", sentence=_("%(who)s gave somebody another role in %(what)s"), importance=0
    ),
    Kind(name="membership.ended", sentence=_("A membership in %(what)s ended"), importance=0),
    Kind(name="partnership.ended", sentence=_("An organisation left %(what)s")),
    Kind(name="invitation.sent", sentence=_("%(who)s invited somebody into %(what)s"), importance=0),
    Kind(name="invitation.revoked", sentence=_("%(who)s withdrew an invitation into %(what)s"), importance=0),
)
