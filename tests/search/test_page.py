"""The search page: whole and in part, empty, answered, refused; within walls and few queries."""

import json
from typing import Any

import pytest
from django.test import Client

from activity.models import Event
from tests.world import World, initiative

URL = "/en/search/"
PART = {"HX-Request": "true", "HX-Target": "results"}
PEOPLE = ["outsider", "other_member", "partner", "coordinator", "kosice_coordinator", "administrator"]


@pytest.mark.parametrize("who", [None, *PEOPLE])
def test_everybody_may_search_and_finds_what_is_theirs(world: World, client: Client, who: str | None) -> None:
    initiative(world.youth, "Quiet plan", public=False)
    initiative(world.youth, "Quiet street")
    if who:
        client.force_login(getattr(world, who))
    page = client.get(URL, {"q": "quiet"}).content.decode()
    assert "</mark> street" in page
    inside = who in {"other_member", "partner", "coordinator", "administrator"}
    assert ("</mark> plan" in page) is inside
    assert ("2 found" in page) is inside


def test_without_words_it_says_what_can_be_found_and_leads_on(world: World, client: Client) -> None:
    page = client.get(URL).content.decode()
    assert "Accents, endings and small slips do not matter." in page
    assert 'href="/en/initiatives/"' in page


def test_nothing_found_leads_on(world: World, client: Client) -> None:
    page = client.get(URL, {"q": "xylophone"}).content.decode()
    assert "0 found" in page
    assert "Nothing found" in page
    assert 'href="/en/challenges/"' in page


def test_a_kind_narrows_and_can_be_taken_back(world: World, client: Client) -> None:
    initiative(world.youth, "Housing for a first job")
    page = client.get(URL, {"q": "housing", "kind": "challenge"}).content.decode()
    assert "first job" not in page
    assert 'href="?q=housing&amp;kind=initiative"' in page
    assert 'href="?q=housing"' in page
    assert '<input type="hidden" name="kind" value="challenge" form="search-form">' in page


def test_a_kind_that_holds_nothing_leads_to_the_others(world: World, client: Client) -> None:
    page = client.get(URL, {"q": "housing", "kind": "nonsense"}).content.decode()
    assert "Nothing of this kind" in page
    assert 'href="?q=housing"' in page


def test_htmx_gets_the_part_the_address_and_the_words_to_say(world: World, client: Client) -> None:
    response = client.get(URL, {"q": "housing", "kind": ""}, headers=PART)
    assert "<html" not in response.text
    assert response.text.lstrip().startswith('<div class="search__results')
    assert response["HX-Push-Url"] == "/en/search/?q=housing"
    assert json.loads(response["HX-Trigger"]) == {"say": "1 found"}
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response["Vary"].split(",")}


def test_further_pages_are_addresses_and_parts(world: World, client: Client) -> None:
    for number in range(25):
        initiative(world.youth, f"Lamp {number}")
    first = client.get(URL, {"q": "lamp"}).content.decode()
    assert 'href="?q=lamp&amp;page=2"' in first
    more = client.get(URL, {"q": "lamp", "page": 2}, headers={"HX-Request": "true", "HX-Target": "more"})
    assert more.text.count("rows__row") == 5
    assert "load-more" not in more.text
    assert client.get(URL, {"q": "lamp", "page": 3}).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "101", "9" * 50, "1.5"])
def test_a_page_that_cannot_be_is_not_there(world: World, client: Client, page: str) -> None:
    assert client.get(URL, {"q": "lamp", "page": page}).status_code == 404


@pytest.mark.parametrize("q", ["a\x00b", "x" * 201])
def test_words_that_cannot_be_are_refused_in_words_and_kept(world: World, client: Client, q: str) -> None:
    response = client.get(URL, {"q": q})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert "<title>Error:" in response.text
    assert f'value="{q}"' in response.text


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x>', "'", "\\", "&|!", "🪑"])
def test_whatever_is_asked_is_answered_and_escaped(world: World, client: Client, q: str) -> None:
    response = client.get(URL, {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "<img src=x" not in response.text


def test_what_is_found_says_its_language_and_what_it_is(world: World, client: Client) -> None:
    initiative(world.youth, "Dvorišče", language="sl", demo=True)
    page = client.get(URL, {"q": "dvorisce"}).content.decode()
    assert 'lang="sl"' in page
    assert "Initiative</span>" in page
    assert "Demo content" in page


@pytest.mark.parametrize("number", [5, 40])
def test_it_asks_the_same_few_questions_whatever_is_found(
    world: World, client: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    for one in range(number):
        initiative(world.youth, f"Lamp {one}", language="sl" if one % 2 else "en")
    client.get(URL, {"q": "lamp"})
    with django_assert_max_num_queries(2):
        client.get(URL, {"q": "lamp"})
    client.force_login(world.partner)
    with django_assert_max_num_queries(5):
        client.get(URL, {"q": "lamp"})


def test_only_reading_is_answered(world: World, client: Client) -> None:
    assert client.post(URL, {"q": "lamp"}).status_code == 405


def test_an_administrators_look_behind_a_wall_is_noted(world: World, client: Client) -> None:

    made = initiative(world.youth, "Quiet plan", public=False)
    client.force_login(world.administrator)
    for _ in range(2):
        client.get(URL, {"q": "quiet"})
    [event] = Event.objects.filter(kind="wall.crossed")
    assert (event.subject_id, event.actor) == (made.pk, world.administrator)
