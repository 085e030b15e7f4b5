"""Who comes in by their session: one query finds them, their circles and what is unread."""

from typing import Any

from django.test import Client
from django.utils import timezone

from activity.arriving import Backend
from activity.models import Follow, record, unread
from activity.registry import job_of
from people.models import Person
from tests.world import World


def test_one_query_brings_circles_and_what_is_unread(world: World, django_assert_num_queries: Any) -> None:
    Follow.begin(thing=world.housing, by=world.partner)
    event = record("challenge.opened", actor=world.coordinator, subject=world.housing)
    job_of("activity.tell").run(event=event.pk, now=timezone.now())
    with django_assert_num_queries(1):
        person = Backend().get_user(world.partner.pk)
        assert person is not None
        assert person.circle_ids == [world.celje.circle_id]
        assert unread(person) == 1
    assert unread(world.partner) == 1


def test_somebody_whose_account_was_closed_arrives_no_more(world: World, client: Client) -> None:
    client.force_login(world.partner)
    assert client.get("/en/me/notifications/").status_code == 200
    Person.objects.filter(pk=world.partner.pk).update(is_active=False)
    assert client.get("/en/me/notifications/").status_code == 302
    assert Backend().get_user(world.housing.pk) is None


def test_who_was_let_out_is_out_at_the_next_request(world: World, client: Client) -> None:
    client.force_login(world.kosice_coordinator)
    page = f"/en/challenges/{world.kosice_own.slug}/"
    assert client.get(page).status_code == 200
    world.kosice.circle.let_out(world.kosice_coordinator)
    assert client.get(page).status_code == 404


def test_the_navigation_says_how_much_is_unread(world: World, client: Client) -> None:
    client.force_login(world.partner)
    assert "1 unread" not in client.get("/en/challenges/").content.decode()
    Follow.begin(thing=world.housing, by=world.partner)
    event = record("challenge.opened", actor=world.coordinator, subject=world.housing)
    job_of("activity.tell").run(event=event.pk, now=timezone.now())
    assert "1 unread" in client.get("/en/challenges/").content.decode()
