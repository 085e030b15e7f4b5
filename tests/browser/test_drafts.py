"""Never a word lost: a killed page, an expired session, a network that is away, two tabs, no JavaScript."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from initiatives.models import Initiative
from people.models import Draft
from tests import world as cast
from tests.browser.doors import sign_in
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Tables under the lime tree, every Thursday at noon."


@pytest.fixture
def house(transactional_db: None) -> World:
    return cast.world()


@pytest.fixture
def begin(page: Page, context: BrowserContext, live_server: LiveServer, house: World) -> Callable[[], Page]:
    """Open an empty form as the youth centre's partner, on a phone."""

    def opened() -> Page:
        sign_in(context, live_server, house.partner)
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(f"{live_server.url}/en/initiatives/new/")
        return page

    return opened


def saved(page: Page) -> None:
    expect(page.locator("#draft-status")).to_contain_text("Draft saved at")


def test_a_killed_page_loses_nothing(
    begin: Callable[[], Page], live_server: LiveServer, context: BrowserContext
) -> None:
    page = begin()
    page.get_by_label("Title").press_sequentially("Table tennis")
    page.get_by_label("What is happening?").press_sequentially(TEXT)
    saved(page)
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(f"{live_server.url}/en/initiatives/new/")
    again.get_by_role("link", name="Table tennis").click()
    expect(again.get_by_label("What is happening?")).to_have_value(TEXT)
    again.get_by_role("button", name="Publish").click()
    expect(again.get_by_role("heading", level=1)).to_contain_text("Table tennis")
    assert Initiative.objects.get().body == TEXT
    assert not Draft.objects.exists()
    assert "sheet" not in again.url
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_the_network_is_away_and_comes_back(begin: Callable[[], Page], context: BrowserContext) -> None:
    page = begin()
    context.set_offline(True)
    page.get_by_label("Title").press_sequentially("Written in the train")
    expect(page.locator("#draft-status")).to_contain_text("No connection")
    assert not Draft.objects.exists()
    context.set_offline(False)
    saved(page)
    assert Draft.objects.get().title == "Written in the train"


def test_what_no_server_saw_is_there_when_the_page_comes_back(
    begin: Callable[[], Page], context: BrowserContext
) -> None:
    page = begin()
    context.set_offline(True)
    page.get_by_label("Title").press_sequentially("Written in the tunnel")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#draft-status")).to_contain_text("No connection")
    expect(page.get_by_label("Title")).to_have_value("Written in the tunnel")
    address = page.url
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("Title")).to_have_value("Written in the tunnel")
    saved(again)


def test_a_browser_that_only_thinks_it_is_offline_publishes(begin: Callable[[], Page]) -> None:
    page = begin()
    page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page.reload()
    page.get_by_label("Title").fill("On the same machine")
    page.get_by_label("What is happening?").fill(TEXT)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("On the same machine")
    assert Initiative.objects.get().body == TEXT


def test_what_the_browser_kept_is_brought_back(
    begin: Callable[[], Page], context: BrowserContext, live_server: LiveServer
) -> None:
    page = begin()
    page.get_by_label("Title").press_sequentially("First words")
    saved(page)
    draft = Draft.objects.get()
    context.set_offline(True)
    page.get_by_label("Title").press_sequentially(", and more")
    expect(page.locator("#draft-status")).to_contain_text("No connection")
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{live_server.url}/en/initiatives/new/?draft={draft.pk}")
    expect(again.get_by_label("Title")).to_have_value("First words, and more")
    saved(again)


def test_a_session_that_ends_while_one_writes(begin: Callable[[], Page], house: World) -> None:
    page = begin()
    page.get_by_label("Title").press_sequentially("Half a")
    saved(page)
    Session.objects.all().delete()
    page.get_by_label("Title").press_sequentially(" sentence")
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("Email").fill(house.partner.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Title")).to_have_value("Half a sentence")


def test_signing_out_wipes_the_device(begin: Callable[[], Page], context: BrowserContext) -> None:
    page = begin()
    context.set_offline(True)
    page.get_by_label("Title").press_sequentially("Nobody else's business")
    expect(page.locator("#draft-status")).to_contain_text("No connection")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    context.set_offline(False)
    saved(page)
    page.goto(page.url.replace("/en/initiatives/new/", "/accounts/logout/"))
    page.evaluate("localStorage.setItem('magnet:draft:x:y', JSON.stringify({at: Date.now(), typed: []}))")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/en/**")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_two_tabs_keep_both_texts(begin: Callable[[], Page], context: BrowserContext) -> None:
    page = begin()
    page.get_by_label("Title").press_sequentially("From the first tab")
    saved(page)
    other = context.new_page()
    other.goto(page.url)  # which names the draft by now
    other.get_by_label("Title").fill("From the second tab")
    saved(other)
    page.get_by_label("Title").press_sequentially(" again")
    expect(page.locator("#draft-status")).to_contain_text("changed in another tab")
    page.get_by_role("button", name="Keep this one as a draft of its own").click()
    expect(page.get_by_label("Title")).to_have_value("From the first tab again")
    assert {row.title for row in Draft.objects.all()} == {"From the second tab", "From the first tab again"}


def test_without_javascript_the_button_saves(browser: Browser, live_server: LiveServer, house: World) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    sign_in(context, live_server, house.partner)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/initiatives/new/")
    page.get_by_label("Title").fill("Slowly, but surely")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved at").first).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Slowly, but surely")
    page.get_by_label("What is happening?").fill(TEXT)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Slowly, but surely")
    assert not Draft.objects.exists()
    context.close()


def test_a_session_that_ended_without_javascript(
    browser: Browser, live_server: LiveServer, house: World
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server, house.partner)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/initiatives/new/")
    page.get_by_label("Title").fill("Posted too late")
    page.get_by_label("What is happening?").fill(TEXT)
    Session.objects.all().delete()
    page.get_by_role("button", name="Publish").click()
    page.get_by_label("Email").fill(house.partner.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Title")).to_have_value("Posted too late")
    expect(page.get_by_label("What is happening?")).to_have_value(TEXT)
    context.close()


def test_on_a_slow_network_the_last_characters_arrive(
    begin: Callable[[], Page], context: BrowserContext
) -> None:
    """Half a second a way: what is typed while a save is under way is saved after it, and publishing takes all."""
    page = begin()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 500, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    title = page.get_by_label("Title")
    with page.expect_request("**/me/drafts/**"):
        title.press_sequentially("Table tennis")
    title.press_sequentially(" under the lime tree")
    with page.expect_response(lambda answer: b"lime" in (answer.request.post_data_buffer or b"")):
        pass
    saved(page)
    assert Draft.objects.get().title == "Table tennis under the lime tree"
    page.get_by_label("What is happening?").press_sequentially(TEXT)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lime tree")
    assert Initiative.objects.get().body == TEXT
    assert not Draft.objects.exists()
