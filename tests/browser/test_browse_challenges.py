"""Browsing: a Slovak guest reads Celje's challenges, and the list of initiatives narrows as one types."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from challenges.models import Challenge, ChallengeTranslation
from tests.browser.windows import ALL_HABITS, DESK, PHONE, Habits, Opened, fits
from tests.world import World, initiative


@pytest.fixture
def housing(world: World) -> Challenge:
    for language, title in (("sl", "Stanovanja"), ("sk", "Bývanie")):
        ChallengeTranslation.objects.create(
            source=world.housing,
            language=language,
            texts={"title": title, "summary": f"{title}: kratko", "body": ""},
        )
    initiative(world.youth, "Skupna streha", challenges=[world.housing], language="sl", stage="uptake")
    return world.housing


SLOVAK = [Habits(width, "sk", scripts) for width in (PHONE, DESK) for scripts in (True, False)]


@pytest.mark.parametrize("habits", SLOVAK, ids=str)
def test_a_guest_reads_a_challenge_in_their_language(
    world: World, housing: Challenge, open_window: Opened, habits: Habits
) -> None:
    page = open_window("/sk/initiatives/", habits, world.kosice_coordinator)
    page.get_by_role("link", name=habits.words("Challenges"), exact=True).locator(
        "visible=true"
    ).first.click()
    page.get_by_role("link", name="Celje", exact=True).click()
    expect(page.get_by_role("link", name="Own affair")).to_have_count(0)
    page.get_by_role("link", name="Bývanie", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bývanie")
    expect(page.locator("h1")).to_have_attribute("lang", "sk")
    expect(page.locator("html")).to_have_attribute("lang", "sk")
    page.get_by_role("link", name=habits.words("Read the original")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Housing")
    expect(page.locator("h1")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=habits.words("Read the translation")).click()
    if habits.scripts:
        assert fits(page)
    page.get_by_role("link", name="Skupna streha").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skupna streha")
    expect(page.locator("h1")).to_have_attribute("lang", "sl")


@pytest.mark.parametrize("habits", ALL_HABITS, ids=str)
def test_the_list_narrows_and_is_there_again_on_the_way_back(
    world: World, housing: Challenge, open_window: Opened, habits: Habits
) -> None:
    initiative(world.incubator, "Robots for lunch", challenges=[world.city_vibe])
    page = open_window(f"/{habits.language}/initiatives/", habits)
    expect(cards(page)).to_have_count(2)
    page.get_by_role("searchbox", name=habits.words("Search in initiatives")).fill("streh")
    if not habits.scripts:
        page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(1)
    # A plain form adds the answers left empty; with scripts the address is as short as it can be.
    expect(page).to_have_url(re.compile(r"/initiatives/\?q=streh" + ("$" if habits.scripts else "&")))
    if habits.scripts:
        expect(page.locator("#status")).to_contain_text("1")
        expect(page.get_by_role("searchbox", name=habits.words("Search in initiatives"))).to_be_focused()
        assert fits(page)
    page.get_by_role("link", name="Skupna streha").first.click()
    page.get_by_role("link", name=habits.words("All initiatives")).click()
    expect(page.get_by_role("searchbox", name=habits.words("Search in initiatives"))).to_have_value("streh")
    expect(cards(page)).to_have_count(1)
    page.locator(".filters-now").get_by_role("link").click()
    expect(cards(page)).to_have_count(2)


def cards(page: Page) -> Locator:
    return page.locator("#results .card")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_filters_by_keyboard_alone(world: World, housing: Challenge, open_window: Opened, width: int) -> None:
    initiative(world.incubator, "Robots", challenges=[world.city_vibe])
    page = open_window("/en/initiatives/", Habits(width, "en", True))
    page.get_by_role("searchbox", name="Search in initiatives").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    if width == PHONE:
        expect(page.locator("summary.filters__summary")).to_be_focused()
        page.keyboard.press("Enter")
    for _ in range(3):
        if page.evaluate("document.activeElement.name") == "challenge":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("City")
    page.keyboard.press("Tab")
    expect(cards(page)).to_have_count(1)
    expect(page.get_by_role("link", name="Robots")).to_be_visible()
    expect(page.locator("#status")).to_have_text("1 initiative")


@pytest.mark.parametrize("scripts", [True, False])
def test_more_is_a_real_page(world: World, open_window: Opened, scripts: bool) -> None:
    for number in range(25):
        initiative(world.youth, f"Number {number}")
    page = open_window("/en/initiatives/", Habits(DESK, "en", scripts))
    expect(cards(page)).to_have_count(20)
    page.get_by_role("link", name="Load more").click()
    expect(cards(page)).to_have_count(25 if scripts else 5)
    expect(page.get_by_role("link", name="Load more")).to_have_count(0)
    if scripts:
        expect(page.get_by_role("link", name="Number 4", exact=True)).to_be_focused()
    else:
        page.get_by_role("link", name="Previous page").click()
        expect(cards(page)).to_have_count(20)
