"""Who may bring a kit."""

from typing import Any

from alliances.models import standing_of


def may_bring(person: Any) -> bool:
    """Coordinators and administrators: what a kit holds stands open to everybody."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)
