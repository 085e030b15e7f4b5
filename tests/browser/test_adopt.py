"""The third journey: a Košice partner adopts a challenge of Celje's, in Slovak, by mouse, by touch, by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from challenges.models import Adoption, Challenge, ChallengeTranslation
from tests.browser.test_log_an_initiative import tab_to
from tests.browser.windows import DESK, PHONE, Habits, Opened, fits
from tests.world import World

MOST = 9  # interactions from the landing page to "we adopt it", typing into a field counted as one
KEPT, CHANGED, STEP = "Otvorené dvere", "Hodiny", "Opýtame sa susedov"


@pytest.fixture
def hubs(world: World) -> Challenge:
    """Creative hubs, readable in Slovak."""
    made = Challenge.open(
        alliance=world.celje,
        slug="creative-hubs",
        title="Creative hubs",
        summary="People who make things need a place",
        language="en",
        by=world.coordinator,
        preconditions="A room\nA key",
    )
    texts = {"title": "Kreatívne centrá", "summary": "Kto tvorí, potrebuje priestor"}
    ChallengeTranslation.objects.create(source=made, language="sk", texts=texts)
    return made


def due() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


@pytest.mark.parametrize(
    "habits", [Habits(DESK, "sk", True), Habits(PHONE, "sk", True), Habits(PHONE, "sk", False)], ids=str
)
def test_nine_interactions_from_the_landing_page(
    world: World, hubs: Challenge, open_window: Opened, habits: Habits
) -> None:
    page = open_window("/sk/", habits, world.kosice_coordinator)
    words, acts = habits.words, 0

    page.get_by_role("link", name=words("Challenges"), exact=True).locator("visible=true").first.click()
    page.get_by_role("link", name="Kreatívne centrá", exact=True).click()
    page.get_by_role("link", name=words("Adopt"), exact=True).click()
    acts += 3
    if habits.scripts:
        assert fits(page)
    page.get_by_label(words("What we keep")).fill(KEPT)
    page.get_by_label(words("What we change")).fill(CHANGED)
    page.get_by_label(words("First step")).fill(STEP)
    page.get_by_label(words("By when")).fill(due())
    page.get_by_role("button", name=words("Adopt"), exact=True).click()
    acts += 5

    assert acts <= MOST
    made = Adoption.objects.get()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kreatívne centrá")
    expect(page.locator("main").get_by_text("Kto tvorí, potrebuje priestor")).to_be_visible()
    expect(page.locator("main").get_by_text(KEPT).first).to_be_visible()
    if habits.scripts:
        assert fits(page)
    assert made.local is not None
    assert (made.local.title, made.local.language, made.kept) == ("Kreatívne centrá", "sk", KEPT)
    assert (made.alliance, made.author) == (world.kosice, world.kosice_coordinator)


def test_by_keyboard_alone(world: World, hubs: Challenge, open_window: Opened) -> None:
    page = open_window("/sk/challenges/creative-hubs/", Habits(PHONE, "sk", True), world.kosice_coordinator)
    _follow(page, "/sk/challenges/creative-hubs/adopt/")
    tab_to(page, "kept")
    for name, text in (("changed", KEPT), ("dropped", CHANGED), ("first_step", "")):
        page.keyboard.insert_text(text)
        tab_to(page, name)
    page.keyboard.insert_text(STEP)
    tab_to(page, "due")
    page.get_by_label("Dokedy").fill(due())
    tab_to(page, "visibility")
    page.keyboard.press("ArrowDown")
    tab_to(page, "", tag="BUTTON")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kreatívne centrá")
    made = Adoption.objects.get()
    assert (made.kept, made.changed, made.public) == (KEPT, CHANGED, False)


def _follow(page: Page, address: str) -> None:
    """Press Tab until the focus is on the link to ``address``, and follow it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == address:
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{address}")
            return
    raise AssertionError(f"Tab never came to {address}")
