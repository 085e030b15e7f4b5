"""What this room puts on a challenge's page and on my desk."""

from collections.abc import Sequence
from typing import Any

from challenges.models import Challenge
from kits.models import Brought
from kits.permissions import may_bring
from web.slots import Panel, fill


def offered(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, bool]:
    """The kit, of what is public."""
    return {one: True for one in challenges if one.public}


def brought(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, Brought]:
    """Where a challenge was brought from; one query."""
    rows = {row.challenge_id: row for row in Brought.objects.filter(challenge__in=challenges)}
    return {one: rows[one.pk] for one in challenges if one.pk in rows}


def doors(people: Sequence[Any], person: Any) -> dict[Any, bool]:
    return {one: True for one in people if may_bring(person)}


def fill_slots() -> None:
    for slot, order, template, fetch in (
        ("challenge.acts", 60, "act", offered),
        ("challenge.panels", 5, "brought", brought),
        ("desk.doors", 60, "door", doors),
    ):
        fill(slot, Panel(name="kits", order=order, template=f"kits/{template}.html", fetch=fetch))
