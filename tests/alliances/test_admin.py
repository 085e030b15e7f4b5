"""The admin site: reads everything, goes round no verb, and writes down what it reads behind walls."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from activity.models import Event, Owed
from alliances.models import Alliance, Invitation, Membership, Organisation, Partnership, Place
from people.models import Circle, CircleMember, Person
from search.models import Entry
from tests.world import World, initiative
from web.admin import PlainData, ReadOnly

OURS = {"people", "activity", "search", "alliances"}
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in OURS]


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    """The administrator's browser."""
    client.force_login(world.administrator)
    return client


def path(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def act(desk: Client, model: Any, action: str, *rows: Any) -> Any:
    return desk.post(
        path(model, "changelist"), {"action": action, "_selected_action": [row.pk for row in rows]}
    )


def test_the_door_is_the_houses_own(world: World, client: Client) -> None:
    chain = client.get("/en/admin/", follow=True).redirect_chain
    assert chain[-1][0].startswith("/accounts/login/?next=")
    assert client.get("/en/admin/login/")["Location"].startswith("/accounts/login/?next=")
    for who in (world.partner, world.coordinator):
        client.force_login(who)
        assert client.get("/en/admin/").status_code in {302, 403}
        assert client.get("/en/admin/login/").status_code == 403
        assert client.get(path(Person, "changelist")).status_code in {302, 403}


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_list_opens_and_searches(world: World, desk: Client, model: Any) -> None:
    initiative(world.youth, by=world.partner)
    invite(world)
    assert desk.get(path(model, "changelist")).status_code == 200
    assert desk.get(path(model, "changelist"), {"q": "celje č '; --"}).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert desk.get(path(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_nothing_is_deleted_and_only_plain_data_is_edited(world: World, desk: Client, model: Any) -> None:
    invite(world)
    site = admin.site._registry[model]
    assert isinstance(site, ReadOnly | PlainData)
    plain = model in {Alliance, Place, Organisation, Partnership}
    assert isinstance(site, PlainData) is plain
    assert desk.get(path(model, "add")).status_code == (200 if plain else 403)
    row = model._default_manager.first()
    if row is not None:
        assert desk.post(path(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        if not plain:
            assert desk.post(path(model, "change", row.pk), {}).status_code == 403
    assert "delete_selected" not in desk.get(path(model, "changelist")).text


def invite(world: World) -> Invitation:
    return Invitation.send(
        partnership=world.youth, email="new@y.example", role="member", language="sl", by=world.coordinator
    )


def test_groups_and_addresses_are_no_way_in(desk: Client) -> None:
    assert desk.get("/en/admin/auth/group/").status_code == 404
    assert desk.get("/en/admin/account/emailaddress/").status_code == 404


def test_memberships_change_by_their_verbs(world: World, desk: Client) -> None:
    row = Membership.objects.get(person=world.partner)
    act(desk, Membership, "make_coordinator", row)
    row.refresh_from_db()
    assert row.role == "coordinator"
    act(desk, Membership, "make_member", row)
    act(desk, Membership, "end", row)
    row.refresh_from_db()
    assert (row.role, bool(row.ended_at)) == ("member", True)
    assert not CircleMember.objects.filter(person=world.partner).exists()
    last = Membership.objects.get(person=world.coordinator)
    answer = act(desk, Membership, "end", last)
    last.refresh_from_db()
    assert last.ended_at is None
    assert "An alliance needs a coordinator" in desk.get(answer["Location"]).text


def test_an_invitation_is_withdrawn_and_a_partnership_ended_by_verbs(world: World, desk: Client) -> None:
    sent = invite(world)
    act(desk, Invitation, "revoke", sent)
    sent.refresh_from_db()
    assert sent.revoked_at is not None
    act(desk, Partnership, "end", world.incubator)
    world.incubator.refresh_from_db()
    assert world.incubator.until is not None
    assert not CircleMember.objects.filter(person=world.other_member).exists()


def test_the_end_of_a_partnership_is_not_typed(world: World, desk: Client) -> None:
    fields = {"role": "delivery", "since": "", "until": "2025-01-01", "alliance": world.kosice.pk}
    desk.post(path(Partnership, "change", world.incubator.pk), fields)
    world.incubator.refresh_from_db()
    assert (world.incubator.until, world.incubator.alliance) == (None, world.celje)


def test_a_new_alliance_has_a_circle_and_nobody_in_it(world: World, desk: Client) -> None:
    fields = {
        "slug": "nardo",
        "name": "Alleanza",
        "city": "Nardò",
        "country": "IT",
        "latitude": "40.18",
        "longitude": "18.03",
        "languages": "it",
        "time_zone": "Europe/Rome",
        "language": "it",
        "translations": "{}",
        "circle": str(world.celje.circle_id),
    }
    answer = desk.post(path(Alliance, "add"), fields)
    assert answer.status_code == 302, answer.context["errors"]
    made = Alliance.objects.get(slug="nardo")
    assert made.circle != world.celje.circle
    assert made.circle.people.count() == 0


def test_what_is_written_of_an_organisation_is_found(world: World, desk: Client) -> None:
    organisation = world.youth.organisation
    fields = {
        "slug": organisation.slug,
        "name": "Žabja šola",
        "sector": "youth",
        "about": "",
        "meaning": "Ribniki",
        "language": "sl",
        "translations": "{}",
    }
    desk.post(path(Organisation, "change", organisation.pk), fields)
    assert Entry.objects.get(subject_id=organisation.pk).title == "Žabja šola"
    organisation.refresh_from_db()
    assert list(Organisation.objects.by_name())[-1] == organisation


def test_an_account_is_closed_by_another_administrator(world: World, desk: Client) -> None:
    act(desk, Person, "close_account", world.partner, world.administrator)
    assert not Person.objects.get(pk=world.partner.pk).is_active
    assert Person.objects.get(pk=world.administrator.pk).is_active
    act(desk, Person, "reopen_account", world.partner)
    assert Person.objects.get(pk=world.partner.pk).is_active


def test_what_is_dead_is_tried_again(world: World, desk: Client) -> None:
    invite(world)
    sending = Owed.objects.filter(task="activity.send")
    sending.update(attempts=8, error="No route to host")
    row = sending.get()
    assert "No route to host" in desk.get(path(Owed, "changelist")).text
    act(desk, Owed, "try_again", row)
    assert sending.waiting().count() == 1


def test_reading_behind_a_wall_is_noted(world: World, desk: Client) -> None:
    row = Membership.objects.get(person=world.partner)
    desk.get(path(Membership, "change", row.pk))
    assert Event.objects.get(kind="wall.crossed").subject_id == row.pk
    desk.get(path(Membership, "changelist"))
    assert Event.objects.filter(kind="wall.crossed").count() == Membership.objects.count()


def test_the_index_shows_no_words_from_behind_a_wall(world: World, desk: Client) -> None:
    initiative(world.youth, "Quiet matter", public=False)
    initiative(world.youth, "Loud matter")
    shown = desk.get(path(Entry, "changelist"), {"q": "matter"}).text
    assert "Loud matter" in shown
    assert "Quiet matter" not in desk.get(path(Entry, "changelist")).text + shown
    own = Entry.objects.get(public=False, kind="initiative")
    assert "Quiet matter" not in desk.get(path(Entry, "change", own.pk)).text


def test_no_drafts_are_shown_to_anybody() -> None:
    assert {model.__name__ for model in REGISTERED if model._meta.app_label == "people"} == {
        "Person",
        "Circle",
    }


def test_the_circle_names_who_stands_inside(world: World, desk: Client) -> None:
    page = desk.get(path(Circle, "change", world.celje.circle_id)).text
    assert "Partner" in page
