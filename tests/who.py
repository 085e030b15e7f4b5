"""Who may do what over HTTP: one table for each page."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.world import World

WHO = (
    "visitor",
    "outsider",
    "other_member",
    "partner",
    "coordinator",
    "kosice_coordinator",
    "administrator",
)


def client_of(world: World, who: str) -> Client:
    """A browser of one of the cast, signed in unless it is the visitor's."""
    client = Client()
    if who != "visitor":
        client.force_login(getattr(world, who))
    return client


def statuses(world: World, act: Callable[[Client], Any]) -> dict[str, int]:
    """The status that ``act`` gets for everybody of the cast."""
    return {who: act(client_of(world, who)).status_code for who in WHO}


def table(*statuses: int) -> dict[str, int]:
    """What is expected, in the order of ``WHO``."""
    return dict(zip(WHO, statuses, strict=True))
