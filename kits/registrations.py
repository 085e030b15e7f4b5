"""What this room tells the rooms below about itself; called once, when the house is built."""

from activity.registry import register_kinds
from kits.events import KINDS
from kits.slots import fill_slots


def register() -> None:
    register_kinds(*KINDS)
    fill_slots()
