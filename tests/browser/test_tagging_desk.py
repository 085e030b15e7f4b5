"""Journey 2 in a real browser: by keyboard, by mouse, without a script, on a phone, in English and Slovene."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from blocks.models import Choice, Tag
from initiatives.models import Initiative
from tests.browser.doors import sign_in
from tests.world import World, initiative

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/en/blocks/triage/"


@pytest.fixture(scope="module", autouse=True)
def _typefaces() -> None:
    """They are made, never committed."""
    call_command("fonts", verbosity=0)


@pytest.fixture
def six(world: World) -> list[Initiative]:
    """Six initiatives that nobody tagged."""
    return [initiative(world.youth, f"Piece {number}", by=world.partner) for number in range(1, 7)]


@pytest.fixture
def coordinator(context: BrowserContext, page: Page, live_server: Any, world: World) -> Page:
    """The coordinator's page."""
    sign_in(context, live_server, world.coordinator)
    return page


@pytest.fixture
def plain(browser: Browser, live_server: Any, world: World) -> Iterator[Page]:
    """The coordinator's page without JavaScript, on a phone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    sign_in(context, live_server, world.coordinator)
    yield context.new_page()
    context.close()


@pytest.fixture
def fingers(browser: Browser, live_server: Any, world: World) -> Iterator[Page]:
    """The coordinator's page on a phone that knows fingers alone."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    sign_in(context, live_server, world.coordinator)
    yield context.new_page()
    context.close()


def at_item(page: Page, title: str, counter: str = "") -> None:
    """The desk shows that item, and nothing is under way."""
    expect(page.locator("#desk-item")).to_have_text(title)
    expect(page.locator("#desk")).not_to_have_attribute("aria-busy", "true")
    if counter:
        expect(page.locator("[data-desk-counter]")).to_have_text(counter)


def tags_of(thing: Initiative) -> dict[str, tuple[str, str]]:
    return {
        tag.block.slug: (tag.strength, tag.reason) for tag in thing.tags.standing().select_related("block")
    }


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1


def test_thirty_are_tagged_by_keyboard_in_seventy_five_presses(
    coordinator: Page, live_server: Any, world: World
) -> None:
    thirty = [initiative(world.youth, f"Piece {number}", by=world.partner) for number in range(1, 31)]
    coordinator.goto(live_server.url + DESK)
    keys = Keys(coordinator)
    answers = [["1"], ["Shift+2"], ["1", "Shift+3"], ["4"], ["5", "1"], ["Shift+1"]] * 5
    for number, answer in enumerate(answers, start=1):
        at_item(coordinator, f"Piece {number}", f"{number} of 30")
        expect(coordinator.locator("#desk-item")).to_be_focused()
        keys.press(*answer, "Enter")
    expect(coordinator.get_by_role("heading", name="Everything has its blocks")).to_be_focused()
    expect(coordinator.locator("#desk")).to_contain_text("You saved 30 initiatives.")
    assert keys.presses <= 75
    for first in range(0, 30, 6):
        assert tags_of(thirty[first + 1]) == {"participation": ("core", "")}
        assert tags_of(thirty[first + 2]) == {"governance": ("contributing", ""), "creativity": ("core", "")}
        assert tags_of(thirty[first + 4]) == {
            "economic-development": ("contributing", ""),
            "governance": ("contributing", ""),
        }


def test_a_digit_sets_changes_and_clears(coordinator: Page, live_server: Any, six: list[Initiative]) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    governance = coordinator.get_by_role("group", name="Governance")
    for key, chosen in [
        ("1", "Contributing"),
        ("1", "None"),
        ("Shift+1", "Core"),
        ("1", "Contributing"),
        ("Shift+1", "Core"),
        ("Shift+1", "None"),
        ("Numpad1", "Contributing"),
    ]:
        coordinator.keyboard.press(key)
        expect(governance.get_by_label(chosen, exact=True)).to_be_checked()
    expect(coordinator.locator("[data-desk-status]")).to_have_text("Governance: Contributing")
    expect(coordinator.locator("#desk-item")).to_be_focused()


def test_the_digits_keyboard_layout_does_not_matter(
    coordinator: Page, live_server: Any, six: list[Initiative]
) -> None:
    """On a French keyboard the first digit key writes "&"."""
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    coordinator.locator("#desk-item").dispatch_event(
        "keydown", {"code": "Digit1", "key": "&", "bubbles": True}
    )
    expect(coordinator.get_by_role("group", name="Governance").get_by_label("Contributing")).to_be_checked()


