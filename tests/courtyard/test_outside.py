"""The door, health, and what machines ask for."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from courtyard import outside
from tests.world import World


@pytest.mark.parametrize(
    ("profile", "cookie", "browser", "language"),
    [
        (None, None, None, "en"),
        (None, None, "sk,en;q=0.5", "sk"),
        (None, None, "de", "en"),
        (None, "it", "sk", "it"),
        ("hr", "it", "sk", "hr"),
    ],
)
def test_the_door_leads_on_in_the_persons_language(
    world: World, client: Client, profile: str | None, cookie: str | None, browser: str | None, language: str
) -> None:
    if profile:
        world.partner.language = profile
        world.partner.save(update_fields=["language"])
        client.force_login(world.partner)
    if cookie:
        client.cookies["django_language"] = cookie
    headers = {"Accept-Language": browser} if browser else {}
    response = client.get("/", headers=headers)
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")


def test_the_process_lives(client: Client) -> None:
    """No ``db`` fixture: a query would fail."""
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


def test_robots_and_the_icon(client: Client) -> None:
    assert "Disallow: /accounts/" in client.get("/robots.txt").text
    assert client.get("/favicon.ico")["Location"].endswith("mark.svg")


@pytest.fixture
def frozen() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def absent() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_all_parts_are_named(db: None, client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    answer = response.json()
    assert answer["database"] == answer["broker"] == "ok"
    assert {answer["worker"], answer["oldest_owed"]} <= {"ok", "degraded"}
    assert response["Cache-Control"].startswith("max-age=0, no-cache")


@pytest.mark.parametrize("state", ["frozen", "absent"])
def test_a_broker_that_is_away_degrades_and_delays_little(
    db: None, client: Client, settings: Any, request: pytest.FixtureRequest, state: str
) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{request.getfixturevalue(state)}/0"
    began = time.monotonic()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["broker"]) == (200, "degraded")
    assert response.json()["status"] == "degraded"
    assert time.monotonic() - began < 2 * outside.PATIENCE_S


@pytest.mark.parametrize("state", ["frozen", "absent"])
def test_without_the_database_it_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, state: str
) -> None:
    """No ``db`` fixture: nothing is asked of a database that does not answer."""
    elsewhere = {"dbname": "x", "host": "127.0.0.1", "port": request.getfixturevalue(state), "user": "x"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: elsewhere)
    began = time.monotonic()
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "away", "database": "away"})
    assert time.monotonic() - began < 2 * outside.PATIENCE_S
