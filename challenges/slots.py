"""What this room puts on pages above it."""

from collections.abc import Sequence
from typing import Any

from challenges.flow import Flow, flow
from web.slots import Panel, fill


def travels(courtyard: Sequence[Any], person: Any) -> dict[Any, Flow]:
    """The transfer picture for the courtyard, once there is anything to draw."""
    found = flow(person)
    return dict.fromkeys(courtyard, found) if found.strands else {}


def fill_slots() -> None:
    fill(
        "courtyard.sections",
        Panel(name="flow", order=20, template="challenges/slots/flow.html", fetch=travels),
    )
