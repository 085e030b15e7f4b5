"""The end of an account: no trace of name, address or sign-in, and what they did stays their organisation's."""

import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from activity.erasing import GOODBYE, erase, take_out
from activity.models import Delivery, Event, Owed, perform
from alliances.models import Membership
from people.models import Draft, Person
from people.privacy import Traces
from reports.models import JOB, Report
from search.models import Word
from tests.activity.everywhere import EMAIL, NAME, everywhere
from tests.gates.cast import client_of
from tests.world import PASSWORD, World, initiative, member, person, visit
from visits.models import Registration
from web.exceptions import DomainError

PATH = "/en/me/settings/delete/"
SURE = {"understood": "on", "password": PASSWORD}
WORDY = ("text", "character varying", "jsonb", "json", "ARRAY", "tsvector")


def said_anywhere(*needles: str) -> list[str]:
    """Every column of the whole database that says one of ``needles``, whoever's table it is."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type = ANY(%s)",
            [list(WORDY)],
        )
        for table, column in cursor.fetchall():
            tests = " OR ".join([f'"{column}"::text ILIKE %s'] * len(needles))
            cursor.execute(
                f'SELECT "{column}"::text FROM "{table}" WHERE {tests} LIMIT 1',
                [f"%{one}%" for one in needles],
            )
            found += [f"{table}.{column}: {value[:200]}" for (value,) in cursor.fetchall()]
    found += [
        f"session {row.pk}" for row in Session.objects.all() if needles[0] in json.dumps(row.get_decoded())
    ]
    return found


def test_no_trace_is_left_and_the_work_stays(world: World, client: Client) -> None:
    traced = everywhere(world)
    who, theirs = traced.who, traced.theirs
    number = str(who.pk)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert elsewhere.get("/en/me/").status_code == 200
    report, _new = Report.ask(kind="progress", alliance=world.celje, language="en", by=world.coordinator)
    for _run in range(2):
        perform(Owed.objects.filter(task=JOB, ids__report=str(report.pk)).latest("pk").pk)
        report.refresh_from_db()
        if report.is_draft:
            thanks = {"highlights": f"Thanks to {NAME}."}
            report.freeze(narrative=thanks, seen=report.version, by=world.coordinator)
    assert report.is_frozen
    assert "Thanks to […]." in json.dumps(report.document, ensure_ascii=False)
    assert len(said_anywhere(EMAIL, NAME)) > 8

    answer = client.post(PATH, SURE, follow=True)
    assert "Your account is deleted" in answer.text
    assert client.post(PATH, SURE).status_code == 302
    assert elsewhere.get("/en/me/")["Location"].startswith("/accounts/login/")
    perform(Owed.objects.get(task="activity.send", ids__delivery=Delivery.objects.get(purpose=GOODBYE).pk).pk)
    assert mail.outbox[-1].to == [EMAIL]
    assert mail.outbox[-1].subject == "Your account is deleted"

    assert said_anywhere(EMAIL, NAME, "Prežihova", "zdenka.p") == []
    assert not Word.objects.filter(text__startswith="prežih").exists()
    event = Event.objects.get(kind="person.erased")
    assert (event.actor, event.facts, str(event.subject_id)) == (None, {}, number)
    assert not Event.objects.filter(facts__mentioned__contains=[number]).exists()
    page = client.get(theirs.get_absolute_url()).text
    assert "Chess in the yard" in page
    assert "Celje Youth Centre" in page
    assert "Thanks to […]" in page
    for url in ("/en/", "/en/activity/", f"/en/challenges/{world.city_vibe.slug}/", "/en/search/?q=chess"):
        assert client.get(url).status_code == 200
    coordinator = client_of(world, "coordinator")
    for name in ("report", "visit", "adoption", "initiative", "connection"):
        assert coordinator.get(traced.cast.names[name].get_absolute_url()).status_code == 200
    assert coordinator.get("/en/blocks/triage/").status_code == 200


def test_whoever_has_not_shown_that_it_is_them_and_meant_stays(world: World, client: Client) -> None:
    client.force_login(world.partner)
    sheet = {"form": "x", "path": "/", "by": world.partner}
    Draft.keep(pk=world.partner.pk, data=QueryDict("title=Half"), **sheet)  # type: ignore[arg-type]
    page = client.get(PATH).text
    assert "You have 1 draft:" in page
    assert "What stays" in page
    for wrong in ({}, {"password": PASSWORD}, {**SURE, "password": "guess"}, {**SURE, "password": "\x00"}):
        answer = client.post(PATH, wrong)
        assert answer.status_code == 422
        assert "error-summary" in answer.text
    assert Person.objects.filter(pk=world.partner.pk).exists()


def test_the_last_one_who_looks_after_something_stays(world: World, client: Client) -> None:
    client.force_login(world.coordinator)
    assert "Local Alliance Celje would be without a coordinator." in client.get(PATH).text
    assert client.post(PATH, SURE).status_code == 422
    with pytest.raises(DomainError):
        erase(person=world.administrator, by=world.administrator)
    second = member(world.municipality, "second@celje.example", "coordinator")
    other = person("other-admin@celje.example", is_superuser=True)
    for gone in (world.coordinator, world.administrator):
        erase(person=gone, by=gone)
        erase(person=gone, by=gone)
    assert set(Person.objects.filter(pk__in=[second.pk, other.pk])) == {second, other}
    assert Event.objects.filter(kind="person.erased").count() == 2
    assert list(Membership.objects.coordinating().filter(partnership__alliance=world.celje)) == list(
        second.memberships.all()
    )


def test_an_administrator_does_it_for_somebody_and_it_is_recorded(world: World) -> None:
    path = f"/en/people/{world.partner.pk}/delete/"
    for who, status in (("outsider", 403), ("coordinator", 403), ("visitor", 302)):
        assert client_of(world, who).post(path, SURE).status_code == status
    client = client_of(world, "administrator")
    assert path in client.get(f"/en/admin/people/person/{world.partner.pk}/change/").text
    assert client.post(path, {**SURE, "password": "guess"}).status_code == 422
    assert client.post(path, SURE).status_code == 302
    assert client.post(path, SURE).status_code == 404
    event = Event.objects.get(kind="person.erased")
    assert (event.actor, event.public, event.facts) == (world.administrator, False, {})
    assert client.get("/en/admin/activity/event/").status_code == 200
    own = f"/en/people/{world.administrator.pk}/delete/"
    assert client.get(own).status_code == 404


def test_a_place_at_a_visit_to_come_goes_to_who_waits(world: World) -> None:

    going = visit(world, capacity=1)
    for guest in (world.partner, world.other_member):
        Registration.answer_for(visit=going, day=going.days[0], answer="coming", by=guest)
    erase(person=world.partner, by=world.partner)
    row = Registration.objects.get(visit=going)
    assert row.invitee.person == world.other_member
    assert row.seat


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "Ana Novak",
            "@Ana Novak, ANA NOVAK; Susana Novak, Ana Novaks",
            "[…], […]; Susana Novak, Ana Novaks",
        ),
        ("Ana", "@Ana and Ana, @Anamarija", "[…] and Ana, @Anamarija"),
        ('A "B" \\ C', 'Ask A "B" \\ C.', "Ask […]."),
        ("Šime (x) Čolić", "šime (x) čolić", "[…]"),
    ],
)
def test_a_name_is_taken_out_whole_and_nothing_else(world: World, name: str, before: str, after: str) -> None:
    one = initiative(world.youth, "Any", by=world.partner, text=before)
    data = QueryDict(mutable=True)
    data["title"] = before
    kept = Draft.keep(pk=one.pk, form="x", path="/", data=data, by=world.partner)
    take_out(Traces.of(person("x.y@celje.example", name)))
    one.refresh_from_db()
    kept.refresh_from_db()
    assert (one.body, kept.title) == (after, after)


def test_an_address_is_taken_out_whole_and_a_name_shared_with_others_stays(world: World) -> None:
    person("b@celje.example", "Ana Novak")
    gone = person("a@celje.example", "Ana Novak")
    text = "a@celje.example, A@CELJE.example. aa@celje.example a@celje.example.org @Ana Novak"
    one = initiative(world.youth, "Any", by=world.partner, text=text)
    erase(person=gone, by=gone, at=timezone.now())
    one.refresh_from_db()
    assert one.body == "[…], […]. aa@celje.example a@celje.example.org @Ana Novak"


def test_nothing_is_done_by_halves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_traces: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("activity.erasing.take_out", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        erase(person=world.partner, by=world.partner)
    assert Membership.objects.current().filter(person__pk=world.partner.pk).exists()
    assert not Delivery.objects.filter(purpose=GOODBYE).exists()
