"""Finding in a real browser: while typing, without a script, by keyboard, narrow and wide, in two languages."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from tests import world as cast
from tests.world import World, initiative

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def _typefaces() -> None:
    """They are made, never committed."""
    call_command("fonts", verbosity=0)


@pytest.fixture
def world(live_server: Any) -> World:
    """The cast, committed, with something to find."""
    made = cast.world()
    initiative(made.youth, "Dvorišče za mlade", text="Klop, koš in **miza** pod lipo.", language="sl")
    initiative(made.youth, "Housing for a first job", text="A shared flat near the workshop.")
    initiative(made.youth, "Quiet plan", text="Housing, not told yet.", public=False)
    return made


def hits(page: Page) -> list[str]:
    return page.locator(".search__hit .rows__title").all_inner_texts()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("language", "kind"), [("en", "Initiatives"), ("sl", "Pobude")])
def test_hits_come_while_typing(
    page: Page, live_server: Any, world: World, width: int, language: str, kind: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{language}/search/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("dvorisce")
    expect(page.locator(".search__hit mark").first).to_have_text("Dvorišče")
    expect(page).to_have_url(re.compile(rf"/{language}/search/\?q=dvorisce$"))
    expect(page.locator("#status")).to_have_text(page.locator("#found").inner_text())
    expect(page.locator("#id_q")).to_be_focused()
    expect(page.locator("nav .chip", has_text=kind)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "sl"])
def test_it_needs_no_script(
    browser: Browser, live_server: Any, world: World, width: int, language: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/search/")
    page.locator("#id_q").fill("housing")
    page.locator("#id_q").press("Enter")
    assert sorted(hits(page)) == ["Housing", "Housing for a first job"]
    page.locator("nav .chip").nth(1).click()
    assert hits(page) == ["Housing"]
    page.locator("#id_q").fill("hous")
    page.locator("#id_q").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=hous&kind=challenge$"))
    page.locator(".search__hit a").click()
    expect(page).to_have_url(re.compile(rf"/{language}/challenges/housing/$"))
    page.locator(".way-back").first.click()
    expect(page).to_have_url(re.compile(r"/search/\?q=hous&kind=challenge$"))
    context.close()


def test_a_kind_chosen_stays_while_typing_and_goes_back_with_the_browser(
    page: Page, live_server: Any, world: World
) -> None:
    page.goto(f"{live_server.url}/en/search/?q=hous")
    page.locator("nav .chip", has_text="Challenges").click()
    expect(page.locator(".search__hit")).to_have_count(1)
    page.locator("#id_q").press("End")
    page.locator("#id_q").press_sequentially("ing")
    expect(page).to_have_url(re.compile(r"q=housing"))
    expect(page).to_have_url(re.compile(r"kind=challenge"))
    expect(page.locator("nav .chip[aria-current]")).to_contain_text("Challenges")
    page.go_back()
    expect(page.locator("nav .chip[aria-current]")).to_contain_text("Challenges")
    page.go_back()
    expect(page.locator("nav .chip[aria-current]")).to_have_text("All")
    assert len(hits(page)) == 2


def test_by_keyboard_from_any_page_to_what_was_found(page: Page, live_server: Any, world: World) -> None:
    page.goto(f"{live_server.url}/en/help/")
    page.wait_for_function("window.htmx !== undefined")
    page.keyboard.press("Control+k")
    page.keyboard.type("housing first")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=housing\+first$"))
    expect(page.locator(".search__hit")).to_have_count(1)
    page.locator(".search__hit a").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/initiatives/housing-for-a-first-job/"))


def test_more_is_loaded_where_one_stands(page: Page, live_server: Any, world: World) -> None:
    for number in range(25):
        initiative(world.youth, f"Lamp {number}")
    page.goto(f"{live_server.url}/en/search/?q=lamp")
    expect(page.locator(".search__hit")).to_have_count(20)
    more = page.get_by_role("link", name="Load more")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".search__hit")).to_have_count(25)
    expect(page).to_have_url(re.compile(r"\?q=lamp$"))
    assert len(set(hits(page))) == 25
    assert page.evaluate("document.activeElement !== document.body")


def test_nothing_found_is_said_and_leads_on(page: Page, live_server: Any, world: World) -> None:
    page.goto(f"{live_server.url}/en/search/")
    page.keyboard.type("xylophone")
    expect(page.locator("#results")).to_contain_text("Nothing found")
    page.locator("#results").get_by_role("link", name="Challenges").click()
    expect(page).to_have_url(re.compile(r"/en/challenges/$"))


def test_what_is_found_is_never_taken_for_html(page: Page, live_server: Any, world: World) -> None:
    evil = "<img src=x onerror=\"document.title='caught'\"><script>document.title='caught'</script>"
    initiative(world.youth, f"Bench {evil}", text=f"A bench. {evil}")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/en/search/")
    page.keyboard.type("bench")
    expect(page.locator(".search__hit")).to_have_count(1)
    assert page.title() != "caught"
    assert page.locator("#results img, #results script").count() == 0
    assert complaints == []
