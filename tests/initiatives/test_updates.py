"""Updates and versions: what is told, what is kept, and behind which walls."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from activity.models import Event
from initiatives.models import (
    Audience,
    Details,
    Initiative,
    InitiativeTranslation,
    Line,
    Link,
    Stage,
    Update,
)
from tests.initiatives.test_verbs import change
from tests.world import World, initiative
from web.exceptions import DomainError


@pytest.fixture
def made(world: World) -> Initiative:
    return initiative(world.youth, "Table tennis", by=world.partner, partners=[world.incubator])


def tell(made: Initiative, by: Any, **fields: Any) -> Update:
    given = {"kind": "progress", "text": "Two tables stand.", "language": "en"}
    return Update.add(about=made, by=by, **{**given, **fields})


def test_an_update_is_told_by_the_organisation_of_who_tells_it(world: World, made: Initiative) -> None:
    told = [tell(made, by).organisation for by in (world.partner, world.other_member, world.coordinator)]
    assert told == [world.youth.organisation, world.incubator.organisation, world.youth.organisation]
    event = Event.objects.filter(kind="update.progress").newest_first()[0]
    assert {made.pk, world.celje.pk} <= set(event.concerns)


def test_nothing_is_told_of_a_day_ahead_or_of_what_was_withdrawn(world: World, made: Initiative) -> None:
    with pytest.raises(DomainError) as refusal:
        tell(made, world.partner, happened_on=timezone.localdate() + timedelta(days=2))
    assert refusal.value.field == "happened_on"
    made.withdraw(by=world.partner, reason="Twice")
    with pytest.raises(DomainError):
        tell(made, world.partner)
    assert not Update.objects.exists()


def test_a_withdrawn_update_is_gone_and_says_why(world: World, made: Initiative) -> None:
    told = tell(made, world.partner)
    with pytest.raises(DomainError):
        told.withdraw(by=world.partner, reason="")
    told.withdraw(by=world.partner, reason="Not so")
    assert not Update.objects.standing().exists()


def test_updates_follow_the_walls_of_their_initiative(world: World, made: Initiative) -> None:
    told = tell(made, world.partner)
    change(made, world, public=False)
    told.refresh_from_db()
    assert told.walls() == (False, [world.celje.circle_id])
    assert not Event.objects.get(kind="update.progress").public
    assert not Update.objects.visible_to(world.outsider).exists()


def test_a_new_stage_needs_a_sentence_and_is_told(world: World, made: Initiative) -> None:
    with pytest.raises(DomainError) as refusal:
        change(made, world, stage=Stage.UPTAKE)
    assert refusal.value.field == "stage_reason"
    change(made, world, stage=Stage.UPTAKE, stage_reason="Three schools play now.")
    told = Update.objects.get()
    assert (told.kind, told.stage, told.body) == ("stage", "uptake", "Three schools play now.")


def test_every_version_is_kept_and_can_be_restored(world: World, made: Initiative) -> None:
    young = Audience.objects.create(slug="young_people", name="Young people")
    details = Details(
        challenges_unsure=True,
        began_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 1),
        audiences=[young],
        participation="co_create",
        participation_reason="They use it",
        needs=[Line("space", "A hall")],
        offers=[Line("contacts", "Schools")],
        links=[Link("https://example.org/", "More")],
        adapted_from=initiative(world.kosice_city, "Šach"),
    )
    change(made, world, title="Chess", details=details, partners=[], note="It is chess now")
    change(made, world, title="Draughts", details=Details(), public=False)
    assert [(row.number, row.note, row.author) for row in made.revisions.newest_first()] == [
        (3, "", world.partner),
        (2, "It is chess now", world.partner),
        (1, "", world.partner),
    ]
    made.restore(2, by=world.coordinator)
    assert (made.title, made.version, made.public) == ("Chess", 4, False)
    assert {**made.answers(), "visibility": "public"} == made.revisions.get(number=2).answers
    assert made.revisions.get(number=4).note == "As it was in version 2"
    made.restore(4, by=world.coordinator)
    assert made.version == 4
    with pytest.raises(DomainError):
        made.restore(99, by=world.coordinator)


def test_a_translation_grows_stale_by_words_alone(world: World, made: Initiative) -> None:
    InitiativeTranslation.objects.create(source=made, language="sl", texts={"title": "Namizni tenis"})
    change(made, world, stage=Stage.UPTAKE, stage_reason="It is used.")
    assert not made.text_in("sl").stale
    change(made, world, text="Other words")
    assert made.text_in("sl").stale


@pytest.mark.parametrize("field", ["ends_on", "adapted_from"])
def test_details_that_do_not_fit_are_refused(world: World, made: Initiative, field: str) -> None:
    wrong = {
        "ends_on": Details(began_on=date(2026, 6, 1), ends_on=date(2026, 1, 1)),
        "adapted_from": Details(adapted_from=initiative(world.incubator, details=Details(adapted_from=made))),
    }[field]
    with pytest.raises(DomainError) as refusal:
        change(made, world, details=wrong)
    assert refusal.value.field == field
    made.refresh_from_db()
    assert made.version == 1
