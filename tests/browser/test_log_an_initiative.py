"""The first journey: log an initiative, by mouse, by touch and by keyboard, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from initiatives.models import Initiative
from tests.browser.windows import ALL_HABITS, DESK, PHONE, Habits, Opened, fits
from tests.world import PASSWORD, World, initiative

TITLE = "Namizni tenis opoldne"
TEXT = "Na dvorišče postavimo mizo. Kdor pride, igra."


@pytest.mark.parametrize("habits", ALL_HABITS, ids=str)
def test_two_answers_and_one_press(world: World, open_window: Opened, habits: Habits) -> None:
    initiative(world.incubator, "Šah na dvorišču", challenges=[world.city_vibe])
    page = open_window(f"/{habits.language}/initiatives/", habits, world.partner)
    taps = 0

    page.get_by_role("link", name=habits.words("Log an initiative")).locator("visible=true").first.click()
    page.get_by_label(habits.words("Title"), exact=True).click()
    page.keyboard.insert_text(TITLE)
    page.get_by_label(habits.words("What is happening?")).click()
    page.keyboard.insert_text(TEXT)
    page.get_by_text("City vibe", exact=True).click()
    taps += 4
    if habits.scripts:
        assert fits(page)
    page.get_by_role("button", name=habits.words("Publish"), exact=True).click()
    taps += 1

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("heading", name=habits.words("Published"), exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Šah na dvorišču")).to_be_visible()
    expect(page.locator("main").get_by_text("City vibe").first).to_be_visible()
    made = Initiative.objects.get(title=TITLE)
    assert (made.body, made.language, made.author) == (TEXT, habits.language, world.partner)
    assert list(made.challenges.all()) == [world.city_vibe]
    assert taps <= 8
    if habits.scripts:
        assert fits(page)


@pytest.mark.parametrize("habits", [Habits(DESK, "en", True), Habits(PHONE, "sl", True)], ids=str)
def test_by_keyboard_alone(world: World, open_window: Opened, habits: Habits) -> None:
    page = open_window(f"/{habits.language}/initiatives/new/", habits, world.partner)
    tab_to(page, "title")
    page.keyboard.insert_text(TITLE)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(TEXT)
    tab_to(page, "challenges")
    page.keyboard.press("Space")
    tab_to(page, "visibility")
    page.keyboard.press("ArrowDown")
    tab_to(page, "", tag="SUMMARY")
    page.keyboard.press("Enter")
    tab_to(page, "stage")
    page.keyboard.press("ArrowDown")
    tab_to(page, "", tag="BUTTON")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    made = Initiative.objects.get()
    assert (made.public, made.stage, made.challenges.count()) == (False, "framing", 1)


def tab_to(page: Page, name: str, *, tag: str = "") -> None:
    """Press Tab until the focus is on the form's control of that name, or on its next such element."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([name, tag]) => { const e = document.activeElement;"
            " return !!e.closest('main form') && (tag ? e.tagName === tag : e.name === name) }",
            [name, tag],
        ):
            return
    raise AssertionError(f"Tab never came to {name or tag}")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_typed_survives_a_mistake(world: World, open_window: Opened, scripts: bool) -> None:
    page = open_window("/en/initiatives/new/", Habits(PHONE, "en", scripts), world.partner)
    page.get_by_label("What is happening?").fill(TEXT)
    page.get_by_text("Housing", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_title("Error: Log an initiative · MAG-NET")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("What is happening?")).to_have_value(TEXT)
    expect(page.get_by_role("checkbox", name="Housing")).to_be_checked()
    page.get_by_role("alert").get_by_role("link").click()
    page.keyboard.insert_text(TITLE)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_visitor_signs_in_on_the_way(world: World, open_window: Opened) -> None:
    page = open_window("/en/initiatives/new/", Habits(PHONE, "en", True))
    page.locator("main input[type=email]").fill(world.partner.email)
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log an initiative")


def test_pressed_twice_it_is_logged_once(world: World, open_window: Opened) -> None:
    page = open_window("/en/initiatives/new/", Habits(DESK, "en", False), world.partner)
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_label("What is happening?").fill(TEXT)
    page.get_by_role("button", name="Publish").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert Initiative.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_changing_and_withdrawing(
    world: World, open_window: Opened, live_server: LiveServer, scripts: bool
) -> None:
    made = initiative(world.youth, TITLE, by=world.partner)
    page = open_window(f"/en/initiatives/{made.slug}/", Habits(PHONE, "en", scripts), world.partner)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title", exact=True).fill("Another title")
    page.get_by_role("button", name="Publish changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Another title")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why?").fill("It was logged twice.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdrawn. Its old address now tells why.")).to_be_visible()
    page.goto(f"{live_server.url}/en/initiatives/{made.slug}/")
    expect(page.get_by_text("It was logged twice.")).to_be_visible()
