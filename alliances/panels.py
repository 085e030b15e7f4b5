"""What any room may put on the pages of its own things, and what stands on everybody's desk: what is promised.

``slots.fill("initiative.panels", COMMITMENTS)``, in the room's own registrations; its things have ``walls()`` and are
of a registered subject's model.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from activity.feed import address_of
from alliances.models import Commitment, standing_of
from alliances.permissions import alliance_promising, may_settle
from people.models import Person
from web.slots import Panel

FEW = 5


def promised_about(things: Sequence[Any], person: Any) -> dict[Any, dict[str, Any]]:
    """What is promised about each of ``things``, and for who may promise, the way to do so. One query."""
    rows = Commitment.objects.visible_to(person).about(things).for_reading().soonest_first()
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.subject_id].append({"commitment": row, "may_settle": may_settle(person, row)})
    shown = {}
    for thing in things:
        url = ""
        if alliance_promising(person, thing) is not None:
            url = f"{reverse('alliances:commit')}?{urlencode({'about': address_of(thing)})}"
        if url or found[thing.pk]:
            shown[thing] = {"rows": found[thing.pk], "commit_url": url}
    return shown


def promised_by(people: Sequence[Any], person: Any) -> dict[Any, dict[str, Any]]:
    """What ``person`` and their organisations have promised and not settled yet, the soonest first. One query."""
    standing = standing_of(person)
    if not isinstance(person, Person) or not standing.memberships:
        return {}
    rows = Commitment.objects.visible_to(person).open().owed_by(standing).for_reading().soonest_first()
    found = list(rows[: FEW + 1])
    return {one: {"rows": found[:FEW], "further": len(found) > FEW} for one in people if found}


COMMITMENTS = Panel(
    name="commitments", order=40, template="alliances/slots/commitments.html", fetch=promised_about
)
PROMISED = Panel(name="commitments", order=20, template="alliances/slots/on_desk.html", fetch=promised_by)
