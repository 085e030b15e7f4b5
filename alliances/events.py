"""What happens in an alliance."""

from django.utils.translation import gettext_lazy as _

from activity.registry import Kind

KINDS = (
    Kind(name="membership.began", sentence=_("%(who)s joined %(what)s")),
    Kind(name="membership.ended", sentence=_("%(who)s left %(what)s"), importance=0),
    Kind(name="invitation.sent", sentence=_("%(who)s invited somebody into %(what)s"), importance=0),
    Kind(name="invitation.revoked", sentence=_("%(who)s withdrew an invitation into %(what)s"), importance=0),
)
