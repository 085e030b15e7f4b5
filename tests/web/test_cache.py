"""The cache that never takes a page down: in the table, and in memory while the table is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from web.cache import SteadyCache

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away() -> Iterator[None]:
    """The table is not there; it is back after the test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_cache RENAME TO django_cache_away")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_cache_away RENAME TO django_cache")


def fresh() -> Any:
    return SteadyCache("django_cache", {})


def work(store: Any) -> list[Any]:
    """Everything a limit asks of a cache, and what it answered."""
    store.clear()
    return [
        store.add("lock", 1, 10),
        store.add("lock", 1, 10),
        store.get("lock"),
        store.delete("lock"),
        store.get("lock", "nothing"),
        store.set("hits", [1.5], 60),
        store.get("hits"),
        store.touch("hits", 60),
        store.has_key("hits"),
        store.get_many(["hits", "other"]),
        store.set_many({"a": 1}),
        store.incr("a"),
        store.delete_many(["a"]),
        store.get("a"),
    ]


def test_it_is_the_house_s_own() -> None:
    assert type(cache._connections[cache._alias]) is SteadyCache  # type: ignore[attr-defined]


def test_it_works_as_any_cache() -> None:
    answers = work(fresh())
    assert answers == [
        True,
        False,
        1,
        True,
        "nothing",
        None,
        [1.5],
        True,
        True,
        {"hits": [1.5]},
        [],
        2,
        None,
        None,
    ]


def test_memory_stands_in_with_the_same_answers(away: None) -> None:
    assert work(fresh()) == work_in_memory()


def work_in_memory() -> list[Any]:
    return [True, False, 1, True, "nothing", None, [1.5], True, True, {"hits": [1.5]}, [], 2, None, None]


def test_every_thread_of_a_process_sees_what_stands_in(away: None) -> None:
    fresh().set("hits", 3, 60)
    assert fresh().get("hits") == 3


def test_a_callers_transaction_survives_the_failure(away: None) -> None:
    store = fresh()
    with transaction.atomic():
        assert store.get("x", "nothing") == "nothing"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)


def test_after_a_while_the_table_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_cache RENAME TO django_cache_away")
    store.set("x", "in memory", 60)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_cache_away RENAME TO django_cache")
    assert store.get("x") == "in memory"
    store._away_until = 0.0
    assert store.get("x") is None
    store.set("x", "in the table", 60)
    assert fresh().get("x") == "in the table"
