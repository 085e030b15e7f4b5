"""What this room tells the ground about itself; called once, when the house is built."""

from activity.events import KINDS
from activity.registry import register_kinds


def register() -> None:
    register_kinds(*KINDS)
