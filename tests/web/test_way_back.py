"""Every page leads back to the list it was reached from, with its filters, and to what was searched for."""

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize(
    ("before", "link"),
    [
        ("http://testserver/en/challenges/?alliance=celje", 'href="/en/challenges/?alliance=celje"'),
        (
            "http://testserver/en/search/?q=hous&kind=challenge",
            'href="/en/search/?q=hous&amp;kind=challenge"',
        ),
    ],
)
def test_the_way_back_keeps_what_the_reader_came_with(world: World, before: str, link: str) -> None:
    page = Client().get(world.housing.get_absolute_url(), headers={"referer": before}).content.decode()
    assert f'class="way-back" {link}' in page


@pytest.mark.parametrize(
    "before",
    [
        "",
        "http://testserver/en/search/",
        "https://elsewhere.example/en/challenges/?alliance=celje",
        "http://testserver/en/initiatives/?q=bench",
        "http://[::1/en/search/?q=x",
    ],
)
def test_it_leads_nowhere_else(world: World, before: str) -> None:
    page = Client().get(world.housing.get_absolute_url(), headers={"referer": before}).content.decode()
    assert page.count('class="way-back"') == 1
    assert 'class="way-back" href="/en/challenges/"' in page
