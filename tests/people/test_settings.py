"""One's own settings: how one is called, spoken to, and by which clock."""

import zoneinfo
from typing import Any

import pytest
from django.test import Client

from people.forms import time_zones
from people.models import Person
from tests.world import World

PATH = "/en/me/settings/"
GOOD = {"name": "Ana", "language": "it", "time_zone": "Europe/Rome"}


def test_only_who_is_signed_in_has_settings(world: World, client: Client) -> None:
    assert client.get(PATH)["Location"].startswith("/accounts/login/?next=")
    assert client.post(PATH, GOOD).status_code == 302
    for who in (world.outsider, world.partner, world.administrator):
        client.force_login(who)
        answer = client.get(PATH)
        assert answer.status_code == 200
        assert 'href="/en/me/notifications/settings/"' in answer.content.decode()


def test_saving_changes_the_person_and_answers_in_the_new_language(world: World, client: Client) -> None:
    client.force_login(world.partner)
    answer = client.post(PATH, GOOD)
    assert answer["Location"] == "/it/me/settings/"
    person = Person.objects.get(pk=world.partner.pk)
    assert (person.name, person.language, person.time_zone) == ("Ana", "it", "Europe/Rome")


def test_nothing_else_can_be_sent_along(world: World, client: Client) -> None:
    client.force_login(world.partner)
    before = Person.objects.values().get(pk=world.partner.pk)
    client.post(
        PATH, {**GOOD, "email": "thief@x.example", "is_superuser": "1", "is_staff": "1", "password": "x"}
    )
    after = Person.objects.values().get(pk=world.partner.pk)
    assert {name for name, value in after.items() if value != before[name]} == {
        "name",
        "language",
        "time_zone",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "n" * 121),
        ("name", "n\x00"),
        ("language", "tlh"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(world: World, client: Client, field: str, value: str) -> None:
    client.force_login(world.partner)
    answer = client.post(PATH, {**GOOD, "name": "Kept as typed", field: value})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "Kept as typed" in answer.text or field == "name"
    assert Person.objects.get(pk=world.partner.pk).name == world.partner.name


def test_an_empty_post_is_a_refused_form(world: World, client: Client) -> None:
    client.force_login(world.partner)
    assert client.post(PATH).status_code == 422


def test_a_zone_of_old_can_stay(world: World, client: Client) -> None:
    Person.objects.filter(pk=world.partner.pk).update(time_zone="EST5EDT")
    client.force_login(world.partner)
    assert '<option value="EST5EDT" selected>' in client.get(PATH).text


def test_every_zone_on_offer_is_known() -> None:
    assert {zone for zone, _town in time_zones()} <= zoneinfo.available_timezones()
    assert time_zones()[1][0].startswith("Europe/")


def test_preferences_write_what_is_new_and_nothing_else(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        world.partner.set_preferences(name="Ana", language="it", time_zone="Europe/Rome")
    with django_assert_num_queries(0):
        world.partner.set_preferences(name="Ana", language="it", time_zone="Europe/Rome")


def test_an_account_is_closed_and_opened_once(world: World, django_assert_num_queries: Any) -> None:
    world.partner.close_account()
    with django_assert_num_queries(0):
        world.partner.close_account()
    assert not world.partner.is_administrator
    world.partner.reopen_account()
    with django_assert_num_queries(0):
        world.partner.reopen_account()
    assert Person.objects.get(pk=world.partner.pk).is_active


def test_what_a_person_sees_stays_private(world: World, client: Client) -> None:
    client.force_login(world.partner)
    assert "no-store" in client.get(PATH)["Cache-Control"]


def test_ones_desk_and_the_menu_lead_there(world: World, client: Client) -> None:
    client.force_login(world.partner)
    for page in ("/en/me/", "/en/menu/"):
        assert f'href="{PATH}"' in client.get(page).text
    assert PATH not in Client().get("/en/menu/").text
