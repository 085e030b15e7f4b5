"""Blocks as data, and the tags that say why an initiative works through one."""

from blocks.models.block import RESERVED, Block, Shape, numbers, standing_for
from blocks.models.state import SETTLED, STANDING, State, Strength
from blocks.models.tag import Choice, Tag, Tagging, fingerprint

__all__ = [
    "RESERVED",
    "SETTLED",
    "STANDING",
    "Block",
    "Choice",
    "Shape",
    "State",
    "Strength",
    "Tag",
    "Tagging",
    "fingerprint",
    "numbers",
    "standing_for",
]
