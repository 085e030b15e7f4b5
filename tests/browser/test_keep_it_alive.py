"""What keeps an initiative alive after its first day: updates, promises, versions, and two people writing at once."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from alliances.models import Commitment
from initiatives.models import Update
from tests.browser.windows import DESK, PHONE, Habits, Opened, fits
from tests.world import World, initiative


@pytest.mark.parametrize("habits", [Habits(PHONE, "sl", True), Habits(PHONE, "en", False)], ids=str)
def test_an_update_and_a_promise_in_a_few_taps(world: World, open_window: Opened, habits: Habits) -> None:
    made = initiative(world.youth, "Namizni tenis", by=world.partner)
    page = open_window(f"/{habits.language}/initiatives/{made.slug}/", habits, world.partner)
    page.get_by_role("link", name=habits.words("Add an update"), exact=True).first.click()
    page.get_by_text(habits.words("Lesson"), exact=True).click()
    page.get_by_label(habits.words("How does it go?")).fill("Opoldne je prevroče.")
    if habits.scripts:
        assert fits(page)
    page.get_by_role("button", name=habits.words("Publish"), exact=True).click()
    expect(page.get_by_text("Opoldne je prevroče.").first).to_be_visible()
    assert Update.objects.get().kind == "lesson"

    page.get_by_role("link", name=habits.words("Promise something")).click()
    page.get_by_label(habits.words("What will be done?")).fill("Prinesemo senčnik")
    page.get_by_label(habits.words("By when?")).fill("2999-05-01")
    page.get_by_role("button", name=habits.words("Promise"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prinesemo senčnik")
    if habits.scripts:
        assert fits(page)
    page.get_by_role("button", name=habits.words("It is done")).click()
    expect(page.get_by_text(habits.words("Done"), exact=True).first).to_be_visible()
    assert Commitment.objects.get().state == "done"


@pytest.mark.parametrize("habits", [Habits(PHONE, "en", True), Habits(DESK, "en", False)], ids=str)
def test_two_writers_at_once_and_nothing_lost(
    world: World, open_window: Opened, live_server: LiveServer, habits: Habits
) -> None:
    made = initiative(world.youth, "Table tennis", text="We play at noon.", by=world.partner)
    mine = open_window(f"/en/initiatives/{made.slug}/edit/", habits, world.partner)
    theirs = open_window(f"/en/initiatives/{made.slug}/edit/", Habits(DESK, "en", True), world.coordinator)
    theirs.get_by_label("Title", exact=True).fill("Chess")
    theirs.get_by_label("What is happening?").fill("We play at night.")
    theirs.get_by_role("button", name="Publish changes").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Chess")

    mine.get_by_label("What is happening?").fill("We play at dawn.")
    mine.get_by_role("button", name="Publish changes").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Two of you wrote at once")
    expect(mine.get_by_text("We play at night.").first).to_be_visible()
    expect(mine.get_by_label("What is happening?: what you wrote")).to_have_value("We play at dawn.")
    if habits.scripts:
        assert fits(mine)
    mine.get_by_label("What is happening?: what you wrote").fill("We play at dawn and at night.")
    mine.get_by_role("button", name="Publish changes").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Chess")
    expect(mine.get_by_text("We play at dawn and at night.")).to_be_visible()

    mine.goto(f"{live_server.url}/en/initiatives/{made.slug}/versions/1/")
    mine.get_by_role("button", name="Restore this version").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Table tennis")
