"""One click to sign in as somebody of the demo, and the page of sent mail: in the demo alone."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.test import Client

from magnet import demo
from magnet.demo.mail import PageBackend
from tests import world

in_demo = pytest.mark.urls("tests.demo.routed")
pytestmark = pytest.mark.django_db


def enter(client: Client, **fields: str) -> str | int:
    """Where one is sent, or the status where one is not."""
    answer = client.post("/demo/enter/", fields)
    return answer.headers.get("Location", answer.status_code)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_outside_the_demo_there_are_no_doors(client: Client) -> None:
    world.person(demo.PEOPLE[0])
    assert enter(client, email=demo.PEOPLE[0]) == 404
    assert client.get("/demo/mail/").status_code == 404
    assert not signed_in(client)


@in_demo
@pytest.mark.parametrize("address", demo.PEOPLE)
def test_one_click_signs_in(client: Client, address: str) -> None:
    person = world.person(address)
    assert enter(client, email=address, next="/sl/initiatives/new/?block=governance") == (
        "/sl/initiatives/new/?block=governance"
    )
    assert client.session["_auth_user_id"] == str(person.pk)


@in_demo
@pytest.mark.parametrize(
    "address", ["", "mayor@celje.example", "nobody@celje.example", "PARTNER@celje.example\0"]
)
def test_nobody_else_gets_in(client: Client, address: str) -> None:
    world.person("mayor@celje.example")
    world.person(demo.PEOPLE[0])
    assert enter(client, email=address) == 404
    assert not signed_in(client)


@in_demo
def test_one_who_has_left_does_not_get_in(client: Client) -> None:
    world.person(demo.PEOPLE[0], is_active=False)
    assert enter(client, email=demo.PEOPLE[0]) == 404
    assert not signed_in(client)


@in_demo
def test_a_link_alone_signs_nobody_in(client: Client) -> None:
    world.person(demo.PEOPLE[0])
    assert client.get("/demo/enter/", {"email": demo.PEOPLE[0]}).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/enter/", {"email": demo.PEOPLE[0]}).status_code == 403
    assert not signed_in(client)
    assert not signed_in(strict)


@in_demo
def test_the_page_shows_what_was_sent_and_runs_none_of_it(
    client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    body = "<script>alert(1)</script> http://localhost:8000/en/invitations/abc/"
    PageBackend(alias="default").send_messages(
        [EmailMessage("Vabilo", body, "magnet@x.example", ["ana@x.example"])]
    )
    answer = client.get("/demo/mail/")
    page = answer.content.decode()
    assert "Vabilo" in page
    assert "ana@x.example" in page
    assert "<script>alert(1)" not in page
    assert '<a href="http://localhost:8000/en/invitations/abc/"' in page
    assert "no-store" in answer.headers["Cache-Control"]


@in_demo
@pytest.mark.parametrize("onward", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_without_a_safe_address_one_comes_to_one_s_desk_in_one_s_language(
    client: Client, onward: str
) -> None:
    world.person(demo.PEOPLE[0], language="sl")
    assert enter(client, email=demo.PEOPLE[0], next=onward) == "/sl/me/"
