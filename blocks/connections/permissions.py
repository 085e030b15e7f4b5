"""Who may act on a connection."""

from typing import Any

from alliances.models import standing_of
from blocks.models import Connection, ConnectionStep
from initiatives.models import Initiative
from initiatives.permissions import may_edit


def may_act(person: Any, connection: Connection) -> bool:
    """Whoever may edit one of the two: its partners' people, its author, its alliance's coordinator."""
    return any(may_edit(person, end) for end in connection.ends)


def may_answer(person: Any, connection: Connection, introduced: ConnectionStep | None) -> bool:
    """Who may say yes to an introduction: not the side that asked, unless it coordinates."""
    if not may_act(person, connection):
        return False
    standing = standing_of(person)
    if standing.administrator or any(standing.coordinates(end.alliance_id) for end in connection.ends):
        return True
    asking = introduced and introduced.organisation_id
    return any(may_edit(person, end) and asking not in organisations_of(end) for end in connection.ends)


def organisations_of(initiative: Initiative) -> list[Any]:
    """Whose initiative it is."""
    partners = initiative.partners.all()
    return [row.organisation_id for row in (initiative.partnership, *partners)]


def keeps_introductions(person: Any) -> bool:
    """Coordinators and administrators see which introductions led to what."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)
