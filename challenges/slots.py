"""What this room puts on pages above it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from alliances.models import Alliance
from alliances.permissions import may_coordinate
from challenges.flow import Flow, flow
from challenges.models import Challenge
from web.slots import Panel, fill

ON_AN_ALLIANCE = 12


def travels(courtyard: Sequence[Any], person: Any) -> dict[Any, Flow]:
    """The transfer picture for the courtyard, once there is anything to draw."""
    found = flow(person)
    return dict.fromkeys(courtyard, found) if found.strands else {}


def of_alliances(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, dict[str, Any]]:
    """The challenges each alliance works on, and for who may, the way to open one; one query."""
    of = {alliance.pk: alliance for alliance in alliances}
    rows = Challenge.objects.standing().visible_to(person).filter(alliance__in=of).in_order().for_cards()
    found: dict[Alliance, dict[str, Any]] = {}
    for alliance in alliances:
        if may_coordinate(person, alliance):
            found[alliance] = {
                "rows": [],
                "open_url": f"{reverse('challenges:new')}?alliance={alliance.slug}",
            }
    for challenge in rows[: ON_AN_ALLIANCE * len(of)]:
        found.setdefault(of[challenge.alliance_id], {"rows": []})["rows"].append(challenge)
    return found


def fill_slots() -> None:
    fill(
        "courtyard.sections",
        Panel(name="flow", order=20, template="challenges/slots/flow.html", fetch=travels),
    )
    fill(
        "alliance.panels",
        Panel(name="challenges", order=10, template="challenges/slots/of_alliance.html", fetch=of_alliances),
    )
