"""Names offered while one types an @, by keyboard and by touch, and read by who hears rather than sees."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import world as cast
from tests.browser.doors import sign_in
from tests.world import member

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_name_is_offered_and_taken_by_key_and_by_finger(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    world = cast.world()
    for email, name in (("ana@celje.example", "Ana Žagar"), ("anton@celje.example", "Anton Novak")):
        member(world.incubator, email, name=name)
    sign_in(context, live_server, world.partner)
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live_server.url}/en/initiatives/new/")
    text = page.get_by_label("What is happening?")
    text.press_sequentially("Ask @An")
    names = page.get_by_role("listbox", name="People you may name")
    expect(names.get_by_role("option")).to_have_text(["Ana Žagar", "Anton Novak"])
    expect(page.locator("#status")).to_have_text("Ana Žagar, Anton Novak")
    text.press("ArrowDown")
    expect(names.get_by_role("option", name="Anton Novak")).to_have_attribute("aria-selected", "true")
    text.press("Enter")
    expect(text).to_have_value("Ask @Anton Novak ")
    expect(names).to_have_count(0)
    expect(text).to_be_focused()
    text.press_sequentially("and @zag")
    expect(names).to_have_count(0)
    text.press_sequentially(" and @Ana")
    names.get_by_role("option", name="Ana Žagar").click()
    expect(text).to_have_value("Ask @Anton Novak and @zag and @Ana Žagar ")
    text.press_sequentially("@A")
    expect(names).to_be_visible()
    text.press("Escape")
    expect(names).to_have_count(0)
    page.get_by_label("Title").fill("A walk")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="A walk")).to_be_visible()
