"""The demo's data goes through the house's own verbs: it loads, and loading it again changes nothing."""

import pytest

from alliances.models import Commitment
from initiatives.models import Initiative, InitiativeRevision, Update
from magnet.demo.load import load, rows


@pytest.mark.django_db
def test_it_loads_and_loading_it_again_changes_nothing() -> None:
    load()
    kept = (Initiative, InitiativeRevision, Update, Commitment)
    once = [model.objects.count() for model in kept]  # type: ignore[attr-defined]
    assert once[0] == len(rows("initiatives"))
    assert once[2:] == [len(rows("updates")), len(rows("commitments"))]
    assert {one.state for one in Commitment.objects.all()} == {"open", "done", "given_up"}
    courtyard = Initiative.objects.get(slug="open-courtyard")
    assert courtyard.needed
    assert courtyard.offered
    assert courtyard.audiences.count() == 2
    assert courtyard.participation == "involve"
    load()
    assert [model.objects.count() for model in kept] == once  # type: ignore[attr-defined]
