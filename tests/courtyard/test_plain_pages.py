"""Help, accessibility, privacy, the menu: public, whole, in five languages, without a query."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.world import World

PAGES = ["help", "accessibility", "privacy", "menu"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_everybody_may_read_it(
    db: None, client: Client, django_assert_num_queries: Any, page: str, language: str
) -> None:
    with django_assert_num_queries(0):
        response = client.get(f"/{language}/{page}/")
    assert response.status_code == 200
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_it_is_only_read(db: None, client: Client, page: str) -> None:
    assert client.post(f"/en/{page}/").status_code == 405


def test_privacy_names_the_cookies_that_are_really_set(world: World, client: Client) -> None:
    page = client.get("/en/privacy/").text
    client.get("/accounts/login/")
    client.post("/en/language/", {"language": "sl", "next": "/en/"})
    client.force_login(world.partner)
    assert client.cookies
    for name in client.cookies:
        assert f">{name}<" in page
