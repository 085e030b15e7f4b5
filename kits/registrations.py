"""What this room tells the rooms below about itself; called once, when the house is built."""

from activity.registry import register_kinds
from kits.events import KINDS
from kits.holdings import HOLDINGS
from kits.slots import fill_slots
from people import privacy


def register() -> None:
    privacy.register(*HOLDINGS)
    register_kinds(*KINDS)
    fill_slots()
