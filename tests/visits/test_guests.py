"""Guests with and without an account: the link, the three buttons, wishes, the hosts' list."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from activity.models import Delivery
from tests.visits.test_organise import sent
from tests.who import client_of
from tests.world import World, visit
from visits.by_link import ask_for_link, word_of
from visits.models import ASKED_A_DAY, Invitee, Registration
from web.exceptions import DomainError

NEED = "A ramp, and no nuts"


@pytest.fixture
def coordinator(world: World) -> Client:
    return client_of(world, "coordinator")


def test_a_guest_without_an_account_answers_by_the_link_in_the_mail(
    world: World, client: Client, coordinator: Client
) -> None:
    of = visit(world, "Courtyards", phase="draft", capacity=5)
    hosts = f"/en/visits/{of.slug}/guests/"
    told = coordinator.post(
        hosts, {"email": "Guest@Example.org", "name": "Ana", "language": "sl"}, follow=True
    )
    assert "as soon as the visit is announced" in told.content.decode()
    assert not Delivery.objects.filter(purpose="visits.invitation").exists()  # a draft invites nobody
    of.move_on(to="invited", by=world.coordinator)
    told = coordinator.post(hosts, {"email": "guest@example.org", "language": "sl"}, follow=True)
    assert "on its way" in told.content.decode()
    assert sent("visits.invitation") == ["guest@example.org"]
    row = Delivery.objects.get(purpose="visits.invitation")
    assert (row.language, row.person) == ("sl", None)
    assert row.delete_at is not None
    guest = Invitee.objects.get(email="guest@example.org")
    link = guest.guest_path.replace("/en/", "/sl/")
    assert guest.token not in guest.token_hash
    assert guest.token in mail.outbox[-1].body

    page = client.get(link)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    day = of.days[0].isoformat()
    client.post(f"{guest.guest_path}answer/", {"day": day, "answer": "coming"})
    assert guest.registrations.get().seat == 1
    client.post(
        f"{guest.guest_path}wishes/",
        {"name": "Ana", "organisation": "Choir", "expectation": "Who waters the trees?", "needs": NEED},
    )
    guest.refresh_from_db()
    assert (guest.expectation, guest.needs, guest.organisation) == ("Who waters the trees?", NEED, "Choir")
    text = client.get(guest.guest_path).content.decode()
    assert 'aria-pressed="true"' in text
    assert NEED in text


def test_a_visitor_asks_for_a_link_and_nothing_is_kept_before_it_is_opened(
    world: World, client: Client
) -> None:
    of = visit(world, "Courtyards", capacity=1)
    assert f"/en/visits/{of.slug}/ask/" in client.get(of.get_absolute_url()).content.decode()
    ask = f"/en/visits/{of.slug}/ask/"
    assert client.post(ask, {"email": "nobody"}).status_code == 422
    known = Invitee.invite_guest(visit=of, email="known@example.org", language="en", by=world.coordinator)
    answers = {
        client.post(ask, {"email": email}).headers["Location"] for email in ("New@example.org", known.email)
    }
    assert answers == {f"{of.get_absolute_url()}#coming"}, "the same for who is known and who is not"
    client.post(ask, {"email": "new@example.org"})
    assert sorted(sent("visits.link")) == ["known@example.org", "new@example.org"], "no second mail so soon"
    assert Invitee.objects.count() == 1
    links = {
        row.address: f"/en/visits/link/{word_of(row)}/"
        for row in Delivery.objects.filter(purpose="visits.link")
    }
    link = links["new@example.org"]
    assert link in next(one.body for one in mail.outbox if one.to == ["new@example.org"])
    assert client.get(link).status_code == 200
    assert Invitee.objects.count() == 1, "looking is no answer: a mail scanner registers nobody"
    for _ in range(2):
        guest_page = client.post(link)["Location"].split("#")[0]
    guest = Invitee.objects.get(email="new@example.org")
    assert guest_page == guest.guest_path
    client.post(f"{guest_page}answer/", {"day": of.days[0].isoformat(), "answer": "coming"})
    assert client.post(links[known.email])["Location"].split("#")[0] == known.guest_path
    client.post(f"{known.guest_path}answer/", {"day": of.days[0].isoformat(), "answer": "coming"})
    assert (guest.registrations.get().seat, known.registrations.get().waits) == (1, True), (
        "places stay what they are"
    )
    guest.revoke(by=world.coordinator)
    assert client.post(link)["Location"] == of.get_absolute_url(), "whom the hosts uninvited stays out"
    assert client.get(f"{link[:-1]}x/").status_code == 404
    Delivery.objects.filter(purpose="visits.link").delete()
    assert client.get(link).status_code == 410
    of.move_on(to="held", by=world.coordinator, at=timezone.now() + timedelta(days=60))
    assert client.get(ask)["Location"] == of.get_absolute_url()


def test_asking_for_links_has_its_limits(world: World, client: Client) -> None:
    of, own = visit(world, "Courtyards"), visit(world, "Own", public=False)
    ask_for_link(visit=of, email="first@example.org", language="en")
    row = Delivery.objects.get(purpose="visits.link")
    Delivery.objects.bulk_create(
        Delivery(
            purpose=row.purpose,
            key=f"{number}",
            address=f"{number}@example.org",
            language="en",
            ids=row.ids,
            message_id=f"{number}",
        )
        for number in range(ASKED_A_DAY - 1)
    )
    with pytest.raises(DomainError, match="tomorrow"):
        ask_for_link(visit=of, email="late@example.org", language="en")
    with pytest.raises(DomainError, match="no answers"):
        ask_for_link(visit=own, email="late@example.org", language="en")
    cache.clear()
    statuses = [
        client.post(f"/en/visits/{of.slug}/ask/", {"email": f"a{n}@example.org"}).status_code
        for n in range(11)
    ]
    assert statuses[-1] == 429
    assert (
        "in an hour" in client.post(f"/en/visits/{of.slug}/ask/", {"email": "b@example.org"}).content.decode()
    )


def test_a_guest_sees_all_that_is_kept_and_deletes_it(world: World, client: Client) -> None:
    of = visit(world, "Courtyards", capacity=1)
    guest, next_one = (
        Invitee.invite_guest(
            visit=of, email=f"{name}@example.org", language="en", by=world.coordinator, name=name
        )
        for name in ("Ana", "Bor")
    )
    guest.tell(expectation="Who waters the trees?", needs=NEED)
    for one in (guest, next_one):
        Registration.answer_for(visit=of, day=of.days[0], answer="coming", invitee=one)
    page = client.get(guest.guest_path).content.decode()
    for words in ("ana@example.org", "Ana", "Who waters the trees?", NEED):
        assert words in page.split("What is kept of you")[1]
    for _ in range(2):
        client.post(f"{guest.guest_path}forget/")
    guest.refresh_from_db()
    assert [words for _label, words in guest.kept] == ["", "", "", "", ""]
    assert not guest.registrations.exists()
    assert not Delivery.objects.filter(address="ana@example.org").exists()
    assert next_one.registrations.get().seat == 1, "the place goes to who waits"
    assert client.get(guest.guest_path).status_code == 404
    assert "90 days after the visit" in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"day": "x"}, {"day": "2020-01-01", "answer": "coming"}, {"answer": "\x00"}]
)
def test_nonsense_for_an_answer_changes_nothing(world: World, client: Client, data: dict[str, str]) -> None:
    of = visit(world)
    guest = Invitee.invite_guest(visit=of, email="guest@example.org", language="en", by=None)
    assert client.post(f"{guest.guest_path}answer/", data).status_code == 302
    assert client_of(world, "partner").post(f"/en/visits/{of.slug}/answer/", data).status_code == 302
    assert not Registration.objects.exists()


def test_a_forged_or_revoked_link_is_404(world: World, client: Client) -> None:
    of = visit(world)
    guest = Invitee.invite_guest(visit=of, email="guest@example.org", language="en", by=None)
    assert client.get(f"/en/visits/guest/{guest.token[:-1]}x/").status_code == 404
    assert client.get(f"/en/visits/guest/{guest.token_hash}/").status_code == 404
    guest.revoke(by=world.coordinator)
    assert client.get(guest.guest_path).status_code == 404


def test_too_long_a_wish_is_told_and_kept(world: World, client: Client) -> None:
    guest = Invitee.invite_guest(visit=visit(world), email="guest@example.org", language="en", by=None)
    answer = client.post(f"{guest.guest_path}wishes/", {"expectation": "x" * 1001, "needs": NEED})
    assert answer.status_code == 422
    assert NEED in answer.content.decode()
    guest.refresh_from_db()
    assert guest.needs == ""


def test_who_is_signed_in_loses_no_wish_and_a_host_no_answer(world: World, coordinator: Client) -> None:
    of = visit(world)
    browser = client_of(world, "kosice_coordinator")
    browser.post(f"/en/visits/{of.slug}/answer/", {"day": of.days[0].isoformat(), "answer": "coming"})
    wish = browser.post(f"/en/visits/{of.slug}/wishes/", {"expectation": "x" * 1001, "needs": NEED})
    assert wish.status_code == 422
    assert NEED in wish.content.decode()
    guest = Invitee.objects.get(person=world.kosice_coordinator)
    guest.tell(expectation="First steps", needs="")
    reply = coordinator.post(
        f"/en/visits/{of.slug}/guests/{guest.pk}/reply/", {"reply": f"We planted {'y' * 1001}"}
    )
    assert reply.status_code == 422
    assert "We planted yyy" in reply.content.decode()
    guest.refresh_from_db()
    assert (guest.needs, guest.reply) == ("", "")


def test_a_person_answers_with_one_press_a_day(world: World) -> None:
    of = visit(world, last_day=timezone.localdate() + timedelta(days=31), capacity=1)
    browser = client_of(world, "kosice_coordinator")
    for day, answer in zip(of.days, ("coming", "maybe"), strict=True):
        browser.post(f"/en/visits/{of.slug}/answer/", {"day": day.isoformat(), "answer": answer})
    assert [(row.answer, row.seat) for row in Registration.objects.order_by("day")] == [
        ("coming", 1),
        ("maybe", None),
    ]
    text = browser.get(of.get_absolute_url()).content.decode()
    assert "What do you hope to take home?" in text
    browser.post(f"/en/visits/{of.slug}/wishes/", {"expectation": "First steps", "needs": ""})
    assert Invitee.objects.get().expectation == "First steps"
    late = client_of(world, "partner")
    late.post(f"/en/visits/{of.slug}/answer/", {"day": of.days[0].isoformat(), "answer": "coming"})
    assert "You wait for a place" in late.get(of.get_absolute_url()).content.decode()


def test_before_it_is_open_only_who_is_invited_answers(world: World) -> None:
    of = visit(world, phase="invited")
    Invitee.invite_delegation(visit=of, alliance=world.kosice, by=world.coordinator)
    for who in ("kosice_coordinator", "outsider", "partner"):
        client_of(world, who).post(
            f"/en/visits/{of.slug}/answer/", {"day": of.days[0].isoformat(), "answer": "coming"}
        )
    assert {row.invitee.person for row in Registration.objects.all()} == {
        world.kosice_coordinator,
        world.partner,
    }
    assert Invitee.objects.get(person=world.kosice_coordinator).alliance == world.kosice


def test_what_guests_need_is_read_by_hosts_alone(world: World, coordinator: Client) -> None:
    of = visit(world, hosts=[world.partner])
    guest = Invitee.invite_guest(visit=of, email="guest@example.org", language="en", by=None)
    guest.tell(expectation="=cmd()", needs=NEED)
    url = f"/en/visits/{of.slug}/guests/"
    for who, seen in {
        "coordinator": True,
        "partner": True,
        "other_member": False,
        "administrator": False,
    }.items():
        browser = client_of(world, who)
        for path in (url, f"{url}table.csv", of.get_absolute_url()):
            response = browser.get(path)
            expected = seen and path != of.get_absolute_url()
            assert (NEED in response.content.decode()) is expected, (who, path)
    assert "'=cmd()" in coordinator.get(f"{url}table.csv").content.decode()
    assert coordinator.post(f"{url}{guest.pk}/reply/", {"reply": "We planted two"}).status_code == 302
    guest.refresh_from_db()
    assert guest.reply == "We planted two"


def test_delegations_are_invited_once_and_let_their_people_see(world: World, coordinator: Client) -> None:
    of = visit(world, public=False)
    url = f"/en/visits/{of.slug}/guests/delegation/"
    for _ in range(2):
        coordinator.post(url, {"alliance": "kosice"})
    coordinator.post(url, {"alliance": "celje"})
    assert [row.alliance for row in of.invitees.delegations()] == [world.kosice]
    browser = client_of(world, "kosice_coordinator")
    assert browser.get(of.get_absolute_url()).status_code == 200
    coordinator.post(f"/en/visits/{of.slug}/guests/{of.invitees.get().pk}/uninvite/")
    assert browser.get(of.get_absolute_url()).status_code == 404


def test_my_desk_says_what_my_alliance_is_invited_to_until_i_answer(world: World) -> None:
    of = visit(world, "Courtyards")
    browser = client_of(world, "kosice_coordinator")
    assert "Your alliance is invited" not in browser.get("/en/me/").content.decode()
    Invitee.invite_delegation(visit=of, alliance=world.kosice, by=world.coordinator)
    assert "Your alliance is invited" in browser.get("/en/me/").content.decode()
    browser.post(f"/en/visits/{of.slug}/answer/", {"day": of.days[0].isoformat(), "answer": "no"})
    assert "Your alliance is invited" not in browser.get("/en/me/").content.decode()
