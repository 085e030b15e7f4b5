"""The map: one focus, few links, the same as a list, and as files."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from blocks.connections.drawing import CX, CY, HEIGHT, RING, WIDTH, draw, wrapped
from blocks.connections.picture import MOST, NODES, Picture, focus_of
from blocks.models import Connection
from initiatives.models import Initiative
from tests.connections.test_acts import as_
from tests.connections.test_weighing import tag
from tests.world import World, initiative

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def crowd(world: World) -> list[Initiative]:
    """Twenty-four initiatives of three partners, each of which could join with the first and with the next."""
    leads = (world.youth, world.incubator, world.municipality)
    made = [initiative(leads[number % 3], f"Work {number} & more") for number in range(24)]
    for one in made:
        tag(world, one, "participation", "governance", "creativity")
    pairs = {tuple(sorted((made[0].pk, one.pk))) for one in made[1:]}
    pairs |= {tuple(sorted((one.pk, other.pk))) for one, other in pairwise(made[1:])}
    reasons = [{"code": "stage", "stage": "idea", "points": 30}]
    Connection.objects.bulk_create(
        Connection(one_id=one, other_id=other, score=30 + number, reasons=reasons)
        for number, (one, other) in enumerate(sorted(pairs))
    )
    return made


def picture(about: str, steps: int = 2, person: object = None) -> Picture:
    focus = focus_of(RequestFactory().get("/", {"focus": about}).GET, person)
    assert focus
    return draw(Picture(focus, person, steps))


def test_it_never_grows_beyond_what_one_can_read(crowd: list[Initiative]) -> None:
    for about in (f"initiative:{crowd[0].slug}", "partner:youth-centre", "block:participation"):
        for steps in (1, 2):
            shown = picture(about, steps)
            assert 0 < len(shown.links) + len(shown.strands) <= MOST
            assert len(shown.nodes) <= NODES
            assert sum(len(partner.nodes) for partner in shown.partners) == len(shown.nodes)
            assert all(0 < node.x < WIDTH and 0 < node.y < HEIGHT for node in shown.nodes)
    one, two = (picture(f"initiative:{crowd[1].slug}", steps) for steps in (1, 2))
    assert len(one.nodes) < len(two.nodes)
    assert {node.steps for node in one.nodes} == {0, 1}
    assert {node.steps for node in two.nodes} == {0, 1, 2}


def test_partners_stand_on_the_ring_and_the_focus_at_the_top(crowd: list[Initiative]) -> None:
    shown = picture(f"initiative:{crowd[4].slug}")
    first = shown.partners[0]
    assert first.focused
    assert abs(first.x - CX) < 1
    assert first.y < CY - RING
    inside = [((node.x - CX) ** 2 + (node.y - CY) ** 2) ** 0.5 for node in shown.nodes]
    assert max(inside) < RING
    middle = [((one.x - CX) ** 2 + (one.y - CY) ** 2) ** 0.5 for one in shown.middles]
    assert max(middle) < min(inside)
    assert wrapped("Celje Youth Centre") == ["Celje Youth Centre"]
    long = wrapped("Business Incubator of the Savinjska Region and of much else")
    assert len(long) == 3
    assert long[2].endswith("…")


def test_the_list_holds_what_the_map_shows_and_every_node_leads_on(crowd: list[Initiative]) -> None:
    url = reverse("connections:map")
    text = as_(None).get(f"{url}?focus=initiative:{crowd[0].slug}").content.decode()
    shown = picture(f"initiative:{crowd[0].slug}", 1)
    for link in shown.links:
        assert link.connection.get_absolute_url() in text
    for node in shown.nodes[1:]:
        assert text.count(f"focus=initiative:{node.initiative.slug}") >= 2, "on the map and in the list"
        assert node.initiative.get_absolute_url() in text
    assert "could join with 10 others" in text
    assert "focus=block:participation" in text
    assert "focus=partner:youth-centre" in text


def test_it_starts_with_something_of_the_readers_own(world: World, crowd: list[Initiative]) -> None:
    assert focus_of(RequestFactory().get("/").GET, world.partner).thing.partnership == world.youth  # type: ignore[union-attr]
    assert focus_of(RequestFactory().get("/").GET, None) is not None
    assert as_(world.partner).get(reverse("connections:map")).status_code == 200


def test_before_anything_connects_it_says_what_would(world: World) -> None:
    text = as_(None).get(reverse("connections:map")).content.decode()
    assert "Nothing connects yet" in text
    assert Client().get(reverse("connections:svg")).status_code == 404


def test_nonsense_in_the_address_is_not_found(world: World, crowd: list[Initiative]) -> None:
    for about in ("x", "initiative:", "person:1", "block:no-such", f"block:{'x' * 500}", "partner:a\0b"):
        assert Client().get(reverse("connections:map"), {"focus": about}).status_code == 404, about
    assert Client().get(reverse("connections:map"), {"steps": "many"}).status_code == 200


def test_what_stands_behind_a_wall_is_not_on_the_map(world: World, crowd: list[Initiative]) -> None:
    about = f"initiative:{crowd[0].slug}"
    hidden = picture(about).links[0].seen.there
    Initiative.objects.filter(pk=hidden.pk).update(public=False)
    assert hidden in picture(about, person=world.partner).initiatives
    assert hidden not in picture(about).initiatives
    for route in ("map", "svg", "graphml"):
        answer = Client().get(reverse(f"connections:{route}"), {"focus": f"initiative:{hidden.slug}"})
        assert answer.status_code == 404


def test_it_is_kept_as_a_picture_and_as_a_graph(crowd: list[Initiative]) -> None:
    about = {"focus": f"initiative:{crowd[0].slug}", "steps": "2"}
    answer = Client().get(reverse("connections:svg"), about)
    assert answer["Content-Disposition"] == f'attachment; filename="connections-{crowd[0].slug}.svg"'
    root = ET.fromstring(answer.content)
    assert root.tag == f"{SVG}svg"
    assert all(link.get("href", "").startswith("http") for link in root.iter(f"{SVG}a"))
    assert root.find(f"{SVG}style") is not None

    root = ET.fromstring(Client().get(reverse("connections:graphml"), about).content)
    nodes = {node.get("id") for node in root.iter(f"{GRAPHML}node")}
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{GRAPHML}edge")]
    shown = picture(about["focus"])
    assert {str(node.initiative.pk) for node in shown.nodes} <= nodes
    assert all(one in nodes and other in nodes for one, other in edges)
    declared = {key.get("id") for key in root.iter(f"{GRAPHML}key")}
    assert {data.get("key") for data in root.iter(f"{GRAPHML}data")} <= declared
    assert len(edges) == len(shown.links) + len(shown.strands) + len(shown.nodes)
