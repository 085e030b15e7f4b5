"""The courtyard: what it shows to whom, and in how few queries."""

from typing import Any

import pytest
from django.test import Client

from alliances.models import Alliance, Partnership
from initiatives.models import Initiative
from tests.world import World, initiative
from web import slots

URL = "/en/"
PEOPLE = ["outsider", "other_member", "partner", "coordinator", "kosice_coordinator", "administrator"]


@pytest.mark.parametrize("who", [None, *PEOPLE])
def test_everybody_comes_in_and_sees_what_is_theirs(world: World, client: Client, who: str | None) -> None:
    initiative(world.youth, "Quiet plan", public=False, by=world.partner)
    initiative(world.youth, "Open plan", by=world.partner)
    if who:
        client.force_login(getattr(world, who))
    response = client.get(URL)
    assert response.status_code == 200
    assert "Open plan" in response.text
    inside = who in {"other_member", "partner", "coordinator", "administrator"}
    assert ("Quiet plan" in response.text) is inside
    assert ("2 initiatives" if inside else "1 initiative") in response.text


def test_its_numbers_are_those_of_the_database(world: World, client: Client) -> None:
    initiative(world.youth).withdraw(by=world.partner, reason="Logged twice")
    initiative(world.youth)
    Partnership.objects.filter(pk=world.incubator.pk).update(until="2026-01-01")
    page = " ".join(client.get(URL).text.split())
    assert "1 initiative </a>" in page
    assert "3 partners" in page
    assert "2 cities" in page


def test_logging_an_initiative_is_its_single_primary_act(world: World, client: Client) -> None:
    page = client.get(URL).text
    assert page.count("button--primary") == 1
    assert 'class="button button--primary button--large" href="/en/initiatives/new/"' in page


def test_it_moves_and_leads_to_all_that_moved(world: World, client: Client) -> None:
    initiative(world.youth)
    page = client.get(URL).text
    assert client.get(URL).context["momentum"].sentence in page
    assert 'class="spark"' in page
    assert 'href="/en/activity/"' in page
    assert '<link rel="alternate" type="application/atom+xml" href="/feeds/activity.atom"' in page


def test_the_newest_come_first_and_six_are_enough(world: World, client: Client) -> None:
    for number in range(8):
        initiative(world.youth, f"Lamp {number}")
    cards = [row.title for row, _ in client.get(URL).context["cards"]]
    assert cards == [f"Lamp {number}" for number in (7, 6, 5, 4, 3, 2)]


def test_an_empty_house_says_what_to_do(db: None, client: Client) -> None:
    page = client.get(URL).text
    assert "Nobody sits here yet" in page
    assert "Nothing has happened yet" in page


def test_the_lead_alliance_stands_first_among_the_cities(world: World, client: Client) -> None:
    assert [one.slug for one in client.get(URL).context["alliances"]] == ["celje", "kosice"]
    assert Alliance.objects.count() == 2


@pytest.mark.parametrize("language", ["sl", "hr", "it", "sk"])
def test_it_speaks_every_language(world: World, client: Client, language: str) -> None:
    page = client.get(f"/{language}/").text
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("number", [5, 40])
def test_it_asks_the_same_few_questions_however_much_there_is(
    world: World, client: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        initiative(world.youth, challenges=[world.housing], place=world.celje_place, by=world.partner)
    client.get(URL)
    # Its own, two for each section a room shows, and one for each that may have something waiting.
    own = 8 + 2 * len(slots.of("courtyard.sections"))
    with django_assert_max_num_queries(own):
        client.get(URL)
    client.force_login(world.partner)
    with django_assert_max_num_queries(own + 2 + len(slots.of("desk.awaits"))):
        client.get(URL)


def test_content_in_another_language_says_so(world: World, client: Client) -> None:
    initiative(world.youth, "Dvorišče", language="sl", by=world.partner)
    assert client.get(URL).text.count('lang="sl"') >= 3
    assert Initiative.objects.get().language == "sl"
