"""Who may ask for reports, follow and download them."""

from typing import Any

from alliances.models import Alliance, standing_of
from alliances.permissions import may_coordinate


def may_report(person: Any, alliance: Alliance) -> bool:
    """On this alliance: its coordinators, and administrators."""
    return may_coordinate(person, alliance)


def may_report_somewhere(person: Any) -> bool:
    """On some alliance or other."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)
