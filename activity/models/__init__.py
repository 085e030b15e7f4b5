"""Movement: what happened, and what is owed because of it."""

from activity.models.crossings import note_crossing
from activity.models.deliveries import Delivery, deliver
from activity.models.digests import digest, digests
from activity.models.events import Event, record, rewall
from activity.models.exports import Export
from activity.models.following import Channel, Follow, Pace, Preference, chosen_by
from activity.models.notifications import Notification, unread
from activity.models.owed import (
    SWEEP,
    Debt,
    Heartbeat,
    Owed,
    beat,
    claim,
    forget_the_future,
    nudge,
    owe,
    owe_all,
    owe_periodic,
    perform,
    release,
    the_time,
)
from activity.models.telling import tell

__all__ = [
    "SWEEP",
    "Channel",
    "Debt",
    "Delivery",
    "Event",
    "Export",
    "Follow",
    "Heartbeat",
    "Notification",
    "Owed",
    "Pace",
    "Preference",
    "beat",
    "chosen_by",
    "claim",
    "deliver",
    "digest",
    "digests",
    "forget_the_future",
    "note_crossing",
    "nudge",
    "owe",
    "owe_all",
    "owe_periodic",
    "perform",
    "record",
    "release",
    "rewall",
    "tell",
    "the_time",
    "unread",
]
