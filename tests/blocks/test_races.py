"""Two people at one initiative in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from blocks.models import Choice, Tag, Tagging, fingerprint
from tests.world import initiative, world
from web.exceptions import Overtaken

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 6


def test_of_many_answers_to_one_page_only_the_first_is_written() -> None:
    cast = world()
    thing = initiative(cast.youth, by=cast.partner)
    seen = fingerprint(thing.tags.all())
    start = Barrier(TOGETHER)

    def answer(number: int) -> bool:
        """Whether this one's answer was written."""
        choice = Choice(cast.blocks[number % 5], "core", f"Reason {number}")
        start.wait(timeout=20)
        try:
            Tag.put(initiative=thing, choices=[choice], by=cast.coordinator, confirming=True, seen=seen)
        except Overtaken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TOGETHER) as pool:
        written = list(pool.map(answer, range(TOGETHER)))
    assert written.count(True) == 1
    assert (thing.tags.count(), Tagging.objects.count()) == (1, 1)
    assert thing.tags.get().reason == f"Reason {written.index(True)}"


def test_undoing_twice_at_once_is_done_once() -> None:
    cast = world()
    thing = initiative(cast.youth, by=cast.partner)
    choice = Choice(cast.governance, "core")
    done = Tag.put(initiative=thing, choices=[choice], by=cast.coordinator, confirming=True)
    assert done is not None
    start = Barrier(TOGETHER)

    def take_back(_number: int) -> None:
        start.wait(timeout=20)
        try:
            Tagging.objects.get(pk=done.pk).undo(by=cast.coordinator)
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        list(pool.map(take_back, range(TOGETHER)))
    assert not thing.tags.standing().exists()
    assert Tagging.objects.filter(undone_at=None).count() == 0
