"""An administrator reads what is an alliance's own: it is written down, once per thing and day."""

from datetime import UTC, datetime

from pytest_django import DjangoAssertNumQueries

from activity.models import Event, note_crossing
from tests.world import World, initiative


def crossings() -> list[Event]:
    return list(Event.objects.filter(kind="wall.crossed").order_by("id"))


def test_an_administrator_outside_the_wall_is_noted_once_a_day(world: World) -> None:
    thing, other = initiative(world.youth, public=False), initiative(world.youth, public=False)
    before_midnight, after_it = (
        datetime(2026, 3, 2, 23, 50, tzinfo=UTC),
        datetime(2026, 3, 3, 0, 10, tzinfo=UTC),
    )
    note_crossing(world.administrator, thing, at=before_midnight)
    note_crossing(world.administrator, thing, other, at=before_midnight)
    note_crossing(world.administrator, thing, at=after_it)
    noted = crossings()
    assert [event.subject_id for event in noted] == [thing.pk, other.pk, thing.pk]
    assert {event.actor for event in noted} == {world.administrator}
    assert {event.registered.importance for event in noted} == {0}
    # Those inside the wall may know who looked in; those outside may not.
    assert Event.objects.filter(kind="wall.crossed").visible_to(world.partner).count() == 3
    assert not Event.objects.filter(kind="wall.crossed").visible_to(world.outsider).exists()


def test_nobody_else_is_noted_and_nobody_else_pays_a_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own, public = initiative(world.youth, public=False), initiative(world.youth)
    with django_assert_num_queries(0):
        note_crossing(world.partner, own, public)
        note_crossing(None, public)
    note_crossing(world.administrator, public)
    assert crossings() == []


def test_an_administrator_inside_the_wall_crosses_nothing(world: World) -> None:
    world.celje.circle.let_in(world.administrator)
    note_crossing(world.administrator, initiative(world.youth, public=False))
    assert crossings() == []