def test_a_reason_is_written_and_enter_saves_from_there(
    coordinator: Page, live_server: Any, six: list[Initiative]
) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    # A block set and cleared again has no reason: R goes to one that stands.
    for key in ("2", "1", "1", "r"):
        coordinator.keyboard.press(key)
    reason = coordinator.get_by_label("Reason for Participation")
    expect(reason).to_be_focused()
    # In the field letters and digits are text, not keys of the desk.
    coordinator.keyboard.type("12 residents said so? Sure")
    expect(reason).to_have_value("12 residents said so? Sure")
    coordinator.keyboard.press("Escape")
    expect(coordinator.locator("#desk-item")).to_be_focused()
    coordinator.keyboard.press("r")
    expect(reason).to_be_focused()
    coordinator.keyboard.press("Enter")
    at_item(coordinator, "Piece 2", "2 of 6")
    assert tags_of(six[0]) == {"participation": ("contributing", "12 residents said so? Sure")}


def test_skip_and_undo_by_keys(coordinator: Page, live_server: Any, six: list[Initiative]) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    coordinator.keyboard.press("s")
    at_item(coordinator, "Piece 2", "2 of 6")
    coordinator.keyboard.press("1")
    coordinator.keyboard.press("Enter")
    at_item(coordinator, "Piece 3", "3 of 6")
    coordinator.keyboard.press("u")
    at_item(coordinator, "Piece 2", "2 of 6")
    expect(coordinator.locator("#desk-item")).to_be_focused()
    assert tags_of(six[1]) == {}


def test_nothing_chosen_is_told_and_the_keys_still_work(
    coordinator: Page, live_server: Any, six: list[Initiative]
) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    coordinator.keyboard.press("Enter")
    summary = coordinator.locator(".error-summary")
    expect(summary).to_contain_text("Choose at least one block.")
    expect(summary).to_be_focused()
    coordinator.keyboard.press("1")
    coordinator.keyboard.press("Enter")
    at_item(coordinator, "Piece 2", "2 of 6")


def test_help_opens_and_the_keys_can_be_switched_off_for_good(
    coordinator: Page, live_server: Any, six: list[Initiative]
) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    governance = coordinator.get_by_role("group", name="Governance")
    coordinator.keyboard.press("?")
    switch = coordinator.get_by_label("Single keys work at the desk")
    expect(switch).to_be_visible()
    coordinator.keyboard.press("Escape")
    expect(switch).to_be_hidden()
    expect(coordinator.locator("#desk-item")).to_be_focused()
    coordinator.keyboard.press("?")
    switch.uncheck()
    coordinator.reload()
    at_item(coordinator, "Piece 1")
    coordinator.locator("#desk-item").focus()
    coordinator.keyboard.press("1")
    expect(governance.get_by_label("None")).to_be_checked()
    coordinator.get_by_text("Keys", exact=True).click()
    coordinator.get_by_label("Single keys work at the desk").check()
    coordinator.locator("#desk-item").focus()
    coordinator.keyboard.press("1")
    expect(governance.get_by_label("Contributing")).to_be_checked()


def test_away_from_the_desk_no_key_does_anything(
    coordinator: Page, live_server: Any, six: list[Initiative]
) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    coordinator.locator("header a").first.focus()
    for key in ("1", "s"):
        coordinator.keyboard.press(key)
    expect(coordinator.get_by_role("group", name="Governance").get_by_label("None")).to_be_checked()
    at_item(coordinator, "Piece 1", "1 of 6")
    coordinator.locator("#desk-item").focus()
    coordinator.keyboard.press("Control+1")
    expect(coordinator.get_by_role("group", name="Governance").get_by_label("None")).to_be_checked()


@pytest.mark.parametrize("touch", [True, False], ids=["touch-320", "mouse-1280"])
def test_by_touch_and_by_mouse_in_slovene(
    coordinator: Page, fingers: Page, live_server: Any, six: list[Initiative], touch: bool
) -> None:
    page, width = (fingers, 320) if touch else (coordinator, 1280)
    press = Locator.tap if touch else Locator.click
    if not touch:
        page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/sl/blocks/triage/")
    for number in (1, 2):
        at_item(page, f"Piece {number}")
        press(page.locator("label[for=id_strength_participation_2]"))
        page.locator("#id_reason_participation").fill("Ker so bili vprašani")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        press(page.locator("[data-save]"))
    at_item(page, "Piece 3")
    assert tags_of(six[0]) == tags_of(six[1]) == {"participation": ("core", "Ker so bili vprašani")}
    assert six[0].tags.get().language == "en"
    press(page.locator("[data-undo] button"))
    at_item(page, "Piece 2")


