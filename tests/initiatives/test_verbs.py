"""Logging, changing and withdrawing: state, event, repetition, refusal."""

import pytest

from activity.models import Event
from initiatives.models import Initiative
from search.models import Entry
from tests.world import World, initiative
from web.exceptions import DomainError


def kinds(thing: Initiative) -> list[str]:
    return list(Event.objects.about(thing).order_by("id").values_list("kind", flat=True))


def test_logging_writes_the_row_its_event_and_its_entry(world: World) -> None:
    made = initiative(world.youth, "Table tennis at noon", by=world.partner, challenges=[world.city_vibe])
    assert made.slug == "table-tennis-at-noon"
    event = Event.objects.about(world.city_vibe).newest_first().first()
    assert event is not None
    assert (event.kind, event.actor, event.public) == ("initiative.logged", world.partner, True)
    assert Entry.objects.filter(subject_id=made.pk, language="en").exists()


def test_the_same_title_gets_an_address_of_its_own(world: World) -> None:
    assert [initiative(world.youth, "New").slug for _ in range(2)] == ["new-2", "new-3"]


def test_a_challenge_of_another_alliance_is_refused_and_nothing_is_written(world: World) -> None:
    with pytest.raises(DomainError) as refusal:
        initiative(world.youth, challenges=[world.kosice_own])
    assert refusal.value.field == "challenges"
    assert not Initiative.objects.exists()


def change(thing: Initiative, world: World, **new: object) -> None:
    now = {
        "title": thing.title,
        "text": thing.body,
        "language": thing.language,
        "stage": thing.stage,
        "place": thing.place,
        "challenges": list(thing.challenges.all()),
        "public": thing.public,
    }
    thing.change(by=world.partner, **{**now, **new})  # type: ignore[arg-type]


def test_a_change_raises_the_version_once_and_says_what_changed(world: World) -> None:
    made = initiative(world.youth)
    change(made, world, title="Another title")
    change(made, world, title="Another title")
    assert (made.title, made.version) == ("Another title", 2)
    assert kinds(made) == ["initiative.logged", "initiative.changed"]
    assert Event.objects.about(made).newest_first()[0].facts == {"fields": ["title"]}


def test_turning_internal_moves_the_walls_of_events_and_entries(world: World) -> None:
    made = initiative(world.youth)
    change(made, world, public=False)
    assert not Event.objects.about(made).visible_to(world.outsider).exists()
    assert not Entry.objects.filter(subject_id=made.pk).visible_to(world.outsider).exists()
    assert Event.objects.about(made).visible_to(world.other_member).count() == 2


def test_withdrawing_takes_it_out_of_the_index_and_is_done_once(world: World) -> None:
    made = initiative(world.youth)
    made.withdraw(by=world.partner, reason="Logged twice")
    made.withdraw(by=world.partner, reason="Another reason")
    row = Initiative.objects.get(pk=made.pk)
    assert row.withdrawn_reason == "Logged twice"
    assert kinds(made) == ["initiative.logged", "initiative.withdrawn"]
    assert not Entry.objects.filter(subject_id=made.pk).exists()
    with pytest.raises(DomainError):
        change(made, world, title="Too late")
