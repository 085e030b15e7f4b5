"""A report that everybody may read leads each reader to what opens for them, and says what does not."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from challenges.models import Challenge
from initiatives.models import Initiative, Update
from reports.models import Report
from tests.gates.cast import measured
from tests.reports.making import frozen, made, some_work, tag
from tests.who import client_of
from tests.world import World, initiative

KEPT, SHOWN = "We count ourselves.", "Forty people came to the yard."
LINK = re.compile(r'href="(/[^"]*)"')


def tell(world: World, thing: Initiative, text: str) -> None:
    Update.add(about=thing, kind="progress", text=text, language="en", by=world.partner)


@pytest.fixture
def own(world: World) -> Initiative:
    """An initiative that Celje keeps to itself, on a challenge that it keeps to itself."""
    some_work(world)
    affair = Challenge.open(
        alliance=world.celje,
        slug="own-affair",
        title="Our own affair",
        summary="Kept.",
        language="en",
        by=world.coordinator,
        public=False,
    )
    thing = initiative(world.youth, "Among us", challenges=[affair], public=False)
    tag(thing, world.governance, "core", world)
    tell(world, thing, KEPT)
    tell(world, Initiative.objects.visible_to(None).earliest("logged_at"), SHOWN)
    measured(world, thing)
    return thing


def published(world: World, report: Report) -> Report:
    report.publish(by=world.coordinator)
    return report


def one_of_each(links: list[str]) -> set[str]:
    """Of lists that differ in nothing a wall could ask about, one."""
    kinds = {}
    for link in links:
        parts = urlsplit(link)
        asked = parse_qs(parts.query)
        kinds[parts.path, str(asked.get("by")), str(asked.get("key"))] = link
    return set(kinds.values())


def document_for(world: World, who: str, report: Report) -> str:
    page = client_of(world, who).get(report.get_absolute_url()).text
    return unescape(page[page.index('id="document"') : page.index("</article>")])


@pytest.mark.parametrize("kind", ["progress", "coverage"])
def test_every_link_of_a_public_report_opens_for_its_reader(world: World, own: Initiative, kind: str) -> None:
    words = {"highlights": f"{KEPT} {SHOWN}"}
    report = published(world, frozen(world, narrative=words) if kind == "progress" else made(world))
    for who in ("visitor", "partner", "kosice_coordinator", "coordinator"):
        client, links = client_of(world, who), LINK.findall(document_for(world, who, report))
        assert links
        closed = {link for link in one_of_each(links) if client.get(link, follow=True).status_code >= 400}
        assert not closed, who


def test_what_a_sentence_rests_on_is_named_and_said_to_be_for_members(world: World, own: Initiative) -> None:
    report = published(world, frozen(world, narrative={"highlights": f"{KEPT} {SHOWN}"}))
    says, checksum = report.says, report.checksum
    for who, there in (
        ("visitor", False),
        ("kosice_coordinator", False),
        ("partner", True),
        ("coordinator", True),
    ):
        text = document_for(world, who, report)
        assert (f'href="{own.get_absolute_url()}' in text, "(for members only)" in text) == (there, not there)
        assert own.title in text, "it is named all the same"
    assert (report.says, report.checksum) == (says, checksum), "what is frozen stays as it is"


def test_looking_what_opens_costs_a_query_for_each_kind_of_thing(
    world: World, own: Initiative, django_assert_max_num_queries: Any
) -> None:
    report = published(world, frozen(world))
    with django_assert_max_num_queries(14):
        Client().get(report.get_absolute_url())
