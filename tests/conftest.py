"""What every test stands on; the servers themselves are started by ``tests.engine_plugin``."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from pytest_django.live_server_helper import LiveServer
from whitenoise import WhiteNoise

from tests import chromium
from tests import world as cast
from tests.doorkeeper import Doorkeeper
from web.assets import STYLESHEET, joined
from web.messages import catalogs

# How quickly examples come says more about how busy the machine is than about the code.
property_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
property_settings.load_profile("house")

BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}
REAL_COMMITS = {"transactional_db", "django_db_serialized_rollback", "live_server"}


def pytest_configure() -> None:
    """Cheap hashing and unhashed static names: the only settings that differ from the house's own.

    The catalogs are compiled here, before anything translates: Django reads them once a process.
    """
    catalogs.compile_(settings.BASE_DIR)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise misses it otherwise
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium to drive; without one the test is skipped, or fails under CI."""
    path = chromium.find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(chromium.ABSENT, pytrace=False)
        pytest.skip(chromium.ABSENT)
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: str) -> dict[str, Any]:
    """pytest-playwright's launch options: our Chromium, which as root has no sandbox and calls nobody."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium_path,
        "args": ["--no-sandbox", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def doorkeeper(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Doorkeeper:
    """The door of the live server, shut until a test opens it.

    Static files lie before it, the stylesheets in one: served Django's way for tests, a page's hundred files are each
    looked for anew, which cost more than the page.
    """
    server = live_server.thread.httpd
    keeper = Doorkeeper(server.get_app())
    shop = WhiteNoise(keeper, max_age=3600)
    for finder in get_finders():
        for storage in finder.storages.values():
            shop.add_files(storage.location, settings.STATIC_URL)
    place = tmp_path_factory.mktemp("static")
    (place / STYLESHEET).parent.mkdir()
    (place / STYLESHEET).write_text(joined(), encoding="utf-8")
    shop.add_files(str(place), settings.STATIC_URL)
    server.set_app(shop)
    return keeper


@pytest.fixture(autouse=True)
def _open_house(request: pytest.FixtureRequest) -> Iterator[None]:
    """Open the live server for a test that asks for it; shut it after the windows and before the tables are emptied."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # asked for first, it ends after us
    keeper: Doorkeeper = request.getfixturevalue("doorkeeper")
    keeper.open()
    yield
    keeper.shut()


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> None:
    """Empty the cache before tests that commit: sign-in limits lie there, and no rollback clears them."""
    mark = request.node.get_closest_marker("django_db")
    commits = mark is not None and mark.kwargs.get("transaction", False)
    if commits or REAL_COMMITS & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        cache.clear()


@pytest.fixture
def world(db: None) -> "cast.World":
    """The fixed cast of ``tests.world``, made anew for each test."""
    return cast.world()


@pytest.fixture(autouse=True)
def _start_in_english() -> None:
    """A page in another language leaves its language on in the process; each test starts without."""
    translation.activate("en")
