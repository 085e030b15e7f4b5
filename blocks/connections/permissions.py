"""Who may act on a connection."""

from typing import Any

from alliances.models import Partnership, standing_of
from blocks.models import Connection, ConnectionStep
from initiatives.models import Initiative
from initiatives.permissions import may_edit


def may_act(person: Any, connection: Connection) -> bool:
    """Whoever may edit one of the two: its partners' people, its author, its alliance's coordinator."""
    return any(may_edit(person, end) for end in connection.ends)


def may_answer(person: Any, connection: Connection, introduced: ConnectionStep | None) -> bool:
    """Who may say yes to an introduction: not the side that asked. A coordinator answers for their own alliance's end,
    and where the side that asked stands at both ends."""
    if asked := asked_ends(connection, introduced):
        return any(may_edit(person, end) for end in asked)
    standing = standing_of(person)
    return standing.administrator or any(standing.coordinates(end.alliance_id) for end in connection.ends)


def asked_ends(connection: Connection, introduced: ConnectionStep | None) -> list[Initiative]:
    """The ends whose side did not ask: by organisation; between two alliances, where whoever asked works on neither,
    by alliance."""
    asking = introduced and introduced.organisation_id
    ends = connection.ends
    asked = [end for end in ends if asking not in organisations_of(end)]
    if asking and len(asked) == len(ends) == len({end.alliance_id for end in ends}):
        theirs = Partnership.objects.filter(
            organisation=asking, alliance__in=[end.alliance_id for end in ends]
        )
        own = set(theirs.values_list("alliance", flat=True))
        asked = [end for end in ends if end.alliance_id not in own]
    return asked


def organisations_of(initiative: Initiative) -> list[Any]:
    """Whose initiative it is."""
    partners = initiative.partners.all()
    return [row.organisation_id for row in (initiative.partnership, *partners)]


def keeps_introductions(person: Any) -> bool:
    """Coordinators and administrators see which introductions led to what."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)
