"""A coordinator opens a challenge on a phone, collides with somebody in its dossier, and Košice reads it in Slovak."""

from playwright.sync_api import expect

from challenges.models import Challenge
from tests.browser.windows import DESK, PHONE, Habits, Opened, fits
from tests.world import World


def test_it_is_opened_written_by_two_at_once_and_translated(world: World, open_window: Opened) -> None:
    plain = Habits(PHONE, "sl", False)
    page, words = open_window("/sl/challenges/", plain, world.coordinator), plain.words
    page.get_by_role("link", name=words("Open a challenge")).click()
    page.get_by_label(words("Title")).fill("Strehe")
    page.get_by_role("button", name=words("Publish"), exact=True).click()
    expect(page.get_by_label(words("Title"))).to_have_value("Strehe")
    page.get_by_label(words("The problem in a line")).fill("Dežuje noter")
    page.get_by_text(words("What it takes"), exact=True).click()
    page.get_by_label(words("preconditions")).fill("Lestev\nVrv")
    page.get_by_role("button", name=words("Publish"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Strehe")
    made = Challenge.objects.get(slug="strehe")
    assert (made.language, made.preconditions) == ("sl", "Lestev\nVrv")

    page.get_by_role("link", name=words("Write the dossier")).first.click()
    page.get_by_label(words("The problem in a line")).fill("Dežuje skozi strehe")
    page.get_by_label(words("What changed, in a sentence")).fill("Povedano bolje")
    made.publish(by=world.administrator, note="Hitreje", summary="Strehe puščajo", law="Gradbeni zakon")
    page.get_by_role("button", name=words("Publish changes")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("Two of you wrote at once"))
    expect(page.get_by_text("Strehe puščajo").first).to_be_visible()
    page.get_by_role("button", name=words("Publish changes")).click()
    expect(page.locator("main").get_by_text("Dežuje skozi strehe").first).to_be_visible()
    expect(page.get_by_text("Gradbeni zakon")).to_be_visible()

    habits = Habits(DESK, "sk", True)
    page, words = open_window("/sk/challenges/strehe/", habits, world.kosice_coordinator), habits.words
    page.locator('a[href$="/translations/challenge/strehe/sk/"]').first.click()
    page.locator("#id_title").fill("Strechy")
    page.locator("#id_summary").fill("Prší cez strechy")
    assert fits(page)
    page.get_by_role("button", name=words("Publish the translation")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Strechy")
    page.locator('a[href*="lang=original"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Strehe")
