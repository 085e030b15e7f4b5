"""The fourth journey: an organiser, a guest without an account, a host on the day, a transfer partner afterwards."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from challenges.models import Adoption
from people.models import Draft
from tests import world as cast
from tests.browser.doors import sign_in
from tests.browser.windows import DESK, PHONE, Habits, Opened, fits
from tests.world import World, visit
from visits.models import Invitee, Phase, SiteVisit

DAY = timezone.localdate() + timedelta(days=20)


def spoken(name: str) -> re.Pattern[str]:
    """``name`` as it is read aloud: what only readers of the page hear stands apart by a space."""
    return re.compile(re.escape(name).replace(":", r"\s*:"))


def press(page: Page, name: str, said: str = "") -> None:
    """Press a button, and read what the page says then."""
    page.get_by_role("button", name=spoken(name)).first.click()
    if said:
        expect(page.get_by_text(said).first).to_be_visible()


def add_item(page: Page, title: str, starts: str, ends: str) -> None:
    page.get_by_label("What happens?").fill(title)
    page.get_by_label("From", exact=False).first.fill(starts)
    page.get_by_label("Until", exact=False).first.fill(ends)
    press(page, "Add to the programme")
    expect(page.locator(".timeline__title", has_text=title)).to_be_visible()


@pytest.mark.parametrize(
    "habits", [Habits(PHONE, "en", True), Habits(PHONE, "en", False), Habits(DESK, "en", True)], ids=str
)
def test_from_the_template_to_what_a_city_takes_home(
    world: World, open_window: Opened, habits: Habits
) -> None:
    organiser = open_window("/en/visits/", habits, world.coordinator)
    organiser.get_by_role("link", name="Plan a visit").click()
    organiser.get_by_label("Title", exact=True).fill("Courtyards up close")
    organiser.get_by_label("First day").fill(DAY.isoformat())
    organiser.get_by_label("Places a day").fill("1")
    press(organiser, "Begin to prepare", "Courtyards up close")
    expect(organiser.get_by_text("Invite the delegations and single guests").first).to_be_visible()
    add_item(organiser, "Walk", "09:00", "10:30")
    if habits.scripts:
        expect(organiser.get_by_label("What happens?")).to_be_focused()
    add_item(organiser, "Coffee", "10:30", "11:00")
    press(organiser, "Move up: Coffee")
    expect(organiser.locator(".timeline__title").first).to_have_text("Coffee")
    if habits.scripts:
        # Whoever moves it on, by keyboard too, need not look for the button anew.
        expect(organiser.get_by_role("button", name=spoken("Move up: Coffee"))).to_be_focused()
    press(organiser, "Open for registration", "The visit now stands at")
    organiser.locator("main").get_by_role("link", name="Guests").click()
    organiser.get_by_label("E-mail").fill("guest@example.org")
    organiser.get_by_role("button", name="Invite", exact=True).click()
    press(organiser, "Invite Košice", "Košice")
    if habits.scripts:
        assert fits(organiser)

    of, guest = SiteVisit.objects.get(), Invitee.objects.get(email="guest@example.org")
    visitor = open_window(guest.guest_path, habits)
    press(visitor, "I come", "You have a place. See you there.")
    visitor.get_by_label("What do you hope to take home?").fill("Who waters the trees?")
    visitor.get_by_label("Access and diet").fill("A ramp")
    press(visitor, "Tell the hosts", "Thank you. The hosts read it.")
    member = open_window(of.get_absolute_url(), habits, world.partner)
    press(member, "I come", "All places are taken.")
    expect(visitor.get_by_role("button", name="I can't")).to_be_visible()
    press(visitor, "Maybe", "Your answer is noted.")
    member.reload()
    expect(member.get_by_role("button", name="I come", pressed=True)).to_be_visible()
    assert of.registrations.seated().get().invitee.person == world.partner
    organiser.reload()
    expect(organiser.get_by_text("A ramp")).to_be_visible()
    if habits.scripts:
        # On a phone the guests stand below each other, and nothing is to be pushed aside to be read.
        assert organiser.locator(".table-scroll").evaluate("all => all.scrollWidth <= all.clientWidth")

    today = timezone.localdate()
    SiteVisit.objects.update(
        first_day=today, last_day=today, month=today.replace(day=1), phase=Phase.UNDER_WAY
    )
    member.goto(of.get_absolute_url())
    member.locator("main").get_by_role("link", name="Jot a takeaway").click()
    member.get_by_label("What do you take away?").fill("Ask the neighbours first")
    press(member, "Jot a takeaway", "Jotted down.")
    if habits.scripts:
        assert fits(member)

    SiteVisit.objects.update(phase=Phase.HELD)
    city = open_window(of.get_absolute_url(), habits, world.kosice_coordinator)
    expect(city.get_by_text("Ask the neighbours first")).to_be_visible()
    city.locator("main").get_by_role("link", name="What comes of it").click()
    press(city, "We take it home: Housing", "Ticked.")
    expect(city.get_by_role("link", name=spoken("Confirm: Housing"))).to_be_visible()
    assert Adoption.objects.get().alliance == world.kosice
    if habits.scripts:
        assert fits(city)


@pytest.mark.django_db(transaction=True)
def test_a_takeaway_survives_a_network_that_is_away(
    transactional_db: None, page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    house = cast.world()
    of = visit(house, phase="under_way", day=0)
    sign_in(context, live_server, house.partner)
    page.set_viewport_size({"width": PHONE, "height": 700})
    page.goto(f"{live_server.url}/en/visits/{of.slug}/today/")
    context.set_offline(True)
    page.get_by_label("What do you take away?").press_sequentially("Written in a cellar")
    expect(page.locator("#draft-status")).to_contain_text("No connection")
    context.set_offline(False)
    expect(page.locator("#draft-status")).to_contain_text("Draft saved at")
    assert Draft.objects.get().title == "Written in a cellar"
