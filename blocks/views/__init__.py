"""The pages of this room."""

from blocks.views.blocks import block_list, detail
from blocks.views.coverage import behind, figures, gap, matrix
from blocks.views.desk import triage, undo
from blocks.views.editing import edit, new, proposal, proposals, propose, retire, split
from blocks.views.tagging import history, tag

__all__ = [
    "behind",
    "block_list",
    "detail",
    "edit",
    "figures",
    "gap",
    "history",
    "matrix",
    "new",
    "proposal",
    "proposals",
    "propose",
    "retire",
    "split",
    "tag",
    "triage",
    "undo",
]
