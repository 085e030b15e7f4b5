"""Why somebody is told of something, in words."""

from typing import Any

from django.utils.translation import gettext as _

from activity.models import Notification
from activity.models.notifications import FOLLOW, MENTION
from activity.registry import audience_of


def reason_of(note: Notification, story: Any = None, followed: Any = None) -> str:
    """One sentence: named, following, or one of those it is for. ``followed`` is what they follow, if known."""
    if note.reason == MENTION:
        return _("Somebody named you there.")
    if note.reason == FOLLOW:
        if note.followed_id == note.subject_id and story is not None:
            followed = story.thing
        if followed is None:
            return _("You follow something that this concerns.")
        return _("You follow %(what)s.") % {"what": followed}
    audience = audience_of(note.reason)
    return str(audience.because) if audience else _("It concerns you.")
