"""A report with words: drafted, written into by two at once, frozen as it was seen, followed by a new version."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from activity.models import Event
from initiatives.models import Initiative, Update
from people.models import Draft
from reports.document import Narrative, checksum_of, document_of
from reports.models import Report, ReportFile, State
from tests.reports.making import drafted, files_on_disk, frozen, perform_for, some_work
from tests.web.test_sheets import CORPUS
from tests.who import client_of, statuses, table
from tests.world import World
from web.exceptions import DomainError, Overtaken


def tell(world: World, kind: str = "progress", text: str = "Forty people came to the yard.") -> Update:
    return Update.add(
        about=Initiative.objects.earliest("logged_at"), kind=kind, text=text, language="en", by=world.partner
    )


def page_of(report: Report) -> str:
    return reverse("reports:write", args=[report.pk])


def sent(report: Report, act: str = "keep", **boxes: str) -> dict[str, str]:
    """What the page of the draft sends, read at the version that ``report`` holds."""
    return {"act": act, "seen": str(report.version), **{f"box_{name}": text for name, text in boxes.items()}}


def box(report: Report, name: str) -> Narrative:
    return next(one for one in report.boxes if one.name == name)


@pytest.fixture
def report(world: World) -> Report:
    some_work(world)
    tell(world)
    tell(world, "help", "We look for a hall.")
    return drafted(world)


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world, "coordinator")


def test_a_draft_is_one_document_of_the_sections_asked_for(world: World) -> None:
    report = drafted(world, sections=["highlights", "glance"])
    assert (report.state, report.checksum, files_on_disk()) == (State.DRAFTED, "", [])
    assert [section["name"] for section in report.document["sections"]] == ["glance", "highlights"]
    today = timezone.localdate()
    assert (report.since, report.until) == (today.replace(month=1, day=1), today)
    assert report.says is not None
    assert report.says.blocks["governance"] == str(world.governance.versions.get().pk)
    kinds = Event.objects.about(report).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["report.asked", "report.drafted"]


def test_days_in_the_wrong_order_and_unknown_sections_are_refused(world: World) -> None:
    asked: dict[str, Any] = {
        "kind": "progress", "alliance": world.celje, "language": "en", "by": world.coordinator
    }  # fmt: skip
    with pytest.raises(DomainError, match="before the first"):
        Report.ask(**asked, since=date(2026, 5, 2), until=date(2026, 5, 1))
    with pytest.raises(DomainError, match="no such section"):
        Report.ask(**asked, sections=["horoscope"])
    assert not Report.objects.exists()


def test_boxes_are_drawn_from_what_was_told_each_with_its_record(world: World, report: Report) -> None:
    highlights, problems = box(report, "highlights").drawn, box(report, "problems").drawn
    assert [one.text for one in highlights] == ["Forty people came to the yard."]
    assert [one.text for one in problems] == ["We look for a hall."]
    source = highlights[0].source
    assert source is not None
    assert source.path == Update.objects.get(kind="progress").get_absolute_url()


def test_the_page_previews_takes_saves_and_freezes(world: World, report: Report, client: Client) -> None:
    page = client.get(report.get_absolute_url(), follow=True)
    assert page.redirect_chain == [(page_of(report), 302)]
    for words in ("APR-style draft", "Work on each challenge", "Take this sentence", "Freeze and export"):
        assert words in page.text
    answer = client.post(page_of(report), sent(report, "take:highlights:0", highlights="We began."))
    assert answer.headers["Location"] == f"{page_of(report)}#id_box_highlights"
    report.refresh_from_db()
    assert report.narrative == {"highlights": "We began.\n\nForty people came to the yard."}
    told = {"highlights": report.narrative["highlights"], "ahead": "We go on."}
    client.post(page_of(report), sent(report, "freeze", **told))
    report.refresh_from_db()
    assert (report.state, report.aim) == ("asked", "freeze")
    report = perform_for(report)
    assert (report.state, report.narrative) == (State.DONE, told)
    text = client.get(report.get_absolute_url()).text
    for words in ("We go on.", "This rests on:", report.checksum, "New version", "Let everybody read it"):
        assert words in text


@pytest.mark.parametrize(
    "act", ["take:highlights:9", "take:nothing:0", "take:highlights:x", "take::", "fly", ""]
)
def test_buttons_that_are_not_there_save_what_was_typed(client: Client, report: Report, act: str) -> None:
    assert client.post(page_of(report), sent(report, act, problems="Rain.")).status_code == 302
    report.refresh_from_db()
    assert report.narrative == {"problems": "Rain."}


@pytest.mark.parametrize("bad", ["x" * 8_001, "a\x00b"])
def test_what_is_wrong_is_said_and_kept(client: Client, report: Report, bad: str) -> None:
    answer = client.post(page_of(report), sent(report, "freeze", highlights="Kept words.", problems=bad))
    assert answer.status_code == 422
    assert "Kept words." in answer.text
    report.refresh_from_db()
    assert (report.state, report.narrative) == (State.DRAFTED, {})


def test_two_who_write_at_once_choose_and_lose_nothing(world: World, report: Report, client: Client) -> None:
    mine = sent(report, highlights="Mine.") | {"read": "{}"}
    report.write(narrative={"highlights": "Theirs."}, seen=report.version, by=world.coordinator)
    answer = client.post(page_of(report), mine)
    assert answer.status_code == 422
    for words in ("Two of you wrote at once", "Mine.", "Theirs."):
        assert words in answer.text
    with pytest.raises(Overtaken):
        report.freeze(narrative={}, seen=report.version - 1, by=world.coordinator)
    settled = {"seen": str(report.version), "stands:box_highlights": "theirs", "box_highlights": "Mine."}
    settled |= {"theirs:box_highlights": "box_highlights", "theirs:box_highlights:box_highlights": "Theirs."}
    assert client.post(page_of(report), settled).status_code == 302
    report.refresh_from_db()
    assert report.narrative == {"highlights": "Theirs."}


def test_a_persons_own_draft_of_the_words_ends_when_they_are_saved(
    world: World, report: Report, client: Client
) -> None:
    pk = "7d0d0f4e-6a3e-4a64-9d39-1df6dc1b5a10"
    fields = {"draft": pk, "draft_form": f"report.write:{report.pk}", "draft_path": page_of(report)}
    client.post(page_of(report), sent(report, "save_draft", highlights="Half a sen") | fields)
    assert "Half a sen" in client.get(f"{page_of(report)}?draft={pk}").text
    # Whoever comes back, by whatever way, finds what was typed, as there is one report to write into.
    assert client.get(page_of(report)).headers["Location"] == f"{page_of(report)}?draft={pk}"
    assert client.get(f"{page_of(report)}?draft={uuid4()}").status_code == 200
    assert Draft.objects.filter(pk=pk).exists()
    client.post(page_of(report), sent(report, highlights="Half a sentence.") | fields)
    assert not Draft.objects.filter(pk=pk).exists()


def test_reading_anew_brings_new_figures_and_keeps_the_words(
    world: World, report: Report, client: Client
) -> None:
    tell(world, "lesson", "Shade first.")
    client.post(page_of(report), sent(report, "anew", highlights="Kept."))
    report = perform_for(report)
    assert (report.state, report.narrative, report.run) == (State.DRAFTED, {"highlights": "Kept."}, 2)
    assert [one.text for one in box(report, "lessons").drawn] == ["Shade first."]


def test_a_frozen_report_is_what_was_seen_and_never_changes(
    world: World, report: Report, client: Client
) -> None:
    seen = document_of(report.document)
    tell(world, "milestone", "Told between seeing and freezing.")
    report.freeze(narrative={"highlights": "As seen."}, seen=report.version, by=world.coordinator)
    report = perform_for(report)
    says = document_of(report.document)
    assert says == seen.with_narrative({"highlights": "As seen."}, "en")
    assert report.checksum == checksum_of(report.document) == says.checksum
    before = client.get(report.get_absolute_url()).text
    files = {path: path.read_bytes() for path in files_on_disk()}
    for one in Initiative.objects.all():
        one.withdraw(by=world.administrator, reason="Gone")
    Update.objects.update(body="Rewritten")
    type(world.housing).objects.update(title="Renamed")
    report = Report.objects.get(pk=report.pk)
    assert report.checksum == checksum_of(report.document)
    after = client.get(report.get_absolute_url()).text
    assert shown(before) == shown(after)
    assert {path: path.read_bytes() for path in files_on_disk()} == files


def shown(page: str) -> str:
    return page[page.index('id="document"') : page.index("</article>")]


@pytest.mark.parametrize("field", ["document", "checksum", "finding", "state", "narrative", "until"])
def test_the_database_lets_nobody_rewrite_what_is_frozen(world: World, field: str) -> None:
    report = frozen(world, sections=["glance"])
    values: dict[str, Any] = {
        "document": {}, "checksum": "f" * 64, "finding": "x", "state": "drafted",
        "narrative": {"a": "b"}, "until": timezone.localdate() + timedelta(days=1),
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**{field: values[field]})
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportFile.objects.update(checksum="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_report")
    for act in ("write", "freeze"):
        told = {"narrative": {"highlights": "Late"}, "seen": report.version, "by": world.coordinator}
        if act == "freeze":
            report.freeze(**told)  # frozen already: nothing to do
        else:
            with pytest.raises(DomainError):
                report.write(**told)
    report.refresh_from_db()
    assert report.narrative == {}


def test_the_account_of_who_froze_it_may_go(world: World) -> None:
    report = frozen(world, sections=["glance"])
    Report.objects.filter(pk=report.pk).update(asked_by=None)
    assert Report.objects.get(pk=report.pk).asked_by is None


def test_cancelling_a_freeze_leaves_the_draft(world: World, report: Report) -> None:
    report.freeze(narrative={"highlights": "Kept."}, seen=report.version, by=world.coordinator)
    report.cancel(by=world.coordinator)
    report.cancel(by=world.coordinator)
    report = perform_for(report)
    assert (report.state, report.narrative) == (State.DRAFTED, {"highlights": "Kept."})
    report.discard(by=world.coordinator)
    report.discard(by=world.coordinator)
    assert report.state == State.CANCELLED


def test_who_asks_for_what_is_written_gets_that_draft(world: World, report: Report, client: Client) -> None:
    same = {"kind": "progress", "alliance": "celje", "language": "en"}
    answer = client.post(reverse("reports:list"), same | {"sections_progress": report.sections}, follow=True)
    assert "There is a draft of this report already." in answer.text
    assert Report.objects.count() == 1


def test_a_new_version_begins_from_the_words_and_says_what_changed(
    world: World, report: Report, client: Client
) -> None:
    report.freeze(narrative={"highlights": "One yard."}, seen=report.version, by=world.coordinator)
    first = perform_for(report)
    tell(world, "milestone", "A second yard opened.")
    for _time in range(2):
        answer = client.post(reverse("reports:new_version", args=[first.pk]))
    draft = Report.objects.get(predecessor=first)
    assert answer.headers["Location"] == draft.get_absolute_url()
    draft = perform_for(draft)
    assert draft.narrative == {"highlights": "One yard."}
    draft.freeze(narrative={"highlights": "Two yards."}, seen=draft.version, by=world.coordinator)
    second = perform_for(draft)
    text = client.get(second.get_absolute_url()).text
    assert "What changed since the version before" in text
    assert first.get_absolute_url() in text
    assert "At a glance · Updates in this period" in text
    assert '<ins class="difference__new">' in text
    assert "There is a newer version" in client.get(first.get_absolute_url()).text
    with pytest.raises(DomainError):
        Report(kind="progress", alliance=world.celje).new_version(by=world.coordinator)


def test_only_a_coordinator_lets_everybody_read_a_frozen_report(world: World) -> None:
    report = frozen(world, sections=["glance"])
    page, file = report.get_absolute_url(), reverse("reports:download", args=[report.pk, "csv"])
    closed = table(404, 403, 403, 403, 200, 404, 200)
    for url in (page, file):
        assert statuses(world, lambda client: client.get(url)) == closed  # noqa: B023
    report.publish(by=world.coordinator)
    report.publish(by=world.coordinator)
    for url in (page, file):
        assert statuses(world, lambda client: client.get(url)) == table(*[200] * 7)  # noqa: B023
    visitor = Client()
    assert "Keep it within the alliance" not in visitor.get(page).text
    assert world.coordinator.name not in visitor.get(page).text
    assert page in visitor.get(world.celje.get_absolute_url()).text
    for act in ("unpublish", "new_version", "write"):
        url = reverse(f"reports:{act}", args=[report.pk])
        assert client_of(world, "kosice_coordinator").post(url).status_code == 403
    report.unpublish(by=world.coordinator)
    assert visitor.get(page).status_code == 404
    assert not Event.objects.about(report).filter(public=True).exists()
    with pytest.raises(DomainError):
        drafted(world).publish(by=world.coordinator)


def test_nothing_written_becomes_a_formula(world: World) -> None:
    narrative = {"highlights": "\n".join(CORPUS), "problems": CORPUS[0]}
    report = frozen(world, narrative=narrative, sections=["highlights", "problems"])
    book = load_workbook(report.files.get(format="xlsx").location)
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_desk_says_which_draft_waits_for_words(world: World, report: Report, client: Client) -> None:
    assert page_of(report) in client.get("/en/me/").text
    report.write(narrative={"highlights": "Said."}, seen=report.version, by=world.coordinator)
    assert page_of(report) not in client.get("/en/me/").text


def test_the_draft_and_the_frozen_page_cost_little(
    world: World, report: Report, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get(page_of(report))
    with django_assert_max_num_queries(9):
        client.get(page_of(report))
    report.freeze(narrative={}, seen=report.version, by=world.coordinator)
    report = perform_for(report)
    with django_assert_max_num_queries(9):
        client.get(report.get_absolute_url())
