"""Signing in and out, and what belongs to it: pages, flows, limits, and what they give away."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings as house
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activity.models import Delivery, Owed, perform
from people.models import Person
from tests import world as cast
from tests.world import PASSWORD, World

STRONG = "a-courtyard-in-autumn"
LINK = re.compile(r"http://\S+?(/accounts/\S+)")


def sign_in(client: Client, person: Person, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(
        "/accounts/login/", {"login": person.email, "password": password, "next": "/en/alliances/", **more}
    )


def post_owed() -> list[Any]:
    for row in Owed.objects.waiting():
        perform(row.pk)
    return mail.outbox


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


OPEN_PAGES = (
    "login",
    "signup",
    "password/reset",
    "password/reset/done",
    "password/reset/key/done",
    "confirm-email",
    "inactive",
)
OWN_PAGES = ("logout", "email", "password/change", "reauthenticate")


@pytest.mark.parametrize("language", ["en", "sl"])
@pytest.mark.parametrize("door", OPEN_PAGES)
def test_the_doors_are_open_and_in_the_visitors_language(
    client: Client, db: None, door: str, language: str
) -> None:
    client.cookies[house.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(f"/accounts/{door}/")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert "MAG-NET" in answer.text


@pytest.mark.parametrize("door", OWN_PAGES)
def test_ones_own_pages_speak_ones_own_language(world: World, client: Client, door: str) -> None:
    assert client.get(f"/accounts/{door}/").status_code == 302
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "it"
    client.force_login(world.kosice_coordinator)
    answer = client.get(f"/accounts/{door}/")
    assert answer.status_code == 200
    assert '<html lang="sk"' in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_signing_in_and_out(world: World, client: Client) -> None:
    assert sign_in(client, world.partner)["Location"] == "/en/alliances/"
    assert is_in(client)
    assert client.session.get_expire_at_browser_close() is False
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/accounts/logout/", {"next": "/en/alliances/"})["Location"] == "/en/alliances/"
    assert not is_in(client)


def test_letters_of_either_size_sign_in(world: World, client: Client) -> None:
    sign_in(client, world.partner, login="PARTNER@Celje.example")
    assert is_in(client)


@pytest.mark.parametrize(
    "next_", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\x00"]
)
def test_signing_in_leads_nowhere_else(world: World, client: Client, next_: str) -> None:
    answer = client.post(
        f"/accounts/login/?next={next_}", {"login": world.partner.email, "password": PASSWORD}
    )
    assert "elsewhere" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_who_was_closed_is_out_at_once_and_stays_out(world: World, client: Client) -> None:
    sign_in(client, world.partner)
    assert client.get("/en/me/settings/").status_code == 200
    world.partner.close_account()
    assert client.get("/en/me/settings/").status_code == 302
    sign_in(client, world.partner)
    assert client.get("/en/me/settings/").status_code == 302


def test_an_address_nobody_confirmed_opens_nothing(world: World, client: Client) -> None:
    world.partner.emailaddress_set.update(verified=False)
    assert sign_in(client, world.partner)["Location"] == "/accounts/confirm-email/"
    assert client.get("/en/me/settings/").status_code == 302
    [letter] = post_owed()
    assert letter.to == [world.partner.email]
    path = LINK.search(letter.body)[1]  # type: ignore[index]
    client.get(path)
    assert not world.partner.emailaddress_set.get().verified  # looking is not confirming
    client.post(path)
    assert world.partner.emailaddress_set.get().verified
    sign_in(client, world.partner)
    assert is_in(client)


# What it gives away


def same(one: Any, other: Any, *words: str) -> bool:
    """Whether two answers differ in nothing but the given words and their form tokens."""

    def bare(answer: Any) -> str:
        text = re.sub(r'value="\w{64}"|X-CSRFToken": "\w+"|nonce="[^"]+"', "", answer.text)
        for word in words:
            text = text.replace(word, "…")
        return text

    return (one.status_code, one.headers.get("Location"), bare(one)) == (
        other.status_code,
        other.headers.get("Location"),
        bare(other),
    )


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World) -> None:
    nobody = "nobody@celje.example"
    wrong = sign_in(Client(), world.partner, "wrong")
    unknown = Client().post(
        "/accounts/login/", {"login": nobody, "password": "wrong", "next": "/en/alliances/"}
    )
    assert wrong.status_code == 422
    assert same(wrong, unknown, world.partner.email, nobody)


def test_an_unknown_address_costs_a_password_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    set_password = Person.set_password
    monkeypatch.setattr(
        Person, "set_password", lambda self, raw: (hashed.append(raw), set_password(self, raw))
    )
    Client().post("/accounts/login/", {"login": "nobody@celje.example", "password": "guess"})
    assert hashed == ["guess"]


def test_asking_for_a_new_password_gives_nothing_away(world: World) -> None:
    """Not by words, nor by work: finding somebody and writing to them is left to later."""
    answers, questions = [], []
    for email in (world.partner.email, "nobody@celje.example"):
        with CaptureQueriesContext(connection) as asked:
            answers.append(Client().post("/accounts/password/reset/", {"email": email}, follow=True))
        questions.append(len(asked))
    assert answers[0].redirect_chain == answers[1].redirect_chain == [("/accounts/password/reset/done/", 302)]
    assert same(*answers)
    assert abs(questions[0] - questions[1]) <= 1
    assert Delivery.objects.count() == 2
    assert [letter.to for letter in post_owed()] == [[world.partner.email]]


# A new password


def test_a_new_password_by_mail(world: World, client: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere, world.kosice_coordinator)
    client.post("/accounts/password/reset/", {"email": world.kosice_coordinator.email.upper()})
    assert "token" not in str(Delivery.objects.values().get())
    [letter] = post_owed()
    path = LINK.search(letter.body)[1]  # type: ignore[index]
    assert path in letter.alternatives[0][0]
    form = client.get(path)["Location"]
    assert client.get(form).status_code == 200
    assert client.post(form, {"password1": "short", "password2": "short"}).status_code == 422
    client.post(form, {"password1": STRONG, "password2": STRONG})
    world.kosice_coordinator.refresh_from_db()
    assert world.kosice_coordinator.check_password(STRONG)
    # Whoever was signed in with the old one is out, the link is used up, and the person is told.
    assert elsewhere.get("/en/me/settings/").status_code == 302
    assert 'name="password1"' not in Client().get(path, follow=True).text
    assert [mail.to for mail in post_owed()[1:]] == [[world.kosice_coordinator.email]]


def test_the_link_dies_with_time(world: World, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": world.partner.email})
    [letter] = post_owed()
    path = LINK.search(letter.body)[1]  # type: ignore[index]
    # Django counts on the wall clock of the machine, and travelling changes its zone: two hours to spare.
    with time_machine.travel(timezone.now() + timedelta(seconds=house.PASSWORD_RESET_TIMEOUT, hours=2)):
        assert 'name="password1"' not in client.get(path, follow=True).text


def test_a_mail_that_waited_too_long_is_not_sent(world: World, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": world.partner.email})
    Delivery.objects.update(created_at=timezone.now() - timedelta(seconds=house.PASSWORD_RESET_TIMEOUT + 5))
    assert post_owed() == []


def test_who_is_closed_gets_no_new_password(world: World, client: Client) -> None:
    world.partner.close_account()
    client.post("/accounts/password/reset/", {"email": world.partner.email})
    assert post_owed() == []


def test_the_mail_speaks_the_persons_language(world: World, client: Client) -> None:
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "it"
    client.post("/accounts/password/reset/", {"email": world.kosice_coordinator.email})
    [letter] = post_owed()
    assert '<html lang="sk"' in letter.alternatives[0][0]


def test_changing_the_password_ends_every_session_and_tells_the_person(world: World, client: Client) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, world.partner)
    wrong = {"oldpassword": "wrong", "password1": STRONG, "password2": STRONG}
    assert client.post("/accounts/password/change/", wrong).status_code == 422
    client.post("/accounts/password/change/", {**wrong, "oldpassword": PASSWORD})
    assert not is_in(client)
    assert elsewhere.get("/en/me/settings/").status_code == 302
    [letter] = post_owed()
    assert letter.to == [world.partner.email]
    sign_in(client, world.partner, STRONG)
    assert is_in(client)


def test_changing_the_address_waits_for_its_owner(world: World, client: Client) -> None:
    sign_in(client, world.partner)
    asked = client.post("/accounts/email/", {"email": "moved@celje.example", "action_add": ""})["Location"]
    assert asked.startswith("/accounts/reauthenticate/")
    assert client.post(asked, {"password": "wrong"}).status_code == 422
    assert client.post(asked, {"password": PASSWORD}).status_code == 302
    world.partner.refresh_from_db()
    assert world.partner.email == "partner@celje.example"
    assert "moved@celje.example" in client.get("/accounts/email/").text
    [letter] = post_owed()
    assert letter.to == ["moved@celje.example"]
    path = LINK.search(letter.body)[1]  # type: ignore[index]
    client.post(path)
    world.partner.refresh_from_db()
    assert world.partner.email == "moved@celje.example"
    assert [row.email for row in world.partner.emailaddress_set.all()] == ["moved@celje.example"]
    # The old address is told, so that nobody is moved unawares.
    assert post_owed()[-1].to == ["partner@celje.example"]


def test_nobody_learns_whether_an_address_is_taken(world: World, client: Client) -> None:
    sign_in(client, world.partner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for email in ("nobody@celje.example", world.coordinator.email):
        answer = client.post("/accounts/email/", {"email": email, "action_add": ""})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/email/")
        assert email in client.get("/accounts/email/").text
        post_owed()
    # Whose address it is gets no mail about it, and nothing that could be clicked by mistake.
    assert [letter.to for letter in mail.outbox] == [["nobody@celje.example"]]


# Limits


def guess(client: Client, person: Person, times: int, **headers: str) -> list[Any]:
    return [
        client.post(
            "/accounts/login/", {"login": person.email, "password": f"guess {number}"}, headers=headers
        )
        for number in range(times)
    ]


@pytest.fixture
def empty_limits(db: None) -> None:
    cache.clear()


@pytest.mark.usefixtures("empty_limits")
def test_guessing_ends_after_five(world: World, client: Client) -> None:
    guess(client, world.partner, 5)
    sign_in(client, world.partner)
    assert not is_in(client)
    other = Client(REMOTE_ADDR="10.9.9.9")
    sign_in(other, world.partner)
    assert not is_in(other)  # the address is protected wherever the guesses come from
    sign_in(other, world.other_member)
    assert is_in(other)


@pytest.mark.usefixtures("empty_limits")
def test_a_claimed_origin_lifts_no_limit(world: World, client: Client) -> None:
    """Without a proxy in front, nobody's X-Forwarded-For is believed."""
    answers = [
        client.post(
            "/accounts/login/",
            {"login": f"{number}@guess.example", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
        for number in range(31)
    ]
    assert answers[-1].status_code == 429
    assert "MAG-NET" in answers[-1].text


@pytest.mark.usefixtures("empty_limits")
def test_behind_a_proxy_its_word_counts_and_no_other(world: World, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        Client().post(
            "/accounts/login/",
            {"login": f"{number}@guess.example", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"},
        )
    one_more = {"login": "11@guess.example", "password": "x"}
    same_place = Client(headers={"X-Forwarded-For": "198.51.100.99, 203.0.113.7"})
    assert "Too many" in same_place.post("/accounts/login/", one_more).text
    elsewhere = Client(headers={"X-Forwarded-For": "198.51.100.99, 203.0.113.8"})
    assert "Too many" not in elsewhere.post("/accounts/login/", one_more).text


@pytest.mark.django_db(transaction=True)
def test_limits_hold_and_doors_stay_open_while_the_cache_is_away() -> None:
    world = cast.world()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_cache RENAME TO django_cache_away")
    try:
        client = Client()
        sign_in(client, world.other_member)
        assert is_in(client)
        guess(Client(), world.partner, 5)
        late = Client()
        sign_in(late, world.partner)
        assert not is_in(late)
        asked = Client().post("/accounts/password/reset/", {"email": world.partner.email})
        assert asked.status_code == 302
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE django_cache_away RENAME TO django_cache")


def test_too_much_and_too_strange_is_refused_in_words(world: World, client: Client) -> None:
    for login in ("partner\x00@celje.example", "p" * 300 + "@celje.example", ""):
        answer = client.post("/accounts/login/", {"login": login, "password": "x"})
        assert answer.status_code == 422
    assert client.post("/accounts/password/reset/", {"email": "\x00"}).status_code == 422
    assert client.post("/accounts/login/", {f"f{number}": "x" for number in range(2000)}).status_code == 422
    assert client.get("/accounts/login/?next=%00").status_code == 200
    assert client.get("/accounts/password/reset/key/1-nonsense/").status_code == 200
    assert client.get("/accounts/confirm-email/nonsense/").status_code == 200


def test_the_sign_in_page_speaks_as_the_page_before(world: World, client: Client) -> None:
    """Who reads in Slovene and presses “Prijava” is not sent to an English form, nor told in English what is wrong."""
    english = {"Accept-Language": "en"}
    assert client.get("/accounts/login/?next=/sl/", headers=english).context["LANGUAGE_CODE"] == "sl"
    wrong = {"login": world.partner.email, "password": "wrong", "next": "/sk/challenges/"}
    assert client.post("/accounts/login/", wrong, headers=english).context["LANGUAGE_CODE"] == "sk"
    assert client.get("/accounts/login/", headers=english).context["LANGUAGE_CODE"] == "en"


def test_a_button_pressed_after_the_sessions_end_leads_back_to_its_page(client: Client) -> None:
    """Where it is sent takes nothing but forms, so signing in cannot lead there."""
    answer, page = "/en/visits/opening/answer/", "/en/visits/opening/?day=2"
    for whence, back in [
        (f"http://testserver{page}", page),
        ("https://elsewhere.example/en/", answer),
        ("http://[", answer),
        ("", answer),
    ]:
        sent = client.post(answer, headers={"Referer": whence})
        assert sent["Location"] == f"/accounts/login/?{urlencode({'next': back}, safe='/')}"
    pressed = client.post(answer, headers={"Referer": f"http://testserver{page}", "HX-Request": "true"})
    assert pressed["HX-Redirect"].endswith(urlencode({"next": page}, safe="/"))
