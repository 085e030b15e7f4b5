"""Who owes the words of a box: a member who was asked for it, else whoever coordinates."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from activity.models import Event, Notification, Owed, perform, record
from people.models import Person
from reports.events import owing
from reports.models import BoxWriter, Report
from tests.reports.making import drafted, perform_for, some_work
from tests.reports.test_drafts import page_of, sent, tell
from tests.who import client_of
from tests.world import World
from web.exceptions import DomainError


@pytest.fixture
def report(world: World) -> Report:
    return drafted(world, sections=["highlights", "problems"])


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world, "coordinator")


def asking(report: Report, whom: str, shown: str = "", **boxes: str) -> dict[str, str]:
    """What the page sends that showed ``shown`` and asks ``whom`` for the highlights."""
    chosen = {"writer_highlights": whom, "read": json.dumps({"writer_highlights": shown})}
    return sent(report, **boxes) | chosen


def told(kind: str) -> set[Person]:
    """Who is told of the latest event of that kind."""
    event = Event.objects.filter(kind=kind).latest("pk")
    perform(Owed.objects.get(task="activity.tell", ids__event=event.pk).pk)
    return {row.person for row in Notification.objects.filter(event=event).select_related("person")}


def test_a_member_who_is_asked_finds_the_draft_and_writes_and_no_more(
    world: World, report: Report, client: Client
) -> None:
    partner, page = client_of(world, "partner"), page_of(report)
    assert partner.get(page).status_code == 403
    assert page not in partner.get("/en/me/").text
    client.post(page, asking(report, str(world.partner.pk)))
    assert told("report.entrusted") == {world.partner}
    assert page in partner.get("/en/me/").text
    shown = partner.get(page).text
    for words in ("Highlights", "partner was asked for this", "My desk"):
        assert words.lower() in shown.lower()
    for words in ("Freeze and export", "Discard this report", "Who writes this?", "Read the figures anew"):
        assert words not in shown
    # The title is in the page's language, so it is not marked as in the report's.
    slovene = partner.get(page.replace("/en/", "/sl/")).text
    assert '<h1 class="page-head__title page-head__title--long" data-content>Poročilo' in slovene
    for act in ("freeze", "anew"):
        assert partner.post(page, sent(report, act, highlights="Ours.")).status_code == 403
    for name in ("discard", "cancel"):
        assert partner.post(f"/en/reports/{report.pk}/{name}/").status_code == 403
    report.write(narrative={"problems": "The <b>hall</b>."}, seen=report.version, by=world.coordinator)
    shown = partner.get(page).text
    assert 'name="box_highlights"' in shown
    assert 'name="box_problems"' not in shown
    assert "The &lt;b&gt;hall&lt;/b&gt;." in shown, "what others wrote is there to be read"
    partner.post(page, sent(report, highlights="Ours.") | {"writer_problems": str(world.partner.pk)})
    report.refresh_from_db()
    assert report.narrative == {"highlights": "Ours.", "problems": "The <b>hall</b>."}
    assert report.writers.get().box == "highlights", "whom to ask is for who coordinates"
    assert page not in partner.get("/en/me/").text, "what is written is owed no more"
    assert client_of(world, "other_member").get(page).status_code == 403
    report.freeze(narrative=report.narrative, seen=report.version, by=world.coordinator)
    report = perform_for(report)
    assert partner.get(report.get_absolute_url()).status_code == 403


def test_reminders_go_to_who_was_asked_else_to_who_coordinates(world: World, report: Report) -> None:
    def reminded() -> set[Person]:
        event = record(
            "report.words_owed",
            actor=None,
            subject=report,
            concerns=[world.celje],
            inside=True,
            due="2026-03-31",
        )
        return set(Person.objects.filter(pk__in=owing(event)))

    assert reminded() == {world.coordinator}
    report.entrust(box="highlights", to=world.partner, by=world.coordinator)
    assert reminded() == {world.partner, world.coordinator}, "the other box is nobody's in particular"
    report.write(narrative={"problems": "None."}, seen=report.version, by=world.coordinator)
    assert reminded() == {world.partner}
    report.write(
        narrative={"problems": "None.", "highlights": "Many."}, seen=report.version, by=world.partner
    )
    assert reminded() == {world.coordinator}, "what is written waits to be frozen"
    report.write(narrative={}, seen=report.version, by=world.coordinator)
    report.entrust(box="highlights", to=None, by=world.coordinator)
    assert reminded() == {world.coordinator}
    report.entrust(box="highlights", to=world.partner, by=world.coordinator)
    world.partner.memberships.get().end(by=world.administrator)
    assert reminded() == {world.coordinator}, "who has left owes nothing"


def test_whom_to_ask_is_checked_and_an_old_page_undoes_nothing(
    world: World, report: Report, client: Client
) -> None:
    page = page_of(report)
    for stranger in (str(world.kosice_coordinator.pk), str(uuid4()), "x"):
        answer = client.post(page, asking(report, stranger, highlights="Kept."))
        assert answer.status_code == 422
        assert "Only a member of the alliance can be asked." in answer.text
        assert "Kept." in answer.text
    with pytest.raises(DomainError):
        report.entrust(box="highlights", to=world.kosice_coordinator, by=world.coordinator)
    with pytest.raises(DomainError):
        report.entrust(box="horoscope", to=world.partner, by=world.coordinator)
    for _again in range(2):
        report.entrust(box="highlights", to=world.partner, by=world.coordinator)
    assert Event.objects.filter(kind="report.entrusted").count() == 1
    # A page that was opened before sends the choice that it was shown with.
    client.post(page, asking(report, ""))
    assert BoxWriter.objects.get().person == world.partner
    client.post(page, asking(report, "", shown=str(world.partner.pk)))
    assert not BoxWriter.objects.exists()


def test_who_was_asked_for_one_box_writes_into_no_other(world: World) -> None:
    some_work(world)
    tell(world, "help", "We look for a hall.")
    report = drafted(world)
    page, partner = page_of(report), client_of(world, "partner")
    report.entrust(box="highlights", to=world.partner, by=world.coordinator)
    report.write(
        narrative={"problems": "Kept.", "highlights": "Some."}, seen=report.version, by=world.coordinator
    )
    before = Report.objects.values().get(pk=report.pk)
    words = sent(report, highlights="Ours.")
    # As the page of two who wrote at once sends it: the words of one box under the name of another.
    settled = {"stands:x": "theirs", "theirs:x": "box_problems", "theirs:x:box_problems": "Forged."}
    for forged in (
        {"box_problems": "Forged."},
        {"box_problems": ""},
        {"box_problems": "Kept."},
        {"act": "take:problems:0"},
        settled,
    ):
        assert partner.post(page, words | forged).status_code == 403, forged
        assert Report.objects.values().get(pk=report.pk) == before
    for forged in ({"problems": "Forged."}, {"highlights": "Ours.", "problems": ""}):
        with pytest.raises(DomainError):
            report.answer(words=forged, read={}, by=world.partner)
    with pytest.raises(DomainError):
        report.answer(words={"highlights": "Forged."}, read={}, by=world.other_member)
    assert Report.objects.values().get(pk=report.pk) == before


def test_two_boxes_written_at_once_keep_both_and_one_box_shows_both_texts(
    world: World, report: Report, client: Client
) -> None:
    page, partner = page_of(report), client_of(world, "partner")
    report.entrust(box="highlights", to=world.partner, by=world.coordinator)
    mine = sent(report, highlights="Ours.") | {"read": json.dumps({"box_highlights": ""})}
    client.post(page, sent(report, problems="Rain."))
    assert partner.post(page, mine).status_code == 302
    report.refresh_from_db()
    assert report.narrative == {"problems": "Rain.", "highlights": "Ours."}
    client.post(page, sent(report, problems="Rain.", highlights="Theirs."))
    answer = partner.post(page, sent(report, highlights="Mine.") | {"read": mine["read"]})
    assert answer.status_code == 422
    for text in ("Two of you wrote at once", "Theirs.", "Mine."):
        assert text in answer.text
    assert "Rain." not in answer.text.split("<form")[1], "only what is theirs is asked"
    report.refresh_from_db()
    assert report.narrative == {"problems": "Rain.", "highlights": "Theirs."}
    told = {"read": json.dumps({"box_highlights": "Theirs."})}
    partner.post(page, sent(report, highlights="") | told)
    report.refresh_from_db()
    assert report.narrative == {"problems": "Rain."}, "who was asked may take their own words back"
