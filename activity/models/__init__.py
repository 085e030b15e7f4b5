"""Movement: what happened, and what is owed because of it."""

from activity.models.crossings import note_crossing
from activity.models.deliveries import Delivery, deliver
from activity.models.events import Event, record, rewall
from activity.models.owed import (
    Debt,
    Heartbeat,
    Owed,
    beat,
    claim,
    nudge,
    owe,
    owe_all,
    owe_periodic,
    perform,
    release,
)

__all__ = [
    "Debt",
    "Delivery",
    "Event",
    "Heartbeat",
    "Owed",
    "beat",
    "claim",
    "deliver",
    "note_crossing",
    "nudge",
    "owe",
    "owe_all",
    "owe_periodic",
    "perform",
    "record",
    "release",
    "rewall",
]
