"""Two accounts that go at once, and one that goes twice: both end, neither by halves, and nobody sees a fault."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from activity import erasing
from activity.models import Delivery, Event
from initiatives.models import Update
from people.models import Person
from tests.activity.test_erasure import PATH, SURE, said_anywhere
from tests.world import PASSWORD, World, initiative, member

ANA, BOR = "Ana Prva", "Bor Drugi"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Two of two cities who each wrote of the other. Their erasures meet when both have let go of their own, before
    either reads the words of others."""
    meet, take_out = Barrier(2), erasing.take_out

    def met(traces: Any) -> None:
        with suppress(BrokenBarrierError):
            meet.wait(timeout=0.5)
        take_out(traces)

    monkeypatch.setattr(erasing, "take_out", met)
    of = {ANA: world.youth, BOR: world.kosice_city}
    people = [member(where, f"{name.split()[0].lower()}@x.example", name=name) for name, where in of.items()]
    for writer, other, where in zip(people, people[::-1], of.values(), strict=True):
        words = {"text": f"Thanks to {other.name}, {other.email}.", "language": "en"}
        Update.add(about=initiative(where, by=writer), kind="progress", by=writer, **words)
    return people


def at_once[T](*acts: Callable[[], T]) -> list[T]:
    """What ``acts`` give back, each done on a connection of its own, beginning together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        start.wait(timeout=30)
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def leaving(person: Person) -> Callable[[], int]:
    """The press that deletes one's own account, from a browser that is signed in; its status."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.get(PATH).status_code == 200
    return lambda: client.post(PATH, SURE).status_code


def test_one_account_deleted_by_two_presses_goes_once(both: list[Person]) -> None:
    ana, _bor = both
    assert set(at_once(leaving(ana), leaving(ana))) <= {302}
    assert not Person.objects.filter(pk=ana.pk).exists()
    assert Event.objects.filter(kind=erasing.ERASED).count() == 1
    assert Delivery.objects.filter(purpose=erasing.GOODBYE).count() == 1


def test_two_who_wrote_of_each_other_go_at_once_and_leave_no_trace(both: list[Person]) -> None:
    assert at_once(*map(leaving, both)) == [302, 302]
    assert not Person.objects.filter(pk__in=[one.pk for one in both]).exists()
    assert Event.objects.filter(kind=erasing.ERASED).count() == 2
    Delivery.objects.filter(purpose=erasing.GOODBYE).delete()  # the farewell's own row goes as it is sent
    assert not said_anywhere(ANA, "ana@x.example", BOR, "bor@x.example")
    assert Update.objects.filter(body="Thanks to […], […].", author=None).count() == 2


def test_whose_turn_does_not_come_is_told_and_nothing_is_done(
    both: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "PATIENCE", "50ms")
    press = leaving(both[1])
    with transaction.atomic():
        erasing.one_at_a_time()
        assert at_once(press) == [422]
    assert Person.objects.filter(pk=both[1].pk).exists()
    assert not Event.objects.filter(kind=erasing.ERASED).exists()
