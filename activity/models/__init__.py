"""Movement: what happened, and what is owed because of it."""

from activity.models.crossings import note_crossing
from activity.models.deliveries import Delivery, deliver
from activity.models.events import Event, record, rewall
from activity.models.owed import Owed, claim, nudge, owe, perform

__all__ = [
    "Delivery",
    "Event",
    "Owed",
    "claim",
    "deliver",
    "note_crossing",
    "nudge",
    "owe",
    "perform",
    "record",
    "rewall",
]
