"""axe finds no fault on any page: WCAG 2.2 A and AA, light and dark, 320 and 1280 px, two languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests import world
from tests.browser.doors import sign_in
from tests.gates.cast import cast as make_cast
from tests.gates.row import address
from tests.gates.table import pages, readers

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # Without this axe asks for each of our hundred style sheets again, at wrong addresses, on every page.
    "preload": {"assets": ["media"]},
}


@pytest.mark.django_db(transaction=True)
# Each width, language and scheme once: a pair takes minutes, and what all eight would find, these two find.
@pytest.mark.parametrize(("width", "language", "scheme"), [(320, "sl", "dark"), (1280, "en", "light")])
def test_axe_finds_no_fault(
    page: Page, context: BrowserContext, live_server: LiveServer, width: int, language: str, scheme: str
) -> None:
    cast = make_cast(world.world())
    axe = Axe()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    faults = []
    for row in pages():
        who = readers(row)[-2] if len(readers(row)) > 2 else readers(row)[0]
        context.clear_cookies()
        if who != "visitor":
            sign_in(context, live_server, getattr(cast.world, who))
        page.goto(live_server.url + address(row, cast.names, language))
        found = axe.run(page, options=RULES).response["violations"]
        faults += [
            f"{row.name}: {one['id']} {[node['html'][:120] for node in one['nodes'][:2]]}" for one in found
        ]
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            faults.append(f"{row.name}: {overflow} px wider than the screen")
    assert faults == []
