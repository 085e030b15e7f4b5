"""Browser windows of the sizes and habits we promise to serve."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from people.models import Person
from tests.browser.doors import sign_in

PHONE, DESK = 320, 1280


@dataclass(frozen=True)
class Habits:
    """How somebody browses: how wide, in which language, and whether scripts run."""

    width: int
    language: str
    scripts: bool

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{'js' if self.scripts else 'plain'}"

    def words(self, english: str) -> str:
        """Our words in the page's language."""
        with translation.override(self.language):
            return gettext(english)


ALL_HABITS = [
    Habits(width, language, scripts)
    for width in (PHONE, DESK)
    for language in ("en", "sl")
    for scripts in (True, False)
]
Opened = Callable[..., Page]


@pytest.fixture
def open_window(browser: Browser, live_server: LiveServer) -> Iterator[Opened]:
    """``open_window(path, habits, person=None)``: a page in a window of its own.

    It fails the test at its end where a script broke, the browser refused something, or the page was wider than
    its window.
    """
    windows: list[Page] = []
    faults: list[str] = []

    def opened(path: str, habits: Habits, person: Person | None = None) -> Page:
        context = browser.new_context(
            viewport={"width": habits.width, "height": 800},
            java_script_enabled=habits.scripts,
            base_url=live_server.url,
            reduced_motion="reduce",
        )
        if person is not None:
            sign_in(context, live_server, person)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if _is_fault(line.type, line.text) else None)
        page.goto(path)
        windows.append(page)
        return page

    yield opened
    for page in windows:
        page.context.close()
    assert faults == []


def _is_fault(kind: str, text: str) -> bool:
    """Whether the browser complains of us; that an answer was a refusal is what some tests are about."""
    return kind == "error" and "the server responded with a status of 4" not in text


def fits(page: Page) -> bool:
    """Whether nothing stands out of the window sideways; scripts must run."""
    # By a locator, which waits for a page that is just coming in.
    return bool(page.locator("html").evaluate("html => html.scrollWidth <= window.innerWidth"))
