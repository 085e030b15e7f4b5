"""What this room puts into the slots of the rooms below."""

from collections.abc import Sequence
from typing import Any

from alliances.models import Alliance
from reports.permissions import may_report, may_report_somewhere
from web.slots import Panel, fill


def of_alliances(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, bool]:
    """The way to the reports, for whoever may ask for one on that alliance; no query of its own."""
    return {alliance: True for alliance in alliances if may_report(person, alliance)}


def doors(people: Sequence[Any], person: Any) -> dict[Any, bool]:
    """The way to the reports from a coordinator's desk."""
    return {one: True for one in people if may_report_somewhere(one)}


def fill_slots() -> None:
    """Show the way here where a coordinator is."""
    for slot, template, fetch in (
        ("alliance.panels", "alliance", of_alliances),
        ("desk.doors", "door", doors),
    ):
        fill(slot, Panel(name="reports", order=80, template=f"reports/slots/{template}.html", fetch=fetch))
