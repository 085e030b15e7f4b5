"""Drafts that wait for words, on the desk of who owes them and on the overview."""

from collections.abc import Iterable, Sequence
from typing import Any

from alliances.models import Alliance, standing_of
from people.models import Person
from reports.permissions import may_report
from reports.schedules.models import Opening
from web.slots import Panel, fill


def owed_in(alliances: Iterable[Alliance], person: Any) -> list[Opening]:
    """The drafts that schedules opened in ``alliances`` and nobody froze yet; one query."""
    rows = Opening.objects.visible_to(person).owed().filter(schedule__alliance__in=list(alliances))
    return list(rows.select_related("report__alliance", "schedule__alliance").soonest_first())


def on_desk(people: Sequence[Any], person: Any) -> dict[Any, list[Opening]]:
    """What ``person`` owes words to; no query for anybody who coordinates nothing."""
    coordinated = standing_of(person).coordinated if isinstance(person, Person) else []
    found = owed_in(coordinated, person) if coordinated else []
    return {one: found for one in people if found}


def on_overview(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, list[Opening]]:
    """The same on each alliance that ``person`` coordinates, and the way to its schedules."""
    found: dict[Alliance, list[Opening]] = {one: [] for one in alliances if may_report(person, one)}
    for opening in owed_in(found, person):
        found[opening.schedule.alliance].append(opening)
    return found


def fill_slots() -> None:
    for slot, template, fetch in (
        ("desk.awaits", "on_desk", on_desk),
        ("overview.sections", "on_overview", on_overview),
    ):
        fill(
            slot,
            Panel(name="schedules", order=16, template=f"reports/schedules/{template}.html", fetch=fetch),
        )
