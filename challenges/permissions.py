"""Who may do what with a challenge."""

from typing import Any

from alliances.permissions import may_coordinate
from challenges.models import Challenge


def may_write(person: Any, challenge: Challenge) -> bool:
    """Write the dossier, or change who sees it."""
    return may_coordinate(person, challenge.alliance)
