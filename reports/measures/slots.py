"""What is measured, shown where coordinators look: the overview, their desk, the alliance's page."""

from collections.abc import Sequence
from typing import Any

from alliances.models import Alliance, standing_of
from people.models import Person
from reports.measures.standing import OwedHere, owed_by
from reports.permissions import may_report
from web.slots import Panel, fill


def on_overview(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, OwedHere]:
    """What is owed in each alliance that ``person`` coordinates."""
    return owed_by([one for one in alliances if may_report(person, one)], person)


def on_desk(people: Sequence[Any], person: Any) -> dict[Any, list[OwedHere]]:
    """What ``person`` owes as a coordinator; no query for anybody else."""
    coordinated = standing_of(person).coordinated if isinstance(person, Person) else []
    if not coordinated:
        return {}
    waiting = [here for here in owed_by(coordinated, person).values() if here.waits]
    return {one: waiting for one in people if waiting}


def on_alliances(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, bool]:
    """The way to what is measured, for who may read it; no query of its own."""
    standing = standing_of(person)
    return {one: True for one in alliances if standing.administrator or standing.member_of(one.pk)}


def fill_slots() -> None:
    for slot, template, fetch, order in (
        ("overview.sections", "on_overview", on_overview, 15),
        ("desk.awaits", "on_desk", on_desk, 25),
        ("alliance.panels", "on_alliance", on_alliances, 75),
    ):
        fill(
            slot,
            Panel(name="measures", order=order, template=f"reports/measures/{template}.html", fetch=fetch),
        )