def test_without_a_script_on_a_phone(plain: Page, live_server: Any, six: list[Initiative]) -> None:
    plain.goto(live_server.url + DESK)
    expect(plain.locator("[data-desk-keys]")).to_be_hidden()
    for number in range(1, 7):
        expect(plain.locator("#desk-item")).to_have_text(f"Piece {number}")
        expect(plain.get_by_text(f"{number} of 6")).to_be_visible()
        if number == 3:
            plain.get_by_role("link", name="Skip", exact=True).click()
            continue
        group = plain.get_by_role("group", name="Digital capacity")
        expect(group.get_by_label("Reason for Digital capacity")).to_be_hidden()
        group.get_by_label("Core").check()
        group.get_by_label("Reason for Digital capacity").fill("A tool for all")
        plain.get_by_role("button", name="Save and next").click()
    expect(plain.get_by_role("heading", name=re.compile("skipped 1"))).to_be_visible()
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator("#desk-item")).to_have_text("Piece 6")
    assert tags_of(six[5]) == {}
    assert tags_of(six[0]) == {"digital-capacity": ("core", "A tool for all")}


def test_the_second_coordinator_is_told(
    coordinator: Page, live_server: Any, world: World, six: list[Initiative]
) -> None:
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    theirs = [Choice(world.governance, "core", "Faster")]
    Tag.put(initiative=six[0], choices=theirs, by=world.administrator, confirming=True)
    coordinator.keyboard.press("2")
    coordinator.keyboard.press("Enter")
    notice = coordinator.get_by_role("alert")
    expect(notice).to_contain_text("Nothing was overwritten")
    expect(notice).to_contain_text("Faster")
    expect(notice).to_be_focused()
    expect(coordinator.get_by_role("group", name="Governance").get_by_label("Core")).to_be_checked()
    expect(
        coordinator.get_by_role("group", name="Participation").get_by_label("Contributing")
    ).to_be_checked()
    assert tags_of(six[0]) == {"governance": ("core", "Faster")}
    coordinator.get_by_role("link", name="Skip", exact=True).click()
    at_item(coordinator, "Piece 2")


def test_a_partner_proposes_and_the_coordinator_finds_it(
    browser: Browser, coordinator: Page, live_server: Any, world: World, six: list[Initiative]
) -> None:
    context = browser.new_context()
    sign_in(context, live_server, world.partner)
    partner = context.new_page()
    partner.goto(f"{live_server.url}/en/blocks/tag/{six[3].slug}/")
    partner.get_by_role("group", name="Creativity").get_by_label("Core").check()
    partner.get_by_label("Reason for Creativity").fill("We try it with paint")
    partner.get_by_role("button", name="Propose").click()
    expect(partner).to_have_url(re.compile(six[3].get_absolute_url() + "$"))
    context.close()
    coordinator.goto(live_server.url + DESK)
    coordinator.get_by_role("link", name="Proposals 1").click()
    at_item(coordinator, "Piece 4", "1 of 1")
    expect(coordinator.get_by_role("group", name="Creativity")).to_contain_text("Celje Youth Centre")
    coordinator.locator("#desk-item").focus()
    coordinator.keyboard.press("Enter")
    expect(coordinator.get_by_role("heading", name="No proposal waits")).to_be_visible()
    assert six[3].tags.get().state == "confirmed"


def test_the_policy_refuses_nothing(coordinator: Page, live_server: Any, six: list[Initiative]) -> None:
    complaints: list[str] = []
    coordinator.on(
        "console", lambda message: complaints.append(message.text) if message.type == "error" else None
    )
    coordinator.on("pageerror", lambda error: complaints.append(str(error)))
    coordinator.goto(live_server.url + DESK)
    at_item(coordinator, "Piece 1")
    coordinator.keyboard.press("1")
    coordinator.keyboard.press("Enter")
    at_item(coordinator, "Piece 2")
    assert complaints == []
