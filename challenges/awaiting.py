"""What awaits a person along adoptions: changes at the origin to look at, and questions to answer."""

from collections.abc import Sequence
from typing import Any

from alliances.models import standing_of
from challenges.models import Adoption, OriginChange, Question
from web.slots import Panel

FEW = 5


def awaiting(people: Sequence[Any], person: Any) -> dict[Any, dict[str, Any]]:
    """The adoptions of one's alliances whose origin changed, and those whose adopters ask one's own city."""
    own = {row.alliance_id for row in standing_of(person).partnerships}
    if not own:
        return {}
    seen = Adoption.objects.visible_to(person).for_cards()
    new = OriginChange.objects.filter(answer=OriginChange.Answer.NEW)
    changed = list(seen.filter(alliance__in=own, pk__in=new.values("adoption")).newest_first()[:FEW])
    unanswered = Question.objects.filter(answered_at=None)
    asked = list(
        seen.filter(origin__alliance__in=own, pk__in=unanswered.values("adoption")).newest_first()[:FEW]
    )
    found = {"changed": changed, "asked": asked}
    return dict.fromkeys(people, found) if changed or asked else {}


AWAITS = Panel(name="adoptions", order=30, template="challenges/slots/awaits.html", fetch=awaiting)
