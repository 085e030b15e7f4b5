"""Places and the waiting list: never oversold, in turn, also when forty ask at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from activity.models import Delivery
from tests.world import World, visit, world
from visits.models import Answer, Invitee, Registration, SiteVisit
from web.exceptions import DomainError

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def guest(of: SiteVisit, number: int) -> Invitee:
    return Invitee.invite_guest(visit=of, email=f"guest{number}@example.org", language="en", by=None)


def say(invitee: Invitee, answer: str, minute: int = 0) -> Registration:
    of = invitee.visit
    at = datetime.combine(of.days[0], datetime.min.time(), tzinfo=UTC) - timedelta(days=3)
    return Registration.answer_for(
        visit=of, day=of.days[0], answer=answer, invitee=invitee, at=at + timedelta(minutes=minute)
    )


def seats(of: SiteVisit) -> list[int]:
    return sorted(of.registrations.seated().values_list("seat", flat=True))


def test_the_answers_are_named_as_agreed() -> None:
    """Whoever tries the platform from outside presses them by these names, to the sign."""
    assert [str(label) for label in Answer.labels] == ["I come", "Maybe", "I can't"]


def test_who_comes_last_waits_and_moves_up_in_turn(world: World) -> None:
    of = visit(world, capacity=1)
    first, second, third = (guest(of, number) for number in range(3))
    assert say(first, Answer.COMING, 0).seat == 1
    assert say(second, Answer.COMING, 1).waits
    assert say(third, Answer.COMING, 2).waits
    say(first, Answer.MAYBE, 3)
    assert second.registrations.get().seat == 1
    assert third.registrations.get().waits
    assert Delivery.objects.get(purpose="visits.promoted").address == second.email
    say(first, Answer.COMING, 4)  # who left stands at the end of the line
    say(second, Answer.NO, 5)
    assert third.registrations.get().seat == 1
    assert first.registrations.get().waits


def test_more_places_let_in_who_waits_and_fewer_throw_nobody_out(world: World) -> None:
    of = visit(world, capacity=1)
    for number in range(3):
        say(guest(of, number), Answer.COMING, number)
    for capacity, expected in ((2, [1, 2]), (1, [1, 2]), (None, [1, 2, 3])):
        of.change(by=world.coordinator, **{**same(of), "capacity": capacity})
        assert seats(of) == expected


def same(of: SiteVisit) -> dict[str, object]:
    """The visit's own answers, to change one of them."""
    plain = ("title", "venue", "meeting_point", "languages", "capacity", "time_zone", "public", "language")
    days = {"month": of.month, "first_day": of.first_day, "last_day": of.last_day}
    return {**{name: getattr(of, name) for name in plain}, **days, "text": of.body, "hosts": of.hosts.all()}


def test_an_invitation_taken_back_frees_its_place(world: World) -> None:
    of = visit(world, capacity=1)
    first, second = guest(of, 1), guest(of, 2)
    say(first, Answer.COMING, 0), say(second, Answer.COMING, 1)
    first.revoke(by=world.coordinator)
    assert second.registrations.get().seat == 1
    assert Invitee.objects.by_token(first.token) is None


@pytest.mark.parametrize("phase", ["draft", "held"])
def test_nobody_answers_too_early_or_too_late(world: World, phase: str) -> None:
    of = visit(world, phase=phase, day=0)
    with pytest.raises(DomainError):
        Registration.answer_for(visit=of, day=of.days[0], answer=Answer.COMING, by=world.partner)


class WaitingList(HypothesisTestCase, TestCase):
    """Whatever guests answer in whatever order, and however the places change."""

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        capacity=st.integers(1, 3),
        said=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(list(Answer))), max_size=12),
    )
    def test_it_is_never_oversold_and_nobody_is_passed_over(
        self, capacity: int, said: list[tuple[int, Answer]]
    ) -> None:
        of = visit(world(), capacity=capacity)
        guests = [guest(of, number) for number in range(5)]
        line: list[int] = []  # who wants to come, in the order in which they asked
        now: dict[int, Answer] = {}
        for minute, (number, answer) in enumerate(said):
            say(guests[number], answer, minute)
            if now.get(number) == answer:
                continue
            if number in line:
                line.remove(number)
            if answer == Answer.COMING:
                line.append(number)
            now[number] = answer
            seated = {row.invitee_id for row in of.registrations.seated()}
            assert seated == {guests[one].pk for one in line[:capacity]}
            assert len(set(seats(of))) == len(seats(of))


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_for_ten_places_make_exactly_ten() -> None:
    of = visit(world(), capacity=10)
    guests = [guest(of, number) for number in range(40)]
    start = Barrier(8)

    def come(mine: list[Invitee]) -> None:
        start.wait(timeout=30)
        try:
            for one in mine:
                say(one, Answer.COMING)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(come, [guests[n::8] for n in range(8)]))
    assert seats(of) == list(range(1, 11))
    assert of.registrations.waiting().count() == 30


@pytest.mark.django_db(transaction=True)
def test_cancelling_at_once_is_never_over_and_promotes_nobody_twice() -> None:
    of = visit(world(), capacity=5)
    guests = [guest(of, number) for number in range(12)]
    for minute, one in enumerate(guests):
        say(one, Answer.COMING, minute)
    start = Barrier(6)

    def act(number: int) -> None:
        """Five leave; the sixth sees that places never exceed the capacity meanwhile."""
        start.wait(timeout=30)
        try:
            if number < 5:
                say(guests[number], Answer.NO, 60)
            else:
                assert of.registrations.seated().count() <= 5
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))
    assert seats(of) == [1, 2, 3, 4, 5]
    promoted = Delivery.objects.filter(purpose="visits.promoted").values_list("address", flat=True)
    assert sorted(promoted) == sorted(one.email for one in guests[5:10])
