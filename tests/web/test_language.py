"""The language switch keeps the page and its filters, remembers the choice, and leads nowhere else."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

SWITCH = "/en/language/"


@pytest.mark.django_db
def test_the_same_page_with_its_filters_in_another_language(client: Client) -> None:
    answer = client.post(SWITCH, {"language": "sl", "next": "/en/styleguide/?scheme=dark&q=%C4%8D"})
    assert answer.status_code == 302
    assert answer["Location"] == "/sl/styleguide/?scheme=dark&q=%C4%8D"
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "sl"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_page_without_a_language_in_its_path_stays(client: Client) -> None:
    answer = client.post(SWITCH, {"language": "it", "next": reverse("account_login")})
    assert answer["Location"] == reverse("account_login")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "",
        "http:///example.org",
    ],
)
def test_it_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    answer = client.post(SWITCH, {"language": "sl", "next": elsewhere})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "example.org" not in answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("unknown", ["de", "", "sl\x00", "../sl", "x" * 5000])
def test_an_unknown_language_changes_nothing(client: Client, unknown: str) -> None:
    answer = client.post(SWITCH, {"language": unknown, "next": "/en/styleguide/"})
    assert answer["Location"] == "/en/styleguide/"
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.django_db
def test_only_by_post(client: Client) -> None:
    assert client.get(SWITCH).status_code == 405
