"""Whom to write to on each side of an introduction."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from alliances.models import Membership
from blocks.models import Connection
from initiatives.models import Initiative


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody as a member of their organisation, for one of the two initiatives."""

    initiative: Initiative
    name: str
    email: str
    organisation: Any


def contacts_of(connection: Connection) -> list[Contact]:
    """One a side, one query: who introduced the two or logged the initiative, while they work for its leading
    organisation; else somebody who does; else the alliance's coordinator. A side without anybody is left out."""
    leads = [end.partnership_id for end in connection.ends]
    coordinators = Q(
        role=Membership.Role.COORDINATOR,
        partnership__alliance__in=[end.alliance_id for end in connection.ends],
    )
    rows = (
        Membership.objects.current()
        .filter(Q(partnership__in=leads) | coordinators, person__is_active=True)
        .select_related("person", "partnership__organisation")
        .order_by("created_at", "pk")
    )
    members = list(rows)
    active = set(connection.steps.values_list("by", flat=True))
    found = (_contact(end, members, active) for end in connection.ends)
    return [contact for contact in found if contact]


def _contact(initiative: Initiative, members: list[Membership], active: set[Any]) -> Contact | None:
    def nearness(row: Membership) -> int:
        if row.partnership_id != initiative.partnership_id:
            return 3
        if row.person_id in active:
            return 0
        return 1 if row.person_id == initiative.author_id else 2

    of_it = [row for row in members if row.partnership.alliance_id == initiative.alliance_id]
    if not of_it:
        return None
    nearest = min(of_it, key=nearness)
    person = nearest.person
    return Contact(initiative, str(person), person.email, nearest.partnership.organisation)
