"""The pages of this room."""

from blocks.views.blocks import block_list, detail
from blocks.views.coverage import behind, figures, gap, matrix
from blocks.views.desk import triage, undo
from blocks.views.tagging import history, tag

__all__ = ["behind", "block_list", "detail", "figures", "gap", "history", "matrix", "tag", "triage", "undo"]
