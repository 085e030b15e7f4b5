"""The look in a real browser: nothing overflows, nothing is refused by the policy, and it works without a script."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.django_db(transaction=True)
STYLEGUIDE = "/en/styleguide/"


@pytest.fixture(scope="module", autouse=True)
def _typefaces() -> None:
    """They are made, never committed."""
    call_command("fonts", verbosity=0)


@pytest.mark.parametrize(
    ("language", "width"),
    [("en", 320), ("sl", 320), ("hr", 320), ("it", 320), ("sk", 320), ("en", 768), ("it", 900)],
)
def test_no_page_is_wider_than_its_window(page: Page, live_server: Any, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{language}/styleguide/")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_nothing_is_refused_by_the_policy(page: Page, live_server: Any) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live_server.url + STYLEGUIDE)
    page.wait_for_function("window.htmx !== undefined")
    assert complaints == []


def test_the_typefaces_arrive(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + STYLEGUIDE)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('1rem Figtree')")
    assert page.evaluate("document.fonts.check('1rem \"Bricolage Grotesque\"')")


def test_the_language_changes_without_a_script(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + STYLEGUIDE + "?scheme=dark")
    page.locator(".language-menu__summary").click()
    page.locator(".language-menu__choice[value=sl]").click()
    expect(page).to_have_url(re.compile(r"/sl/styleguide/\?scheme=dark$"))
    assert page.locator("html").get_attribute("lang") == "sl"
    context.close()


def test_escape_folds_the_languages_and_gives_the_focus_back(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + STYLEGUIDE)
    fold = page.locator(".language-menu")
    summary = page.locator(".language-menu__summary")
    summary.press("Enter")
    expect(fold).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(fold).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_a_counter_follows_what_is_written_and_cuts_nothing(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + STYLEGUIDE)
    field = page.locator("#id_title")
    field.fill("x" * 70)
    expect(page.locator("#id_title_counter")).to_have_text("70 / 60")
    expect(page.locator("#id_title_counter")).to_have_attribute("data-over", "")
    expect(field).to_have_value("x" * 70)


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + STYLEGUIDE)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(244, 246, 241)"), ("dark", "rgb(22, 27, 24)")])
def test_light_and_dark_follow_the_system(
    browser: Browser, live_server: Any, scheme: Any, paper: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(live_server.url + STYLEGUIDE)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    context.close()
