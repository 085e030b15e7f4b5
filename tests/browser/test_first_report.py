"""The first report in a real browser, made by a real Celery worker while the page follows it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from activity import broker
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
    return made


@contextmanager
def held_at_places() -> Iterator[None]:
    """Let the worker come as far as the places and no further."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE alliances_place IN ACCESS EXCLUSIVE MODE")
        yield


def new_report(page: Page, live_server: LiveServer, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + LIST)
    page.get_by_role("radio", name="Coverage").check()
    page.get_by_label("In which language?").select_option("sl")
    page.get_by_role("button", name="New report").click()


def is_ready(page: Page) -> None:
    expect(page.get_by_role("heading", name="Ready", exact=True)).to_be_visible(timeout=PATIENCE)


def is_at_places(page: Page) -> None:
    bar = page.get_by_role("progressbar", name="Step 5 of 11: Places")
    expect(bar).to_have_attribute("value", "4", timeout=PATIENCE)


def test_the_bar_is_seen_moving_and_the_files_come(
    page: Page, context: BrowserContext, live_server: LiveServer, celje: World, alive: Worker
) -> None:
    sign_in(context, live_server, celje.coordinator)
    with held_at_places():
        new_report(page, live_server, width=320)
        is_at_places(page)
        assert page.evaluate("document.activeElement === document.body"), "the bar pulls nobody to it"
    is_ready(page)
    expect(page.locator("#messages")).to_have_text("The report is ready.")
    report = Report.objects.get()
    expect(page.get_by_text(report.finding)).to_be_visible()
    for name, format in (("Workbook (XLSX)", "xlsx"), ("Plain table (CSV)", "csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        file = report.files.get(format=format)
        assert download.value.suggested_filename == file.name
        assert download.value.path().read_bytes() == file.location.read_bytes()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_cancel_fail_and_try_again(
    page: Page, context: BrowserContext, live_server: LiveServer, celje: World, alive: Worker
) -> None:
    sign_in(context, live_server, celje.coordinator)
    with held_at_places():
        new_report(page, live_server)
        is_at_places(page)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("The report was cancelled.")).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_count(0)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
    is_ready(page)
    report = Report.objects.get()
    assert (report.run, report.files.count()) == (2, 4)

    doomed, _new = Report.ask(kind="coverage", alliance=celje.celje, language="en", by=celje.partner)
    page.goto(live_server.url + doomed.get_absolute_url())
    words = page.locator("#progress").get_by_text("Whoever asked for it no longer coordinates this alliance.")
    expect(words).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Try again").click()
    is_ready(page)


def test_the_same_without_a_script(
    browser: Browser, live_server: LiveServer, celje: World, alive: Worker
) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    try:
        sign_in(context, live_server, celje.coordinator)
        with held_at_places():
            new_report(page, live_server, 320)
            page.get_by_role("link", name="Look how far it is").click()
            is_at_places(page)
        # The page looks again by itself.
        is_ready(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Workbook (XLSX)").click()
        assert download.value.suggested_filename.endswith(".xlsx")
    finally:
        context.close()
