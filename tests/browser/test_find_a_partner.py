"""The eighth journey: from an initiative to whom it could join, introduced, answered, become joint work; the map."""

from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from activity.models import Owed, perform
from alliances.models import Commitment
from blocks.models import Connection, Meeting
from initiatives.models import Details, Initiative, Line
from people.models import Person
from tests.browser.doors import sign_in
from tests.browser.windows import DESK, PHONE, Habits, Opened, fits
from tests.connections.test_weighing import tag, work_off
from tests.world import World, initiative

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mine(world: World) -> Initiative:
    """The youth centre's, which seeks what others offer; three of others could join it, and the tagger a fourth."""
    seeking = Details(needs=[Line("contacts", "Contacts of tenants")])
    made = initiative(
        world.youth, "Rooms for tenants", by=world.partner, challenges=[world.housing], details=seeking
    )
    offering = Details(offers=[Line("contacts", "We know the tenants")])
    others = [
        initiative(
            world.incubator,
            "Empty shops",
            by=world.other_member,
            challenges=[world.housing],
            details=offering,
        ),
        initiative(world.municipality, "Old houses", challenges=[world.housing]),
        initiative(world.municipality, "New houses", challenges=[world.housing]),
        initiative(world.municipality, "Far fields", challenges=[world.city_vibe]),
    ]
    for thing in (made, *others):
        tag(world, thing, "participation")
    for thing in (made, *others[:2]):
        tag(world, thing, "governance")
    work_off()
    return made


@pytest.fixture
def touched(browser: Browser, live_server: LiveServer) -> Iterator[Opened]:
    """``touched(path, person)``: a page on a phone that knows fingers alone."""
    contexts = []

    def opened(path: str, person: Person) -> Page:
        context = browser.new_context(
            viewport={"width": PHONE, "height": 700},
            has_touch=True,
            base_url=live_server.url,
        )
        contexts.append(context)
        sign_in(context, live_server, person)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def best(page: Page) -> Connection:
    """The closest of the three that the initiative's page shows, after a look at its reasons."""
    panel = page.get_by_role("region", name="Whom it could join with")
    expect(panel.get_by_role("heading", level=3)).to_have_count(3)
    first = panel.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Empty shops"))
    for words in ("Both work on Housing", "What you seek, they offer: ", "We know the tenants", " of 100"):
        expect(first).to_contain_text(words)
    return Connection.objects.closest_first()[0]


