"""Blocks as data, and the tags that say why an initiative works through one."""

from blocks.models.block import (
    RESERVED,
    Block,
    BlockVersion,
    Meaning,
    NewBlock,
    Shape,
    numbers,
    standing_for,
)
from blocks.models.state import SETTLED, STANDING, State, Strength
from blocks.models.tag import MARK, Choice, Tag, Tagging, TagQuerySet, fingerprint, mark_of

__all__ = [
    "MARK",
    "RESERVED",
    "SETTLED",
    "STANDING",
    "Block",
    "BlockVersion",
    "Choice",
    "Meaning",
    "NewBlock",
    "Shape",
    "State",
    "Strength",
    "Tag",
    "TagQuerySet",
    "Tagging",
    "fingerprint",
    "mark_of",
    "numbers",
    "standing_for",
]
