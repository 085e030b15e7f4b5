"""Photos and papers on a phone, and a coordinator's table, with and without a script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import FilePayload, Page, expect

from activity.models import Owed, perform
from initiatives.models import Import, Initiative, InitiativeFile, UpdateFile
from initiatives.models.importing import JOB
from tests.browser.windows import PHONE, Habits, Opened, fits
from tests.initiatives.test_import import BAD, GOOD, file
from tests.uploads import SVG, pdf, photo
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
HABITS = [Habits(PHONE, "en", True), Habits(PHONE, "en", False)]
CHOOSE = "input[name=attached]"
TEXT = "We open the courtyard."


def sent(upload: SimpleUploadedFile) -> FilePayload:
    """An upload as a person picks it."""
    return {"name": upload.name or "", "mimeType": upload.content_type or "", "buffer": upload.read()}


def choose(page: Page, habits: Habits, button: str, *uploads: SimpleUploadedFile) -> None:
    """Pick files; without a script they go with the form."""
    page.locator(CHOOSE).set_input_files([sent(one) for one in uploads])
    if not habits.scripts:
        page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("habits", HABITS, ids=str)
def test_a_photo_and_a_paper_come_along(world: World, open_window: Opened, habits: Habits) -> None:
    """When it is logged and when it is told how it goes: a file that is none says why, and the text stays."""
    page = open_window("/en/initiatives/new/", habits, world.partner)
    page.get_by_label("Title").fill("Courtyard")
    page.get_by_label("What is happening?").fill(TEXT)
    drawing = SimpleUploadedFile("drawing.svg", SVG, "image/svg+xml")
    choose(page, habits, "Publish", photo(), pdf(), drawing)
    expect(page.get_by_text("drawing.svg").first).to_be_visible()
    expect(page.get_by_label("What is happening?")).to_have_value(TEXT)
    page.get_by_label("What is to be seen in it?").fill("A table under the tree")
    page.get_by_label("What is in it?").fill("The plan")
    if habits.scripts:
        assert fits(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Courtyard")
    expect(page.get_by_role("img", name="A table under the tree")).to_be_visible()
    expect(page.get_by_role("link", name="The plan")).to_be_visible()
    assert sorted(InitiativeFile.objects.values_list("alt", flat=True)) == [
        "A table under the tree",
        "The plan",
    ]

    page.get_by_role("link", name="Add an update", exact=True).first.click()
    page.get_by_label("How does it go?").fill("The tree has leaves.")
    choose(page, habits, "Save draft", photo("leaves.jpg"))
    page.get_by_label("What is to be seen in it?").fill("Leaves")
    expect(page.get_by_label("How does it go?")).to_have_value("The tree has leaves.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("img", name="Leaves")).to_be_visible()
    if habits.scripts:
        assert fits(page)
    assert UpdateFile.objects.get().alt == "Leaves"


@pytest.mark.parametrize("habits", HABITS, ids=str)
def test_a_table_is_brought_judged_and_taken_in(world: World, open_window: Opened, habits: Habits) -> None:
    page = open_window("/en/initiatives/", habits, world.coordinator)
    page.get_by_role("link", name="Import", exact=False).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Workbook (XLSX)").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.locator("input[type=file]").set_input_files([sent(file(*GOOD, *BAD))])
    page.get_by_role("button", name="Read the table").click()
    expect(page.get_by_role("heading", name="3 rows are ready")).to_be_visible()
    wrong = page.get_by_role("region", name=f"{len(BAD)} rows with problems")
    expect(wrong.get_by_role("heading", level=3)).to_have_count(len(BAD))
    expect(wrong).to_contain_text("No place of this alliance is called “Atlantis”.")
    if habits.scripts:
        assert fits(page)
    how: dict[str, Any] = {"name": "Publish at once" if habits.scripts else "Import as drafts"}
    page.get_by_role("button", **how).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    perform(Owed.objects.get(task=JOB).pk)
    if not habits.scripts:
        page.reload()
    done = "3 initiatives are published" if habits.scripts else "3 drafts wait for you"
    expect(page.get_by_role("heading", name=done)).to_be_visible()
    assert Initiative.objects.count() == (3 if habits.scripts else 0)
    assert Import.objects.get().done == 3
    if habits.scripts:
        assert fits(page)
        return
    page.get_by_role("link", name="Chess").click()
    expect(page.get_by_label("Title")).to_have_value("Chess")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chess")