def tab_until(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called ``name``."""
    for _ in range(90):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
        if words.strip().split("\n")[0] == name:
            return
    raise AssertionError(f"Tab never came to {name}")


def press(page: Page, name: str) -> None:
    tab_until(page, name)
    page.keyboard.press("Enter")


def test_by_keyboard_alone_to_a_joint_initiative(world: World, mine: Initiative, open_window: Opened) -> None:
    habits = Habits(DESK, "en", True)
    page = open_window(mine.get_absolute_url(), habits, world.partner)
    found = best(page)
    press(page, "Introduce us")
    expect(page.get_by_text("Introduced. Both sides have been written to")).to_be_visible()
    expect(page.get_by_role("link", name=world.other_member.email)).to_be_visible()
    expect(page.get_by_text("Both work through ")).to_be_visible()

    other = open_window("/en/me/", habits, world.other_member)
    press(other, "Answer")
    expect(other.get_by_role("heading", name="They wait for an answer")).to_be_visible()
    press(other, "Accept")
    expect(other.get_by_text("Accepted. Now say what you do together.")).to_be_visible()
    press(other, "Log a joint initiative")
    expect(other.get_by_label("Celje Youth Centre")).to_be_checked()
    expect(other.get_by_role("checkbox", name="Housing")).to_be_checked()
    for name, text in (("title", "Shops to live in"), ("text", "We open three of them")):
        tab_until(other, name)
        other.keyboard.insert_text(text)
    press(other, "Publish")
    expect(other.get_by_role("heading", level=1)).to_have_text("Shops to live in")
    for row in Owed.objects.filter(task__startswith="connections", done_at=None).order_by("pk"):
        perform(row.pk)
    page.goto(found.get_absolute_url())
    expect(page.get_by_role("heading", name="It became joint work")).to_be_visible()
    expect(page.get_by_role("link", name="Shops to live in")).to_be_visible()


def test_by_touch_to_a_commitment(world: World, mine: Initiative, touched: Opened) -> None:
    page = touched(mine.get_absolute_url(), world.partner)
    found = best(page)
    assert fits(page)
    page.get_by_role("button", name="Introduce us").first.tap()
    expect(page.get_by_text("Introduced. Both sides have been written to")).to_be_visible()
    assert fits(page)

    other = touched(found.get_absolute_url(), world.other_member)
    other.get_by_role("button", name="Accept").tap()
    other.get_by_role("link", name="Make a commitment").tap()
    other.get_by_label("What will be done?").fill("Open the first room")
    other.get_by_label("By when?").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    other.get_by_role("button", name="Promise").tap()
    expect(other.get_by_text("Open the first room").first).to_be_visible()
    assert fits(other)
    assert Commitment.objects.get().subject_id == found.pk
    for row in Owed.objects.filter(task__startswith="connections", done_at=None).order_by("pk"):
        perform(row.pk)
    found.refresh_from_db()
    assert found.state == Meeting.JOINED


def test_without_a_script_dismissed_and_declined(world: World, mine: Initiative, open_window: Opened) -> None:
    """What is put aside gives its place to the next; who says no to an introduction says why, and is read."""
    habits = Habits(PHONE, "en", False)
    page = open_window(mine.get_absolute_url(), habits, world.partner)
    found = best(page)
    panel = page.get_by_role("region", name="Whom it could join with")
    old = panel.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Old houses"))
    old.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Put aside. It comes back only if there is a new reason.")).to_be_visible()
    page.goto(mine.get_absolute_url())
    expect(panel.get_by_role("heading", level=3)).to_have_text(["Empty shops", "New houses"])
    panel.get_by_role("button", name="Introduce us").first.click()

    other = open_window(found.get_absolute_url(), habits, world.other_member)
    other.get_by_text("Say no, and why").click()
    other.get_by_role("button", name="Dismiss").click()
    expect(other.get_by_role("link", name="Say in a word why not")).to_be_visible()
    other.get_by_label("Why not?").fill("Our shops are let by now")
    other.get_by_role("button", name="Dismiss").click()
    page.goto(found.get_absolute_url())
    expect(page.get_by_text("Our shops are let by now")).to_be_visible()


@pytest.mark.parametrize("habits", [Habits(DESK, "en", True), Habits(PHONE, "en", False)], ids=str)
def test_the_map_is_walked(world: World, mine: Initiative, open_window: Opened, habits: Habits) -> None:
    """From the initiative to a neighbour, a partner and a block, by keyboard on the picture or by the list; kept as a
    picture and as a graph."""
    page = open_window(mine.get_absolute_url(), habits, world.partner)
    page.get_by_role("link", name="On the map").click()
    heading = page.locator("#list")
    expect(heading).to_have_text("Rooms for tenants")
    if habits.scripts:
        assert fits(page)
        node = page.locator("svg a.map__node", has=page.locator("title", has_text="Empty shops"))
        node.focus()
        page.keyboard.press("Enter")
    else:
        list_box, map_box = (
            page.locator(".map__list").bounding_box(),
            page.locator("svg.map__picture").bounding_box(),
        )
        assert list_box
        assert map_box
        assert list_box["y"] < map_box["y"], "the list comes first on a phone"
        page.locator(".map__list").get_by_role("link", name="Empty shops").first.click()
    expect(heading).to_have_text("Empty shops")
    page.goto(f"/en/connections/?focus=initiative:{mine.slug}")
    move = page.get_by_role("region", name="Move on from here")
    move.get_by_role("link", name="Participation").click()
    expect(heading).to_have_text("Participation")
    move.get_by_role("link", name="Celje Youth Centre").click()
    expect(heading).to_have_text("Celje Youth Centre")
    page.get_by_role("link", name="One step further").click()
    expect(page).to_have_url(f"{page.url.split('?')[0]}?focus=partner:youth-centre&steps=2")
    page.get_by_label("Start from").select_option(label="Rooms for tenants")
    page.get_by_role("button", name="Show").click()
    expect(heading).to_have_text("Rooms for tenants")
    for name, ending, root in (
        ("The map as SVG", ".svg", "{http://www.w3.org/2000/svg}svg"),
        ("The graph as GraphML", ".graphml", "{http://graphml.graphdrawing.org/xmlns}graphml"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
        assert ET.parse(download.value.path()).getroot().tag == root
