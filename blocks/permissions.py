"""Who may tag, and who may say what the blocks are."""

from typing import Any

from alliances.models import standing_of
from initiatives.models import Initiative
from initiatives.permissions import may_edit


def may_propose(person: Any, initiative: Initiative) -> bool:
    """Whoever may edit the initiative may say by which blocks it works."""
    return may_edit(person, initiative)


def may_confirm(person: Any, initiative: Initiative) -> bool:
    """The alliance's coordinators and administrators."""
    standing = standing_of(person)
    return standing.administrator or standing.coordinates(initiative.alliance_id)


def may_write(person: Any) -> bool:
    """Blocks belong to the installation: its administrators and the lead alliance's coordinators write them."""
    standing = standing_of(person)
    return standing.administrator or standing.coordinates_lead()


def may_propose_blocks(person: Any) -> bool:
    """Whoever works for a partner of any alliance may say what a block lacks."""
    return bool(standing_of(person).memberships)
