"""What this room tells the rooms below about itself; called once, when the house is built."""

from activity.registry import register_kinds, register_topics
from translations.events import KINDS, TOPICS
from translations.slots import fill_slots


def register() -> None:
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    fill_slots()
