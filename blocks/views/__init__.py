"""The pages of this room."""

from blocks.views.blocks import block_list, detail
from blocks.views.desk import triage, undo
from blocks.views.tagging import history, tag

__all__ = ["block_list", "detail", "history", "tag", "triage", "undo"]
