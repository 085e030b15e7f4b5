"""Journey 6: following, the inbox with its reasons and switches, Monday's mail, and the way out of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from activity.models import Follow, Notification, Owed, Preference, claim, perform
from activity.models.digests import moment_of
from activity.registry import job_of
from tests import world as cast
from tests.browser.doors import sign_in
from tests.world import World, initiative

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def celje(transactional_db: None) -> World:
    made = cast.world()
    Notification.objects.all().delete()
    Owed.objects.all().delete()
    return made


def work(now: datetime) -> None:
    """What beat and a worker do at that moment, until nothing is left."""
    job_of("activity.digests").run(now=now)
    while rows := claim(now):
        for row in rows:
            perform(row.pk, now)


def next_monday() -> datetime:
    """Seven in Celje, on the Monday that comes."""
    return moment_of("weekly", "Europe/Ljubljana", timezone.now() + timedelta(days=7))[0].astimezone(UTC)


def something_happens(celje: World) -> None:
    for title in ("Keys for two", "Young people have their say about the empty homes at the railway station"):
        initiative(celje.youth, title, challenges=[celje.housing], by=celje.partner)
    work(timezone.now())
    mail.outbox.clear()


def letter() -> Any:
    [one] = [one for one in mail.outbox if one.to == ["outsider@celje.example"]]
    return one


def html_of(one: Any, live_server: LiveServer) -> str:
    return one.alternatives[0].content.replace(settings.SITE_URL, live_server.url)


def test_from_following_to_mondays_mail_and_out_again(
    page: Page, context: BrowserContext, live_server: LiveServer, celje: World
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    sign_in(context, live_server, celje.outsider)
    page.goto(f"{live_server.url}/en/challenges/housing/")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Unfollow", exact=True)).to_be_visible()

    something_happens(celje)
    page.goto(f"{live_server.url}/en/menu/")
    page.get_by_role("link", name="Inbox 2 unread").click()
    expect(page.get_by_text("Keys for two").first).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Keys for two").filter(has_text="Mark as read")
    row.get_by_text("Why do I get this?").click()
    expect(row.get_by_text("You follow Housing.")).to_be_visible()
    row.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as read: Keys for two")).to_have_count(0)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0

    # What was read here need not come by mail; the other comes on Monday at seven, and once.
    monday = next_monday()
    work(monday - timedelta(minutes=15))
    assert mail.outbox == []
    for minutes in (0, 15, 30):
        work(monday + timedelta(minutes=minutes))
    one = letter()
    assert "Young people have their say" in one.subject
    assert "Keys for two" not in one.body
    stop = one.extra_headers["List-Unsubscribe"].strip("<>").replace(settings.SITE_URL, live_server.url)
    page.context.clear_cookies()
    page.goto(stop)
    assert not Preference.objects.exists()
    page.get_by_role("button", name="Send me no more of them").click()
    expect(page.get_by_role("heading", name="It is done")).to_be_visible()
    assert Preference.objects.filter(person=celje.outsider, channel="mail", pace="off").exists()


def test_without_a_script_it_is_the_same(browser: Browser, live_server: LiveServer, celje: World) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    try:
        sign_in(context, live_server, celje.outsider)
        page.goto(f"{live_server.url}/en/challenges/housing/")
        page.get_by_role("button", name="Follow", exact=True).click()
        expect(page.get_by_role("button", name="Unfollow", exact=True)).to_be_visible()
        something_happens(celje)
        page.goto(f"{live_server.url}/en/me/notifications/")
        page.get_by_text("Why do I get this?").first.click()
        page.get_by_role("button", name="Unfollow Housing").first.click()
        page.get_by_role("button", name="Mark all as read").click()
        expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
        page.goto(f"{live_server.url}/en/me/following/")
        expect(page.get_by_text("You follow nothing yet")).to_be_visible()
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_mail_reads_well(page: Page, live_server: LiveServer, celje: World, scheme: str) -> None:
    """axe finds nothing, nothing is fetched from anywhere, and it fits a phone, in light and in dark."""
    celje.outsider.language = "sl"
    celje.outsider.save(update_fields=["language"])
    Follow.begin(thing=celje.housing, by=celje.outsider)
    something_happens(celje)
    work(next_monday())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 320, "height": 800})
    page.set_content(html_of(letter(), live_server))
    assert asked == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert Axe().run(page, options=RULES).response["violations"] == []
