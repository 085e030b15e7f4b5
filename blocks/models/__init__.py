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
from blocks.models.learned import LEARN, Learned, descriptions, sample_of, samples
from blocks.models.proposal import BlockProposal
from blocks.models.state import SETTLED, STANDING, State, Strength
from blocks.models.tag import Choice, Tag, TagQuerySet, fingerprint
from blocks.models.tagging import Tagging, mark_of

__all__ = [
    "INTRODUCTION",
    "LEARN",
    "RESERVED",
    "SETTLED",
    "STANDING",
    "Block",
    "BlockProposal",
    "BlockVersion",
    "Choice",
    "Connection",
    "ConnectionStep",
    "Learned",
    "Meaning",
    "Meeting",
    "NewBlock",
    "Shape",
    "State",
    "Strength",
    "Tag",
    "TagQuerySet",
    "Tagging",
    "descriptions",
    "fingerprint",
    "keys_of",
    "mark_of",
    "numbers",
    "sample_of",
    "samples",
    "standing_for",
]
