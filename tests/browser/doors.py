"""Ways into the house for browser tests."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from people.models import Person


def sign_in(context: BrowserContext, live_server: LiveServer, person: Person) -> None:
    """Give the browser a session of ``person``, without the sign-in page (which has tests of its own)."""
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
