"""The courtyard and my desk in a real browser: narrow and wide, without a script, by keyboard."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from tests import world as cast
from tests.browser.doors import sign_in
from tests.world import World, initiative

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def _typefaces() -> None:
    """They are made, never committed."""
    call_command("fonts", verbosity=0)


@pytest.fixture
def world(live_server: Any) -> World:
    """The cast, committed, with something going on."""
    made = cast.world()
    initiative(made.youth, "Znanstvenoraziskovalnosodelovanje", language="sl", by=made.partner)
    initiative(made.youth, "Open courtyard", challenges=[made.city_vibe], by=made.partner)
    return made


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "sl"])
def test_it_fits_and_leads_to_the_newest(
    browser: Browser, live_server: Any, world: World, language: str, width: int, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(live_server.url + ("/sl/" if language == "sl" else "/"))
    if script:
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator(".card__link", has_text="Open courtyard").click()
    expect(page).to_have_url(re.compile(rf"/{language}/initiatives/open-courtyard/"))
    context.close()


@pytest.mark.parametrize("page_name", ["help", "accessibility", "privacy", "menu"])
@pytest.mark.parametrize("language", ["en", "sl", "it"])
def test_the_plain_pages_fit_a_phone(page: Page, live_server: Any, page_name: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live_server.url}/{language}/{page_name}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_browsers_language_opens_the_door(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(locale="sk-SK")
    page = context.new_page()
    page.goto(live_server.url)
    expect(page).to_have_url(re.compile(r"/sk/$"))
    context.close()


def test_logging_is_the_first_act_by_keyboard(page: Page, live_server: Any, world: World) -> None:
    page.goto(f"{live_server.url}/en/")
    page.locator("#main").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".hero .button--primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/en/initiatives/new/"))


def test_movement_leads_to_what_moved(page: Page, live_server: Any, world: World) -> None:
    page.goto(f"{live_server.url}/en/")
    page.locator(".timeline").get_by_role("link", name="Open courtyard").click()
    expect(page.locator("h1")).to_have_text("Open courtyard")


@pytest.mark.parametrize("width", [320, 1280])
def test_my_desk_fits_and_shows_what_is_ours(page: Page, live_server: Any, world: World, width: int) -> None:
    sign_in(page.context, live_server, world.partner)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/en/")
    page.get_by_role("link", name="My desk").locator("visible=true").first.click()
    expect(page.locator("h1")).to_have_text("My desk")
    expect(page.locator(".card")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == width
