"""The seventh journey: a progress report from "New report" to its files, made by a real Celery worker."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from activity import broker
from initiatives.models import Initiative, Update
from reports.models import Report
from tests import world as cast
from tests.browser.doors import sign_in
from tests.reports.making import some_work
from tests.workers import Worker, worker
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/en/reports/"
PATIENCE = 120_000  # ms; a worker on a busy machine takes its time, and nobody waits longer than needed


@pytest.fixture
def alive(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker of all queues, which waits as long as a test holds a table."""
    monkeypatch.setattr(broker, "_quiet_until", 0.0)  # whatever other tests did to the broker
    with worker("celery", "reports", LOCK_TIMEOUT_MS="60000") as one:
        yield one


@pytest.fixture
def celje(transactional_db: None) -> World:
    made = cast.world()
    some_work(made)
    first = Initiative.objects.earliest("logged_at")
    Update.add(about=first, kind="progress", text="Forty people came.", language="en", by=made.partner)
    return made


@contextmanager
def held(table: str, mode: str) -> Iterator[None]:
    """Let the worker come as far as reading ``table`` (``ACCESS EXCLUSIVE``) or writing it (``SHARE``), no further."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield


def new_report(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + LIST)
    page.get_by_role("radio", name="Progress report").check()
    page.get_by_label("Which period?").select_option(label="This year so far")
    page.get_by_label("In which language?").select_option("en")
    page.get_by_role("button", name="New report").click()


def freeze(page: Page) -> None:
    box = page.get_by_label("Highlights")
    box.fill("It was a good year.")
    page.locator("li", has_text="Forty people came.").get_by_role(
        "button", name="Take this sentence"
    ).first.click()
    expect(box).to_have_value("It was a good year.\n\nForty people came.")
    page.get_by_role("button", name="Freeze and export").click()


def is_frozen(page: Page) -> Report:
    expect(page.get_by_role("heading", name="Checksum", exact=True)).to_be_visible(timeout=PATIENCE)
    report = Report.objects.get()
    expect(page.get_by_text(report.checksum)).to_be_visible()
    expect(page.get_by_text("It was a good year.")).to_be_visible()
    return report


def test_from_new_report_to_its_files(
    page: Page, context: BrowserContext, live_server: LiveServer, celje: World, alive: Worker
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(context, live_server, celje.coordinator)
    with held("challenges_adoption", "ACCESS EXCLUSIVE"):
        new_report(page, live_server)
        bar = page.get_by_role("progressbar", name="Step 5 of")
        expect(bar).to_have_attribute("value", "4", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Freeze and export")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("APR-style draft")).to_be_visible()
    page.get_by_role("textbox", name="Problems").fill("Rain.")
    expect(page.get_by_text("Draft saved at")).to_be_visible()
    with held("reports_reportfile", "SHARE"):
        freeze(page)
        expect(page.get_by_role("progressbar")).to_be_visible(timeout=PATIENCE)
    report = is_frozen(page)
    for format in ("pdf", "xlsx", "csv"):
        with page.expect_download() as download:
            page.locator(f"a[href$='/{format}/']").first.click()
        assert download.value.path().read_bytes() == report.files.get(format=format).location.read_bytes()
    figure = report.says.sections[0].parts[0].numbers[0]  # type: ignore[union-attr]
    page.locator(f"a[href='{figure.source.path}']").first.click()  # type: ignore[union-attr]
    expect(page.locator("#found")).to_contain_text(str(figure.value))  # type: ignore[union-attr]


def test_the_same_without_a_script_on_a_phone(
    browser: Browser, live_server: LiveServer, celje: World, alive: Worker
) -> None:
    context = browser.new_context(
        java_script_enabled=False, accept_downloads=True, viewport={"width": 320, "height": 700}
    )
    page = context.new_page()
    try:
        sign_in(context, live_server, celje.coordinator)
        new_report(page, live_server)
        expect(page.get_by_role("button", name="Freeze and export")).to_be_visible(timeout=PATIENCE)
        freeze(page)
        report = is_frozen(page)
        with page.expect_download() as download:
            page.locator("a[href$='/pdf/']").first.click()
        assert download.value.suggested_filename == report.files.get(format="pdf").name
    finally:
        context.close()
