"""From an invitation to being in, and the partners side by side: in a real browser, by script and without."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, expect

from activity.models import Owed, perform
from alliances.models import Invitation, Membership
from people.models import Person
from tests import world as cast
from tests.browser.doors import sign_in
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"http://\S+?(/\w\w/invitations/\S+)")


@pytest.fixture(scope="module", autouse=True)
def _typefaces() -> None:
    """They are made, never committed."""
    call_command("fonts", verbosity=0)


@pytest.fixture
def house() -> World:
    return cast.world()


def visitor(
    browser: Browser, *, script: bool = True, width: int = 1280, scheme: Any = "light"
) -> BrowserContext:
    return browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 800}, color_scheme=scheme
    )


def path_in_the_mail() -> str:
    """Where the invitation's mail leads."""
    for row in Owed.objects.waiting():
        perform(row.pk)
    found = LINK.search(mail.outbox[-1].body)
    assert found
    return found[1]


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 320)])
def test_a_coordinator_invites_and_a_new_person_is_in(
    browser: Browser, live_server: Any, house: World, script: bool, width: int
) -> None:
    inside = visitor(browser, script=script, width=width)
    sign_in(inside, live_server, house.coordinator)
    page = inside.new_page()
    page.goto(f"{live_server.url}/en/alliances/celje/")
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("E-mail").fill("new@youth.example")
    page.get_by_label("Organisation").select_option("Celje Youth Centre")
    page.get_by_label("Language of the mail").select_option("Slovenščina")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("The mail to new@youth.example is on its way")).to_be_visible()
    expect(page.get_by_role("heading", name="new@youth.example")).to_be_visible()
    inside.close()

    outside = visitor(browser, script=script, width=width)
    page = outside.new_page()
    page.goto(live_server.url + path_in_the_mail())
    assert page.locator("html").get_attribute("lang") == "sl"
    page.locator("main form button[type=submit]").click()
    page.locator("[name=name]").fill("Nova oseba")
    page.locator("[name=password1]").fill("a-courtyard-in-autumn")
    page.locator("main form.form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/sl/me/$"))
    person = Person.objects.get(email="new@youth.example")
    assert Membership.objects.current().get(person=person).partnership == house.youth
    outside.close()


def test_withdrawing_makes_the_link_useless(browser: Browser, live_server: Any, house: World) -> None:
    sent = Invitation.send(
        partnership=house.youth, email="new@youth.example", role="member", language="en", by=house.coordinator
    )
    inside = visitor(browser, script=False)
    sign_in(inside, live_server, house.partner)
    page = inside.new_page()
    page.goto(f"{live_server.url}/en/alliances/celje/invite/")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The link in the mail no longer works")).to_be_visible()
    answer = page.goto(f"{live_server.url}/en/invitations/{sent.token}/")
    assert answer is not None
    assert answer.status == 410
    inside.close()


def test_the_sign_in_page_lets_in_by_keyboard_alone(browser: Browser, live_server: Any, house: World) -> None:
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/en/alliances/")
    page.locator("[name=login]").focus()
    page.keyboard.type(house.partner.email)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("[name=password]").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/alliances/$"))
    context.close()


PATHS = (
    "/sl/alliances/",
    "/sl/alliances/celje/",
    "/en/partners/youth-centre/",
    "/en/alliances/celje/invite/",
    "/en/me/settings/",
    "/accounts/email/",
    "/accounts/password/change/",
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_pages_hold_what_everybody_needs(
    browser: Browser, live_server: Any, house: World, scheme: str, width: int
) -> None:
    """No fault that axe can find, nothing wider than the window, nothing the policy refuses."""
    organisation = house.youth.organisation
    organisation.about, organisation.meaning = (
        "For the young",
        "Young people discover that their ideas matter.",
    )
    organisation.save()
    context = visitor(browser, scheme=scheme, width=width)
    sign_in(context, live_server, house.coordinator)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in PATHS:
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
    assert complaints == []
    for path in PATHS:  # apart, since axe itself asks for what the policy refuses
        page.goto(live_server.url + path)
        assert faults(page) == [], path
    context.close()


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        f"{row['id']}: {node['html'][:160]}" for row in found.response["violations"] for node in row["nodes"]
    ]
