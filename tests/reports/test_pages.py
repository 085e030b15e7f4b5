"""The pages of reports: who gets what, what they say, what they cost."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import Event
from alliances.models import Membership
from reports.models import Format, Report, State, Trouble
from tests.reports.making import ask, asked, made
from tests.who import client_of, statuses, table
from tests.world import World, visit

LIST = "/en/reports/"
FORM = {
    "kind": "coverage",
    "alliance": "celje",
    "language": "sl",
    "sections_coverage": ["initiatives", "challenge", "partner", "stage", "place", "gaps", "dependences"],
}
PROGRESS = {"kind": "progress", "alliance": "celje", "language": "en", "sections_progress": ["glance"]}
HERE = table(404, 403, 403, 403, 200, 404, 200)
BAR = {"HX-Request": "true", "HX-Target": "bar"}


def text(client: Client, url: str, **headers: str) -> str:
    return client.get(url, headers=headers).content.decode()


def test_the_list_is_for_coordinators_and_administrators(world: World) -> None:
    asked(world)
    assert statuses(world, lambda client: client.get(LIST)) == table(302, 403, 403, 403, 200, 200, 200)
    assert statuses(world, lambda client: client.post(LIST)) == table(302, 403, 403, 403, 422, 422, 422)


def test_the_list_shows_ones_own_alliances_reports(world: World) -> None:
    celje, kosice = asked(world), ask(world.kosice, world.kosice_coordinator)
    seen = {
        who: set(client_of(world, who).get(LIST).context["page"].rows)
        for who in ("coordinator", "kosice_coordinator", "administrator")
    }
    assert seen == {
        "coordinator": {celje},
        "kosice_coordinator": {kosice},
        "administrator": {celje, kosice},
    }


def test_one_report_and_everything_done_with_it_is_for_those_of_its_alliance(world: World) -> None:
    report = made(world)
    url = report.get_absolute_url()
    assert statuses(world, lambda client: client.get(url)) == HERE
    for format in Format.values:
        file = reverse("reports:download", args=[report.pk, format])
        assert statuses(world, lambda client: client.get(file)) == HERE  # noqa: B023
    # Košice's coordinator comes after Celje's, and knows of the report while it is public.
    for act, elsewhere in (("cancel", 404), ("again", 404), ("publish", 403), ("unpublish", 404)):
        post = reverse(f"reports:{act}", args=[report.pk])
        expected = table(302, 403, 403, 403, 302, elsewhere, 302)
        assert statuses(world, lambda client: client.post(post)) == expected  # noqa: B023
        assert client_of(world, "coordinator").get(post).status_code == 405


def test_whether_a_report_exists_is_not_for_others_to_know(world: World) -> None:
    nothing = reverse("reports:detail", args=[uuid4()])
    assert statuses(world, lambda client: client.get(nothing)) == table(404, 403, 403, 403, 404, 404, 404)


def test_rights_are_asked_at_every_download(world: World) -> None:
    report = made(world)
    file = reverse("reports:download", args=[report.pk, "xlsx"])
    client = client_of(world, "coordinator")
    assert client.get(file).status_code == 200
    Membership.objects.filter(person=world.coordinator).update(role="member")
    assert client.get(file).status_code == 403


def test_an_administrator_who_looks_in_is_written_down(world: World) -> None:
    report = made(world)
    for url in (LIST, report.get_absolute_url(), reverse("reports:download", args=[report.pk, "csv"])):
        client_of(world, "administrator").get(url)
    assert Event.objects.filter(kind="wall.crossed", subject_id=report.pk).count() == 1


def test_new_report_asks_for_it_and_leads_there(world: World) -> None:
    answer = client_of(world, "coordinator").post(LIST, FORM)
    report = Report.objects.get()
    assert answer.headers["Location"] == report.get_absolute_url()
    assert (report.language, report.alliance, report.asked_by) == ("sl", world.celje, world.coordinator)


def test_the_form_offers_one_click_with_what_is_known(world: World) -> None:
    page = text(client_of(world, "coordinator"), LIST)
    assert "New report" in page
    assert '<input type="hidden" name="alliance" value="celje"' in page
    assert re.search(r'<option value="en" selected', page)
    page = text(client_of(world, "administrator"), f"{LIST}?alliance=kosice")
    assert re.search(r'<option value="kosice" selected', page)


def test_a_visit_leads_to_a_report_on_it(world: World) -> None:
    made, abroad = visit(world, "Yards of Celje"), visit(world, alliance=world.kosice)
    client = client_of(world, "coordinator")
    page = text(client, made.get_absolute_url())
    way = f"{LIST}?kind=visit&amp;alliance=celje&amp;about={made.pk}#new"
    assert way in page
    assert "kind=visit" not in text(client_of(world, "partner"), made.get_absolute_url())
    form = client.get(way.replace("&amp;", "&")).context["form"]
    assert (form["kind"].value(), form["about_visit"].value()) == ("visit", str(made.pk))
    sent = {"kind": "visit", "alliance": "celje", "language": "en", "sections_visit": ["visits"]}
    for about in (abroad.pk, uuid4(), "nonsense", "\x00"):
        wrong = client.post(LIST, {**sent, "about_visit": str(about)})
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["about_visit"])
    client.post(LIST, {**sent, "about_visit": str(made.pk), "period": "other"})
    assert Report.objects.get().title == "Visit report: Yards of Celje"
    # An administrator, who may choose among alliances, is told where the two do not go together.
    crossed = client_of(world, "administrator").post(LIST, {**sent, "about_visit": str(abroad.pk)})
    assert "does not belong" in crossed.content.decode()
    assert client.get(f"{LIST}?kind=none&about=%00").status_code == 200


def test_asking_twice_leads_to_the_same_report_and_says_so(world: World) -> None:
    client = client_of(world, "coordinator")
    client.post(LIST, FORM)
    answer = client.post(LIST, FORM, follow=True)
    assert "being made already" in answer.content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {**FORM, "alliance": "kosice"},
        {**FORM, "alliance": "nothing"},
        {**FORM, "kind": "horoscope"},
        {**FORM, "language": "tlh"},
        {**FORM, "language": "s\x00l"},
        {**FORM, "alliance": "x" * 5000},
        {"kind": "coverage", "alliance": "celje"},
        {**FORM, "sections_coverage": []},
        {**FORM, "sections_coverage": ["horoscope"]},
        {**FORM, "kind": "progress"},
        {**PROGRESS, "since": "2026-06-01", "until": "2026-05-01"},
        {**PROGRESS, "since": "1900-01-01", "until": "2026-05-01"},
        {**PROGRESS, "since": "2026-05-01", "until": "9999-12-31"},
        {**PROGRESS, "since": "2026-06-01"},
        {**PROGRESS, "period": "other"},
        {**PROGRESS, "period": "always"},
        {**PROGRESS, "since": "soon", "until": "2026-05-01"},
    ],
)
def test_what_cannot_be_asked_for_is_422_and_nothing_is_written(world: World, bad: dict[str, Any]) -> None:
    answer = client_of(world, "coordinator").post(LIST, bad)
    assert answer.status_code == 422
    assert "Something is missing or not right" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("query", ["?page=2", "?page=0", "?page=x", "?page=%00", "?page=-1", "?page=999999"])
def test_pages_that_are_not_there_are_404(world: World, query: str) -> None:
    assert client_of(world, "coordinator").get(LIST + query).status_code == 404


@pytest.mark.parametrize("format", ["docx", "exe", "XLSX", "csv-", "..", "%2e%2e", "csv%00"])
def test_formats_that_are_not_there_are_404(world: World, format: str) -> None:
    report = made(world)
    url = f"{report.get_absolute_url()}{format}/"
    assert client_of(world, "coordinator").get(url).status_code == 404


def test_a_download_comes_as_a_file_that_the_browser_does_not_look_into(world: World) -> None:
    report = made(world)
    for file in report.files.all():
        url = reverse("reports:download", args=[report.pk, file.format])
        answer = client_of(world, "coordinator").get(url)
        assert answer.getvalue() == file.location.read_bytes()
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Length"] == str(file.size)
        assert "no-store" in answer.headers["Cache-Control"]
        assert ("html" in answer.headers["Content-Type"]) == (file.format == "html")


@pytest.mark.parametrize("state", [State.ASKED, State.WORKING, State.FAILED, State.CANCELLED])
def test_before_it_is_ready_there_is_nothing_to_download(world: World, state: State) -> None:
    report = asked(world)
    Report.objects.update(state=state, trouble=Trouble.FAULT)
    for format in Format.values:
        url = reverse("reports:download", args=[report.pk, format])
        assert client_of(world, "coordinator").get(url).status_code == 404


def test_a_file_that_the_disk_has_lost_is_404(world: World) -> None:
    report = made(world)
    report.files.get(format="csv").location.unlink()
    url = reverse("reports:download", args=[report.pk, "csv"])
    assert client_of(world, "coordinator").get(url).status_code == 404


class TestOnTheWay:
    """What the page of one report shows, state by state."""

    @pytest.fixture
    def report(self, world: World) -> Report:
        return asked(world)

    @pytest.fixture
    def client(self, world: World) -> Client:
        return client_of(world, "coordinator")

    def test_waiting(self, client: Client, report: Report) -> None:
        page = text(client, report.get_absolute_url())
        assert "A worker takes it up in a moment." in page
        assert re.search(r'<progress[^>]*max="11"[^>]*value="0"', page.replace("\n", " "))
        assert '<noscript><meta http-equiv="refresh"' in page
        assert "Cancel" in page

    def test_at_work(self, client: Client, report: Report) -> None:
        Report.objects.update(state=State.WORKING, step="stage")
        page = text(client, report.get_absolute_url())
        assert "Step 4 of 11: Stages" in page
        assert re.search(r'<progress[^>]*max="11"[^>]*value="3"', page.replace("\n", " "))

    def test_the_bar_alone(self, client: Client, report: Report) -> None:
        answer = client.get(report.get_absolute_url(), headers=BAR)
        part = answer.content.decode().strip()
        assert part.startswith('<div class="progress" id="bar">')
        assert 'hx-trigger="every 1s' in part
        assert "HX-Retarget" not in answer.headers
        assert "Cancel" not in part

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (State.DONE, "The report is ready."),
            (State.FAILED, "There was no room left on the disk for its files."),
            (State.CANCELLED, "The report was cancelled."),
        ],
    )
    def test_the_bars_end(self, client: Client, report: Report, state: State, words: str) -> None:
        Report.objects.update(state=state, trouble=Trouble.SPACE, finished_at=report.asked_at)
        answer = client.get(report.get_absolute_url(), headers=BAR)
        assert answer.headers["HX-Retarget"] == "#progress"
        assert json.loads(answer.headers["HX-Trigger"]) == {"say": words}
        part = answer.content.decode()
        assert 'id="progress"' in part
        assert "every 1s" not in part
        assert "<html" not in part

    def test_a_frozen_one_is_led_to_and_told_of_once(self, world: World, client: Client) -> None:
        report = made(world)
        for _asked_again in range(2):
            answer = client.get(report.get_absolute_url(), headers=BAR)
            assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, report.get_absolute_url())
        assert text(client, report.get_absolute_url()).count("The report is ready.") == 1
        assert "The report is ready." not in text(client, report.get_absolute_url())

    def test_ready(self, world: World, client: Client) -> None:
        report = made(world)
        page = text(client, report.get_absolute_url())
        assert report.finding in page
        assert "shows what stands today" in page, "a list may have grown since the figure was frozen"
        for file in report.files.all():
            assert reverse("reports:download", args=[report.pk, file.format]) in page
            assert file.checksum in page
        assert "every 1s" not in page
        assert "http-equiv" not in page

    def test_failed(self, client: Client, report: Report) -> None:
        report.fail(Trouble.TIME, "SoftTimeLimitExceeded: secret innards", at=report.asked_at)
        page = text(client, report.get_absolute_url())
        assert "It took longer than a quarter of an hour" in page
        assert "Try again" in page
        assert "secret innards" not in page

    def test_cancelling_and_trying_again(self, client: Client, report: Report) -> None:
        page = client.post(reverse("reports:cancel", args=[report.pk]), follow=True).content.decode()
        assert "The report was cancelled." in page
        page = client.post(reverse("reports:again", args=[report.pk]), follow=True).content.decode()
        assert "A worker takes it up in a moment." in page

    def test_a_refusal_is_said(self, client: Client, report: Report) -> None:
        Report.objects.update(state=State.DONE, finished_at=report.asked_at)
        page = client.post(reverse("reports:cancel", args=[report.pk]), follow=True).content.decode()
        assert "nothing to cancel" in page


def test_the_empty_list_says_what_to_do(world: World) -> None:
    assert "No report yet" in text(client_of(world, "coordinator"), LIST)


def test_a_list_is_paged(world: World) -> None:
    some(world, 25)
    client = client_of(world, "coordinator")
    assert len(client.get(LIST).context["page"].rows) == 20
    part = text(client, f"{LIST}?page=2", **{"HX-Request": "true", "HX-Target": "more"})
    assert part.count("<li") == 5
    assert "<html" not in part


def some(world: World, count: int) -> None:
    rows = [
        Report(
            kind="coverage",
            alliance=world.celje,
            language="en",
            asked_by=world.coordinator,
            state=State.CANCELLED,
        )
        for _ in range(count)
    ]
    Report.objects.bulk_create(rows)


@pytest.mark.parametrize("count", [5, 40])
def test_the_list_costs_the_same_however_long(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    some(world, count)
    made(world)
    client = client_of(world, "coordinator")
    with django_assert_max_num_queries(6):
        client.get(LIST)


def test_one_report_costs_little(world: World, django_assert_max_num_queries: Any) -> None:
    report = made(world)
    client = client_of(world, "coordinator")
    with django_assert_max_num_queries(6):
        client.get(report.get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get(report.get_absolute_url(), headers=BAR)


def test_the_alliances_page_leads_here_for_who_coordinates_it(world: World) -> None:
    shown = {
        who: f"{LIST}?alliance=celje" in text(client_of(world, who), world.celje.get_absolute_url())
        for who in table(*[0] * 7)
    }
    assert shown == table(False, False, False, False, True, False, True)
