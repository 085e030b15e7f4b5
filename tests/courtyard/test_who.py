"""Who gets which answer from every address of this room."""

import pytest

from tests.who import statuses, table
from tests.world import World

PUBLIC = [
    "/en/",
    "/en/search/",
    "/en/search/?q=housing",
    "/en/help/",
    "/en/accessibility/",
    "/en/privacy/",
    "/en/menu/",
    "/healthz",
    "/readyz",
    "/robots.txt",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_these_are_everybodys(world: World, path: str) -> None:
    assert statuses(world, lambda client: client.get(path)) == table(200, 200, 200, 200, 200, 200, 200)


def test_a_desk_is_for_those_with_an_account(world: World) -> None:
    assert statuses(world, lambda client: client.get("/en/me/")) == table(302, 200, 200, 200, 200, 200, 200)


@pytest.mark.parametrize("path", ["/", "/favicon.ico"])
def test_these_send_everybody_on(world: World, path: str) -> None:
    got = statuses(world, lambda client: client.get(path))
    assert set(got.values()) <= {301, 302}


@pytest.mark.parametrize("path", [*PUBLIC, "/en/me/"])
def test_none_of_these_takes_anything(world: World, path: str) -> None:
    got = statuses(world, lambda client: client.post(path))
    assert got.pop("visitor") in {302, 405}
    assert set(got.values()) == {405}
