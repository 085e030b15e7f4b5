"""An administrator reads what is an alliance's own: it is written down, once per thing and day."""

import time_machine
from pytest_django import DjangoAssertNumQueries

from activity.models import Event, note_crossing
from tests.world import World, initiative


def crossings() -> list[Event]:
    return list(Event.objects.filter(kind="wall.crossed").order_by("id"))


def test_an_administrator_outside_the_wall_is_noted_once_a_day(world: World) -> None:
    thing, other = initiative(world.youth, public=False), initiative(world.youth, public=False)
    with time_machine.travel("2026-03-02 23:50:00Z", tick=False):
        note_crossing(world.administrator, thing)
        note_crossing(world.administrator, thing, other)
    with time_machine.travel("2026-03-03 00:10:00Z", tick=False):
        note_crossing(world.administrator, thing)
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
