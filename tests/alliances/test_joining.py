"""From the link in the mail to being in: over HTTP, without a browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from activity.models import Event, Owed, perform
from alliances.models import Invitation, Membership
from people.models import Person
from tests import world as cast
from tests.world import PASSWORD, World

NEW = "new@youth.example"
STRONG = "a-courtyard-in-autumn"


def invite(world: World, email: str = NEW, **fields: Any) -> Invitation:
    wanted = {
        "partnership": world.youth,
        "role": "member",
        "language": "sl",
        "by": world.coordinator,
        **fields,
    }
    return Invitation.send(email=email, **wanted)


def post_owed() -> list[Any]:
    """Send what is owed; the mails that went out."""
    for row in Owed.objects.waiting():
        perform(row.pk)
    return mail.outbox


def signing_up(**fields: str) -> dict[str, str]:
    return {"name": "Nova oseba", "language": "sl", "password1": STRONG, **fields}


def test_the_mail_says_what_it_is_and_leads_there_in_its_language(world: World) -> None:
    sent = invite(world)
    [letter] = post_owed()
    assert letter.to == [NEW]
    assert letter.message()["Message-ID"]
    link = f"/sl/invitations/{sent.token}/"
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert link in letter.body
    assert link in html
    # Nothing is fetched from anywhere when it is read.
    assert not re.search(r"<img|<link|url\(|src=", html)


def test_no_mail_goes_out_for_what_was_withdrawn_meanwhile(world: World) -> None:
    invite(world).revoke(by=world.coordinator)
    assert post_owed() == []


def test_nobody_writes_a_header_into_the_mail(world: World) -> None:
    world.celje.name = "Celje\r\nBcc: everybody@town.example"
    world.celje.save()
    invite(world, language="en")
    [letter] = post_owed()
    assert "Bcc" not in letter.message()
    assert "\n" not in letter.subject


def test_names_are_text_in_the_mail_too(world: World) -> None:
    organisation = world.youth.organisation
    organisation.name = "<b>Bold & brave</b>"
    organisation.save()
    invite(world, language="en")
    [letter] = post_owed()
    assert "<b>Bold & brave</b>" in letter.body
    assert "<b>Bold" not in letter.alternatives[0][0]
    assert "&lt;b&gt;Bold &amp; brave" in letter.alternatives[0][0]


def test_looking_changes_nothing(world: World, client: Client) -> None:
    sent = invite(world)
    for _ in range(2):
        page = client.get(sent.accept_path)
        assert page.status_code == 200
        assert NEW in page.text
        assert "no-store" in page["Cache-Control"]
    assert client.head(sent.accept_path).status_code == 200
    assert not client.session.keys()
    sent.refresh_from_db()
    assert sent.is_open()


@pytest.mark.parametrize("token", ["0" * 64, "nonsense", "a" * 500])
def test_a_forged_link_is_404(world: World, client: Client, token: str) -> None:
    invite(world)
    assert client.get(f"/en/invitations/{token}/").status_code == 404
    assert client.post(f"/en/invitations/{token}/").status_code == 404


@pytest.mark.parametrize("how", ["accepted", "withdrawn", "expired"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_over_is_410_with_words(world: World, client: Client, how: str, method: str) -> None:
    sent = invite(world)
    if how == "accepted":
        sent.accept(by=cast.person(NEW))
    elif how == "withdrawn":
        sent.revoke(by=world.coordinator)
    else:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = getattr(client, method)(sent.accept_path)
    assert answer.status_code == 410
    words = {"accepted": "works only once", "withdrawn": "It was withdrawn", "expired": "It was good until"}
    with_english = client.get(sent.accept_path.replace("/sl/", "/en/"))
    assert words[how] in with_english.text or words[how] in answer.text


def test_a_new_person_signs_up_and_is_in(world: World, client: Client) -> None:
    sent = invite(world)
    answer = client.post(f"/sl/invitations/{sent.token}/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/signup/")
    page = client.get("/accounts/signup/")
    assert page.status_code == 200
    assert NEW in page.text
    assert '<html lang="sl"' in page.text  # as the mail's link was
    client.post("/accounts/signup/", signing_up())
    person = Person.objects.get(email=NEW)
    assert (person.name, person.language, person.time_zone) == ("Nova oseba", "sl", "Europe/Ljubljana")
    assert person.emailaddress_set.get().verified
    membership = Membership.objects.current().get(person=person)
    assert (membership.partnership, membership.role) == (world.youth, "member")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert "invitation" not in client.session
    assert Event.objects.newest_first().filter(kind="membership.began")[0].actor == person
    assert [letter.to for letter in post_owed()] == []  # the invitation was accepted before its mail went out


def test_the_address_cannot_be_changed_on_the_way(world: World, client: Client) -> None:
    client.post(invite(world).accept_path)
    page = client.get("/accounts/signup/?email=thief@elsewhere.example")
    assert 'value="thief@elsewhere.example"' not in page.text
    client.post(
        "/accounts/signup/?email=thief@elsewhere.example", signing_up(email="thief@elsewhere.example")
    )
    assert not Person.objects.filter(email="thief@elsewhere.example").exists()
    assert Person.objects.get(email=NEW).emailaddress_set.get().email == NEW


def test_nothing_else_about_the_account_can_be_sent_along(world: World, client: Client) -> None:
    client.post(invite(world).accept_path)
    client.post(
        "/accounts/signup/",
        signing_up(is_superuser="1", is_staff="1", role="coordinator", time_zone="UTC", partnership="x"),
    )
    person = Person.objects.get(email=NEW)
    assert (person.is_superuser, person.is_staff, person.time_zone) == (False, False, "Europe/Ljubljana")
    assert Membership.objects.get(person=person).role == "member"


@pytest.mark.parametrize(
    "broken",
    [
        {"name": ""},
        {"name": "n" * 121},
        {"name": "n\x00"},
        {"language": "tlh"},
        {"password1": "short"},
        {"password1": "password"},
        {"password1": ""},
    ],
    ids=str,
)
def test_a_refused_sign_up_makes_nobody(world: World, client: Client, broken: dict[str, str]) -> None:
    sent = invite(world)
    client.post(sent.accept_path)
    answer = client.post("/accounts/signup/", signing_up(**broken))
    assert answer.status_code == 422
    assert not Person.objects.filter(email=NEW).exists()
    sent.refresh_from_db()
    assert sent.is_open()


def test_without_an_invitation_nobody_signs_up(world: World, client: Client) -> None:
    before = Person.objects.count()
    for answer in (
        client.get("/accounts/signup/"),
        client.post("/accounts/signup/", signing_up(email="anybody@town.example")),
    ):
        assert answer.status_code == 200
        assert 'name="password1"' not in answer.text
    assert Person.objects.count() == before


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_an_invitation_that_ends_while_one_chooses_a_password_lets_nobody_in(
    world: World, client: Client, how: str
) -> None:
    sent = invite(world)
    client.post(sent.accept_path)
    assert client.get("/accounts/signup/").status_code == 200
    if how == "withdrawn":
        sent.revoke(by=world.coordinator)
    else:
        Invitation.objects.update(expires_at=timezone.now())
    client.post("/accounts/signup/", signing_up())
    assert not Person.objects.filter(email=NEW).exists()


def test_who_has_an_account_signs_in_and_comes_back(world: World, client: Client) -> None:
    sent = invite(world, world.outsider.email)
    answer = client.post(sent.accept_path)
    assert answer["Location"] == f"/accounts/login/?next={sent.accept_path.replace('/', '%2F')}"
    answer = client.post(answer["Location"], {"login": world.outsider.email, "password": PASSWORD})
    assert answer["Location"] == sent.accept_path
    assert not Membership.objects.filter(person=world.outsider).exists()
    answer = client.post(sent.accept_path)
    assert answer["Location"].endswith("/alliances/celje/")
    assert Membership.objects.get(person=world.outsider).partnership == world.youth


def test_an_account_made_meanwhile_is_not_made_twice(world: World, client: Client) -> None:
    sent = invite(world)
    client.post(sent.accept_path)
    person = cast.person(NEW)
    for answer in (client.get("/accounts/signup/"), client.post("/accounts/signup/", signing_up())):
        assert answer["Location"].startswith("/accounts/login/?next=")
    assert Person.objects.filter(email=NEW).get() == person
    assert not Membership.objects.filter(person=person).exists()


def test_somebody_elses_account_cannot_accept(world: World, client: Client) -> None:
    sent = invite(world)
    client.force_login(world.outsider)
    page = client.get(sent.accept_path)
    assert page.status_code == 200
    assert world.outsider.email in page.text
    assert client.post(sent.accept_path).status_code == 422
    assert not Membership.objects.filter(person=world.outsider).exists()


def test_accepting_needs_the_forms_own_token(world: World) -> None:
    sent = invite(world)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(sent.accept_path).status_code == 403
    strict.force_login(world.outsider)
    assert strict.post("/en/alliances/celje/invite/").status_code == 403
    assert sent.is_open()


@pytest.mark.django_db(transaction=True)
def test_twenty_sign_ups_at_once_make_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.alliances.test_invitations import at_once

    world = cast.world()
    sent = invite(world)
    clients = [Client(REMOTE_ADDR=f"10.0.0.{number}") for number in range(20)]
    for client in clients:
        client.post(sent.accept_path)
    answers = at_once(20, lambda number: clients[number].post("/accounts/signup/", signing_up()))
    assert {answer.status_code for answer in answers} <= {200, 302}
    person = Person.objects.get(email=NEW)
    assert Membership.objects.filter(person=person).count() == 1
    assert sum("_auth_user_id" in client.session for client in clients) == 1
