"""What connections put on the pages of the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q

from alliances.models import Alliance, Partnership, standing_of
from blocks.connections.introductions import Introductions
from blocks.connections.permissions import keeps_introductions
from blocks.connections.words import Seen, names_in, seen_by
from blocks.models import Connection, ConnectionStep, Meeting
from initiatives.models import Initiative
from initiatives.permissions import may_edit
from people.models import Person
from web.slots import Panel, fill

BEST = 3
FEW = 6


def closest(initiatives: Sequence[Initiative], person: Any) -> dict[Initiative, dict[str, Any]]:
    """The three best connections of each initiative with their reasons; two queries for the whole list."""
    of = {initiative.pk: initiative for initiative in initiatives}
    rows = Connection.objects.visible_to(person).open().touching(of).with_ends().closest_first()
    found: dict[Initiative, list[Connection]] = {initiative: [] for initiative in initiatives}
    for row in rows[: 2 * BEST * len(of) + 24]:
        for pk in {row.one_id, row.other_id} & of.keys():
            if len(found[of[pk]]) < BEST:
                found[of[pk]].append(row)
    names = names_in([row for rows in found.values() for row in rows], person)
    return {
        initiative: {
            "seen": [Seen(row, names, initiative, may_edit(person, initiative)) for row in rows],
            "acting": {row.pk for row in rows if _may_act(person, initiative, row)},
        }
        for initiative, rows in found.items()
        if not initiative.withdrawn_at
    }


def _may_act(person: Any, initiative: Initiative, row: Connection) -> bool:
    """As ``permissions.may_act``, from what is at hand: who is only a further partner of the other initiative acts
    from that one's page."""
    standing, there = standing_of(person), row.across_from(initiative)
    return (
        may_edit(person, initiative)
        or standing.works_for(there.partnership_id)
        or standing.coordinates(there.alliance_id)
    )


def awaits(people: Sequence[Any], person: Any) -> dict[Any, list[Seen]]:
    """Introductions that wait for the person's side to answer or, once accepted, to say what they do together; two
    queries, none for who works nowhere."""
    mine = standing_of(person).partnerships
    if not mine:
        return {}
    rows = list(_waiting_for(mine, person).with_ends().order_by("moved_at", "pk")[:FEW])
    seen = seen_by(person, rows)
    return {one: seen for one in people if seen}


def _waiting_for(mine: list[Partnership], person: Any) -> Any:
    own = Q(one__partnership__in=mine) | Q(other__partnership__in=mine)
    asked_by_us = ConnectionStep.objects.filter(
        connection=OuterRef("pk"),
        act=Meeting.INTRODUCED,
        organisation__in=[row.organisation_id for row in mine],
        at=OuterRef("moved_at"),
    )
    waiting = Q(state=Meeting.ACCEPTED) | Q(~Exists(asked_by_us), state=Meeting.INTRODUCED)
    return Connection.objects.visible_to(person).filter(own, waiting)


def doors(people: Sequence[Any], person: Any) -> dict[Any, Introductions]:
    """For who coordinates, the way to what introductions led to."""
    if not isinstance(person, Person) or not keeps_introductions(person):
        return {}
    return {one: Introductions(person) for one in people}


def led_to(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, Introductions]:
    """What introductions led to in each alliance, for its overview."""
    return {alliance: Introductions(person, alliance, limit=BEST) for alliance in alliances}


def fill_slots() -> None:
    """Show connections on initiatives, and what waits for an answer on my desk."""
    for slot, name, order, fetch in (
        ("initiative.panels", "closest", 8, closest),
        ("desk.awaits", "awaits", 8, awaits),
        ("desk.doors", "doors", 30, doors),
        ("overview.sections", "led_to", 30, led_to),
    ):
        template = f"connections/slots/{name}.html"
        fill(slot, Panel(name="connections", order=order, template=template, fetch=fetch))
