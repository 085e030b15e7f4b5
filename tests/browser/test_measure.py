"""A coordinator measures on a small phone whose browser runs no scripts."""

import re

from playwright.sync_api import expect

from tests.browser.windows import PHONE, Habits, Opened
from tests.reports.test_measures import add
from tests.world import World


def test_a_measurement_and_its_correction_without_a_script(world: World, open_window: Opened) -> None:
    indicator = add(world)
    page = open_window("/en/reports/measures/celje/", Habits(PHONE, "en", False), world.coordinator)
    page.get_by_role("link", name=re.compile(r"^Measure\b")).click()
    page.get_by_label("How much is it?").fill("twelve")
    page.get_by_label("Where is the number from?").fill("The list at the door")
    page.get_by_role("button", name="Save the measurement").click()
    expect(page.get_by_text("Write a number, as 12 or 3.5.").first).to_be_visible()
    expect(page.get_by_label("Where is the number from?")).to_have_value("The list at the door")
    page.get_by_label("How much is it?").fill("12,5")
    page.get_by_role("button", name="Save the measurement").click()
    expect(page.get_by_text("12.5 of 30 by June 2027").first).to_be_visible()
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("How much is it?").fill("12")
    page.get_by_label("Why is it corrected?").fill("One was counted twice")
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_text("12 of 30 by June 2027").first).to_be_visible()
    expect(page.get_by_text("corrected", exact=True)).to_be_visible()
    assert indicator.measurements.count() == 2
