"""The README's picture: the courtyard with Celje's data, in a real browser. ``make picture`` runs it.

Not collected by the test run (the name has no ``test_``): it writes a file of the repository.
"""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from magnet.demo.load import load
from people.models import Person
from tests.browser.doors import sign_in

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "courtyard.png"


@pytest.mark.django_db(transaction=True)
def test_picture(page: Page, context: BrowserContext, live_server: LiveServer) -> None:
    load()
    sign_in(context, live_server, Person.objects.get(email="coordinator@celje.example"))
    page.set_viewport_size({"width": 1280, "height": 860})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(f"{live_server.url}/en/")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURE)
