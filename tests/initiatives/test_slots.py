"""What initiatives show on the pages of the rooms below."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from initiatives.slots import by_stage, of_alliances, of_organisations, on_challenges
from tests.who import client_of
from tests.world import World, initiative


@pytest.fixture
def some(world: World) -> World:
    for number in range(8):
        initiative(world.youth, f"Number {number}", challenges=[world.housing])
    initiative(world.youth, "Our own", public=False, challenges=[world.housing])
    initiative(world.kosice_city, "Theirs")
    initiative(world.youth, "Gone", challenges=[world.housing]).withdraw(by=world.partner, reason="Twice")
    return world


def titles(data: dict[str, object]) -> list[str]:
    return [row.title for row in data["newest"]]  # type: ignore[attr-defined]


def test_an_alliances_newest_are_shown_and_all_are_counted(some: World) -> None:
    found = of_alliances([some.celje, some.kosice], some.outsider)
    assert titles(found[some.celje]) == [f"Number {number}" for number in (7, 6, 5, 4, 3, 2)]
    assert (found[some.celje]["count"], found[some.kosice]["count"]) == (8, 1)
    assert of_alliances([some.celje], some.other_member)[some.celje]["count"] == 9


def test_who_has_none_shows_nothing(some: World) -> None:
    organisations = [some.youth.organisation, some.incubator.organisation]
    assert list(of_organisations(organisations, some.outsider)) == [some.youth.organisation]
    assert list(on_challenges([some.city_vibe], some.outsider)) == []
    assert of_alliances([], some.outsider) == {}


def test_every_challenge_gets_its_own(some: World) -> None:
    initiative(some.youth, "On both", challenges=[some.housing, some.city_vibe], stage="uptake")
    found = by_stage([some.housing, some.city_vibe], some.outsider)
    assert [(stage.value, len(rows)) for stage, rows in found[some.housing]["stages"]] == [
        ("idea", 8),
        ("uptake", 1),
    ]
    assert [(stage.value, len(rows)) for stage, rows in found[some.city_vibe]["stages"]] == [("uptake", 1)]
    newest = on_challenges([some.housing, some.city_vibe], some.outsider)
    assert {thing: titles(data) for thing, data in newest.items()} == {
        some.housing: ["On both"],
        some.city_vibe: ["On both"],
    }


def test_a_slot_costs_the_same_for_one_as_for_many(
    some: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert some.outsider.circle_ids == []  # asked once a request, whatever the page shows
    for challenges in ([some.housing], [some.housing, some.city_vibe, some.kosice_own]):
        with django_assert_num_queries(1):
            by_stage(challenges, some.outsider)
        with django_assert_num_queries(2):
            on_challenges(challenges, some.outsider)


@pytest.mark.parametrize("path", ["/en/alliances/celje/", "/en/partners/youth-centre/"])
def test_they_stand_on_the_pages(some: World, client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "Number 7" in page
    assert "See all 8" in page
    assert "Our own" not in page
    assert "Our own" in client_of(some, "partner").get(path).content.decode()


def test_what_an_organisation_did_before_it_left_is_found(some: World, client: Client) -> None:
    type(some.youth).objects.filter(pk=some.youth.pk).update(until=date(2026, 1, 1))
    for query in ("?partner=youth-centre", "?alliance=celje"):
        assert client.get(f"/en/initiatives/{query}").context["page"].found == 8
