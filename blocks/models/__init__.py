"""Blocks as data, and the tags that say why an initiative works through one."""

from blocks.models.block import RESERVED, Block, Shape
from blocks.models.state import SETTLED, STANDING, State, Strength
from blocks.models.tag import Choice, Overtaken, Tag, Tagging, fingerprint

__all__ = [
    "RESERVED",
    "SETTLED",
    "STANDING",
    "Block",
    "Choice",
    "Overtaken",
    "Shape",
    "State",
    "Strength",
    "Tag",
    "Tagging",
    "fingerprint",
]
