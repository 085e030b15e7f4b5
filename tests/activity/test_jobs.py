"""Every job of the house, run twice and twice at once, comes to the same end as run once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, transaction

from activity.registry import job_of, jobs
from tests.activity.examples import EXAMPLES, NOW
from tests.world import World

SYSTEM = {"django_session", "django_cache", "django_admin_log"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all our tables."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.db_table not in SYSTEM
    }


def run(name: str, ids: dict[str, Any]) -> None:
    with transaction.atomic():
        job_of(name).run(now=NOW, **ids)


def test_every_job_has_an_example() -> None:
    assert set(EXAMPLES) == set(jobs())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_running_it_twice_changes_nothing_more(name: str, world: World) -> None:
    example = EXAMPLES[name]
    ids = example.prepare(world)
    run(name, ids)
    example.check(world)
    once = everything()
    run(name, ids)
    example.check(world)
    assert everything() == once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_running_it_twice_at_once_comes_to_the_same_end(name: str, world: World) -> None:
    example = EXAMPLES[name]
    ids = example.prepare(world)

    def alone(_number: int) -> None:
        try:
            run(name, ids)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(alone, range(2)))
    example.check(world)
