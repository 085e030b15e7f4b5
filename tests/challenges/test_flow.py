"""The transfer picture, the map and the table: every adoption a strand, nothing behind a wall, nothing over another."""

import itertools
import json
from typing import Any

import pytest
from django.test import Client

from challenges import flow as drawing
from challenges.atlas import DATA, atlas
from challenges.flow import flow, themes
from challenges.management.commands.borders import BOX, area, cut, decoded, rings_of
from challenges.models import Adoption
from tests.world import World, adoption


@pytest.fixture
def travelling(world: World) -> Adoption:
    world.kosice.latitude, world.kosice.longitude = 48.72, 21.26
    world.kosice.save()
    return adoption(world.city_vibe, world.kosice, who=world.kosice_coordinator)


def test_each_adoption_is_a_strand_a_list_entry_and_a_way_on_the_map(
    world: World, travelling: Adoption, client: Client
) -> None:
    found = flow(world.outsider)
    assert [strand.adoption for strand in found.strands] == [travelling]
    assert [(city, rows) for city, rows in found.by_city] == [(world.kosice, [travelling])]
    assert found.finding == f"Furthest travelled: {travelling.origin.title}, taken up in 1 other city."
    assert found.map is not None
    assert len(found.map.ways) == 1
    for path in ("/en/", "/en/challenges/"):
        page = client.get(path).content.decode()
        # Wide picture, narrow picture and list: the same link in each.
        assert page.count(f'href="{travelling.get_absolute_url()}"') >= 3, path
        assert "Map of the cities" in page


def test_coordinates_are_numbers_in_every_language(travelling: Adoption, client: Client) -> None:
    page = client.get("/sl/challenges/").content.decode()
    pictures = page[page.index("flow__picture--wide") : page.index("atlas__notice")]
    assert "translate(250 " in pictures
    for piece in ("d=", "transform=", "viewBox="):
        assert all("," not in one.split('"', 2)[1] for one in pictures.split(f" {piece}")[1:])


def test_what_is_an_alliances_own_is_no_strand_for_others(world: World, travelling: Adoption) -> None:
    Adoption.objects.update(public=False)
    assert flow(world.outsider).strands == []
    assert len(flow(world.kosice_coordinator).strands) == 1


def test_without_an_adoption_there_is_no_picture(world: World, client: Client) -> None:
    assert flow(world.outsider).strands == []
    assert "flow__picture" not in client.get("/en/").content.decode()
    assert "flow__picture" not in client.get("/en/challenges/").content.decode()


def test_the_table_says_who_works_on_what(world: World, travelling: Adoption) -> None:
    for one in (travelling.origin, travelling.local):
        assert one is not None
        one.theme = drawing.Theme.objects.get_or_create(slug="city-vibe", name="City vibe")[0]
        one.save()
    found = themes(world.outsider)
    (theme, cells), *others = found.rows
    assert (theme.slug, others) == ("city-vibe", [])
    by_city = dict(zip(found.cities, cells, strict=True))
    assert by_city[world.celje].challenges == [(travelling.origin, None)]
    assert by_city[world.kosice].challenges == [(travelling.local, travelling)]


@pytest.mark.parametrize("sizes", [[1], [3, 1], [1, 1, 1, 1], [9, 2, 1]])
def test_no_table_and_no_label_lies_over_another(sizes: list[int]) -> None:
    numbers = iter(range(100))

    class Thing:
        def __init__(self) -> None:
            self.pk: Any = next(numbers)

    groups: Any = [(Thing(), [Thing() for _ in range(size)]) for size in sizes]
    cities, places, height = drawing._columns(groups)
    middles = [city.y for city in cities.values()]
    assert all(b - a >= 2 * drawing.TABLE for a, b in itertools.pairwise(middles))
    rows = sorted(places.values())
    assert all(b - a >= 36 for a, b in itertools.pairwise(rows))
    assert rows[-1] + 18 <= height
    _tops, heads, steps, narrow = drawing._trunk([], groups)
    lines = sorted([*steps.values(), *(head.y for head in heads)])
    assert all(b - a >= 36 for a, b in itertools.pairwise(lines))
    assert max(steps.values()) + 18 <= narrow


def test_the_map_holds_the_four_cities_and_its_notice() -> None:
    world = atlas()
    assert "public domain" in world.notice
    assert all(
        world.shows(*place) for place in [(15.27, 46.24), (16.34, 46.31), (21.26, 48.72), (18.03, 40.18)]
    )
    assert {705, 191, 703, 380} <= {land.code for land in world.lands}
    x, y = world.at(BOX[0], BOX[3])
    assert (x, y) == (0, 0)
    assert DATA.stat().st_size < 20_000, "it stands on the courtyard's page"


def test_borders_are_decoded_joined_and_cut() -> None:
    topology: dict[str, Any] = {
        "transform": {"scale": [1, 1], "translate": [5, 40]},
        # The lower right half of a square of 10 degrees, then the way back along its upper left.
        "arcs": [[[0, 0], [10, 0], [0, 5]], [[0, 0], [0, 5], [10, 0]]],
    }
    country = {"type": "Polygon", "arcs": [[0, ~1]]}
    arcs = decoded(topology)
    (ring,) = rings_of(country, arcs)
    assert ring[0] == (5, 40)
    assert ring[-1] == (5, 40), "closed: one arc there, the other backwards"
    assert area(ring) == 50
    inside = cut(ring)
    assert area(inside) == pytest.approx(5 * (15 - BOX[0])), "what lies west of the box is gone"
    assert json.loads(DATA.read_text())["box"] == list(BOX)
