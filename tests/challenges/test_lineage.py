"""Lineages, whatever cities adopt in whatever order: no descent from oneself, in order, read from any node."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alliances.models import Alliance
from challenges.flow import flow
from challenges.lineage import lineage
from challenges.models import Adoption, Challenge
from tests.challenges.lineages import grown
from tests.world import World, adoption, alliance
from web.exceptions import DomainError

CITIES = 4


class TestAnyOrder(TestCase):
    """Each step is a pair: which of the challenges that stand, adopted by which city."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, CITIES - 1)), max_size=12))
    def test_a_lineage_is_a_tree_without_a_way_home(self, steps: list[tuple[int, int]]) -> None:
        cities = [alliance(f"city-{number}", f"City {number}", "SI") for number in range(CITIES)]
        first: dict[str, Any] = {"summary": "In a line", "language": "en", "by": None}
        standing = [
            Challenge.open(alliance=city, slug=f"of-{city.slug}", title=f"Of {city.city}", **first)
            for city in cities[:2]
        ]
        for which, city in steps:
            origin, by = standing[which % len(standing)], cities[city]
            line = {origin.alliance_id, *_alliances_of(origin.ancestors)}
            allowed = by.pk not in line and not origin.adoptions.filter(alliance=by).exists()
            try:
                made = adoption(origin, by)
            except DomainError:
                assert not allowed
            else:
                assert allowed
                assert made.local is not None
                standing.append(made.local)
        for row in Challenge.objects.all():
            assert row.pk not in row.ancestors
            assert len(set(row.ancestors)) == len(row.ancestors) < CITIES
            owners = [row.alliance_id, *_alliances_of(row.ancestors)]
            assert len(set(owners)) == len(owners)
            _same_from_every_node(row)
        assert Adoption.objects.count() == len(standing) - 2


def _alliances_of(ids: list[Any]) -> list[Any]:
    return list(Challenge.objects.filter(pk__in=ids).values_list("alliance", flat=True))


def _same_from_every_node(challenge: Challenge) -> None:
    """The tree holds every challenge of the line once, each under the one it was made out of."""
    tree = lineage(challenge, None)
    shown = [node.challenge for node in tree.nodes]
    assert {one.pk for one in shown if one} == {row.pk for row in Challenge.objects.in_line_with(challenge)}
    assert [node.challenge for node in tree.nodes if node.here] == [challenge]
    for above, below in tree.edges:
        assert above.challenge
        assert below.challenge
        assert below.adoption
        assert below.challenge.ancestors == [*above.challenge.ancestors, above.challenge.pk]
        assert below.adoption.origin_id == above.challenge.pk
        assert below.x > above.x
    places = [(node.x, node.y) for node in tree.nodes]
    assert len(set(places)) == len(places)


@pytest.fixture
def onward(world: World) -> tuple[Adoption, Adoption, Alliance]:
    nardo = alliance("nardo", "Nardò", "IT", language="it")
    made = adoption(world.housing, world.kosice, title="Bývanie", kept="The *stairs*")
    assert made.local
    return made, adoption(made.local, nardo, title="Abitare", dropped="The meter"), nardo


def test_it_is_drawn_and_listed_the_same_from_any_node(
    world: World, onward: tuple[Adoption, Adoption, Alliance], client: Client
) -> None:
    made, further, _nardo = onward
    assert made.local
    assert further.local
    for thing in (world.housing, made.local, further.local, made, further):
        page = client.get(thing.get_absolute_url()).content.decode()
        assert page.count('class="lineage__node') == 3
        assert page.count('class="lineage__item') == 3
        assert page.count("lineage__item--here") == 1
        for words in ("The stairs", "The meter", "Košice", "Nardò", "Slovak"):
            assert words in page
        picture = re.search(r"<svg class=\"lineage__tree.*?</svg>", page, re.DOTALL)
        assert picture
        assert re.findall(r'"lineage__language"[^>]*>(\w+)<', picture[0]) == ["English", "Slovak", "Italian"]
        marks = re.findall(r"lineage__marks.*?<title>(.*?)</title>(.*?)</g>", picture[0], re.DOTALL)
        assert [(title.startswith("Kept: "), drawn.count("lineage__mark")) for title, drawn in marks] == [
            (True, 2),
            (True, 3),
        ]
        assert "Kept: The stairs" in marks[0][0]
        assert "Dropped: The meter" in marks[1][0]


def test_who_may_not_see_a_node_reads_the_rest_without_it(
    world: World, onward: tuple[Adoption, Adoption, Alliance]
) -> None:
    made, further, _nardo = onward
    assert made.local
    assert further.local
    made.local.show_to_all(False, by=None)
    seen = lineage(world.housing, None)
    assert [node.title for node in seen.nodes] == ["Housing", "Housing", "Abitare"]
    assert [node.url for node in seen.nodes][1] == made.get_absolute_url(), (
        "that the city works on it is no secret"
    )
    assert [(above.alliance, below.alliance) for above, below in seen.edges] == [
        (world.celje, world.kosice), (world.kosice, further.alliance)
    ]  # fmt: skip
    Adoption.objects.filter(pk=made.pk).update(public=False)
    seen = lineage(world.housing, None)
    assert [(above.title, below.title) for above, below in seen.edges] == [("Housing", "Abitare")]
    assert len(lineage(further.local, world.kosice_coordinator).nodes) == 3


def test_interest_is_a_faint_leaf(world: World, client: Client) -> None:
    world.housing.declare_interest(alliance=world.kosice, by=None)
    page = client.get(world.housing.get_absolute_url()).content.decode()
    assert "lineage__edge--faint" in page
    assert "Interested" in page


def test_a_lineage_of_a_thousand_nodes_costs_no_more_queries(world: World, client: Client) -> None:
    grown(world.housing, 1_000)
    page = world.housing.get_absolute_url()
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        found = client.get(page)
    assert len(found.context["tree"].nodes) == 1_001
    assert len(queries) <= 22
    with CaptureQueriesContext(connection) as queries:
        assert flow(world.outsider).strands
    assert len(queries) <= 6
