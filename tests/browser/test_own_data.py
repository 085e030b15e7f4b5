"""One's own data on a phone 320 px wide with JavaScript off: a copy of it, then the end of the account."""

import zipfile

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from activity.models import Owed, perform
from activity.models.exports import MAKE
from people.models import Person
from tests import world as cast
from tests.browser.doors import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_and_then_the_end_of_the_account(
    transactional_db: None, browser: Browser, live_server: LiveServer
) -> None:
    world = cast.world()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    sign_in(context, live_server, world.partner)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/me/settings/")
    page.get_by_role("button", name="Export my data").click()
    expect(page.get_by_role("heading", name="Your copy is being made")).to_be_visible()
    perform(Owed.objects.get(task=MAKE).pk)
    # The page looks again by itself.
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as parts:
        assert world.partner.email in parts.read("index.html").decode()

    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("link", name="Delete my account").click()
    box = page.get_by_role("main").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 320
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Tick this if you mean it.").first).to_be_visible()
    page.get_by_label("I have read what goes and what stays").check()
    page.get_by_label("Your password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    assert not Person.objects.filter(email="partner@celje.example").exists()
    context.close()
