"""The list of initiatives: narrowed while typing, its filters as chips, kept on the way back, saved as an alert."""

import re

import pytest
from playwright.sync_api import expect

from search.models import SavedSearch
from tests.browser.windows import PHONE, Habits, Opened, fits
from tests.connections.test_weighing import tag
from tests.world import World, initiative

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("habits", [Habits(PHONE, "en", True), Habits(PHONE, "en", False)], ids=str)
def test_narrowed_opened_come_back_to_and_saved(world: World, open_window: Opened, habits: Habits) -> None:
    courtyard = initiative(world.youth, "Dvorišče za mlade", challenges=[world.housing], language="sl")
    initiative(world.youth, "Night of reading", challenges=[world.city_vibe])
    tag(world, courtyard, "governance")
    page = open_window("/en/initiatives/", habits, world.partner)
    expect(page.locator("#found")).to_have_text("2 initiatives")
    page.get_by_role("search", name="Filters").get_by_role("searchbox").press_sequentially("dvorisce")
    if not habits.scripts:
        page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("1 initiative")
    expect(page).to_have_url(re.compile(r"[?]q=dvorisce"))
    if habits.scripts:
        expect(page.locator("[role=status]", has_text="1 initiative").first).to_be_attached()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Block", exact=True).select_option(label="Governance")
    if not habits.scripts:
        page.get_by_role("button", name="Show", exact=True).click()
    chips = page.get_by_role("list", name="Filters that are on")
    expect(chips.get_by_role("listitem")).to_have_count(2)
    if habits.scripts:
        assert fits(page)

    page.get_by_role("link", name="Dvorišče za mlade").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dvorišče za mlade")
    page.get_by_role("link", name="All initiatives").first.click()
    expect(chips.get_by_role("listitem")).to_have_count(2)
    chips.get_by_role("link", name="dvorisce").click()
    expect(chips.get_by_role("listitem")).to_have_count(1)

    page.get_by_role("button", name="Save this search").click()
    assert SavedSearch.objects.get().query == "block=governance"
