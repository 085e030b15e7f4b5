"""Blocks as data, the tags that say why an initiative works through one, and the connections that follow."""

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
from blocks.models.connection import INTRODUCTION, Connection, ConnectionStep, Meeting, keys_of
from blocks.models.state import SETTLED, STANDING, State, Strength
from blocks.models.tag import MARK, Choice, Tag, Tagging, TagQuerySet, fingerprint, mark_of

__all__ = [
    "INTRODUCTION",
    "MARK",
    "RESERVED",
    "SETTLED",
    "STANDING",
    "Block",
    "BlockVersion",
    "Choice",
    "Connection",
    "ConnectionStep",
    "Meaning",
    "Meeting",
    "NewBlock",
    "Shape",
    "State",
    "Strength",
    "Tag",
    "TagQuerySet",
    "Tagging",
    "fingerprint",
    "keys_of",
    "mark_of",
    "numbers",
    "standing_for",
]
