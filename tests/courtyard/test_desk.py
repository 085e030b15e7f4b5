"""My desk: for whom, with what, and what it says where there is nothing."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client

from alliances.models import Membership
from people.models import Draft
from tests.world import World, initiative, member
from web import slots

URL = "/en/me/"


def test_a_visitor_is_asked_to_sign_in_and_comes_back(world: World, client: Client) -> None:
    response = client.get(URL)
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/en/me/")


@pytest.mark.parametrize(
    "who", ["outsider", "other_member", "partner", "coordinator", "kosice_coordinator", "administrator"]
)
def test_everybody_with_an_account_has_one(world: World, client: Client, who: str) -> None:
    client.force_login(getattr(world, who))
    response = client.get(URL)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_it_shows_what_my_organisation_does_and_nobody_elses(world: World, client: Client) -> None:
    initiative(world.youth, "Ours", public=False)
    initiative(world.incubator, "Theirs")
    client.force_login(world.partner)
    response = client.get(URL)
    assert [row.title for row, _ in response.context["cards"]] == ["Ours"]
    assert "/en/initiatives/?partner=youth-centre" in response.text


def test_what_happened_around_me_is_what_happened_in_my_alliance(world: World, client: Client) -> None:
    initiative(world.youth, "Celje lamp", by=world.partner)
    initiative(world.kosice_city, "Košice lamp", by=world.kosice_coordinator)
    client.force_login(world.kosice_coordinator)
    told = " ".join(story.sentence for story in client.get(URL).context["stories"])
    assert "Košice lamp" in told
    assert "Celje lamp" not in told


def test_in_two_alliances_both_are_around_me(world: World, client: Client) -> None:
    both = member(world.youth, "both@celje.example")
    Membership.begin(person=both, partnership=world.kosice_city, role="member", by=None)
    initiative(world.youth, "Celje lamp", by=world.partner)
    initiative(world.kosice_city, "Košice lamp", by=world.kosice_coordinator)
    client.force_login(both)
    page = client.get(URL).text
    assert "Celje lamp" in page
    assert "Košice lamp" in page


def test_in_no_alliance_it_says_whom_to_ask(world: World, client: Client) -> None:
    client.force_login(world.outsider)
    page = client.get(URL).text
    assert "You are in no alliance yet" in page
    assert 'href="/en/alliances/"' in page
    assert "What your organisation does" not in page


def test_with_nothing_logged_it_offers_a_seat(world: World, client: Client) -> None:
    client.force_login(world.partner)
    page = client.get(URL).text
    assert "Your organisation has a free seat here" in page
    assert "Nothing waits for you" in page


def test_what_i_began_is_mine_alone_to_go_on_with_or_discard(world: World, client: Client) -> None:
    draft = Draft.keep(
        pk=uuid4(),
        form="initiative.log",
        path="/en/initiatives/new/",
        data=QueryDict("title=Half+a+thought"),
        by=world.partner,
    )
    for person in (world.other_member, world.administrator):
        client.force_login(person)
        assert "Half a thought" not in client.get(URL).text
    client.force_login(world.partner)
    page = client.get(URL).text
    assert f'href="/en/initiatives/new/?draft={draft.pk}"' in page
    response = client.post(f"/en/me/drafts/{draft.pk}/discard/", {"next": URL}, follow=True)
    assert "Half a thought" not in response.text


def test_a_coordinator_is_led_to_the_tagging_desk(world: World, client: Client) -> None:
    initiative(world.youth)
    client.force_login(world.coordinator)
    for url in (URL, "/en/"):
        page = client.get(url).text
        assert "/en/blocks/triage/" in page
        assert "What awaits you" in page
    client.force_login(world.partner)
    assert "/en/blocks/triage/" not in client.get(URL).text


@pytest.mark.parametrize("number", [5, 40])
def test_it_asks_the_same_few_questions_however_much_there_is(
    world: World, client: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        initiative(world.youth, challenges=[world.housing], by=world.partner)
    client.force_login(world.partner)
    client.get(URL)
    # A query for each room that may have something waiting, besides the desk's own.
    with django_assert_max_num_queries(10 + len(slots.of("desk.awaits"))):
        client.get(URL)


def test_a_coordinator_finds_the_way_to_the_reports_on_the_desk_and_in_the_menu(
    world: World, client: Client
) -> None:
    for url in (URL, "/en/menu/"):
        client.force_login(world.coordinator)
        assert 'href="/en/reports/"' in client.get(url).text
        client.force_login(world.partner)
        assert 'href="/en/reports/"' not in client.get(url).text
        client.logout()
    assert client.get("/en/menu/").status_code == 200
