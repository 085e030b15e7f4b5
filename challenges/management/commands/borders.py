"""``manage.py borders countries-50m.json``: cut the part of Europe that the map shows out of the world.

The file comes from the npm package ``world-atlas`` (``npm pack world-atlas@2``), which redistributes Natural Earth's
public-domain borders as TopoJSON. Run once; the result lies in the repository.
"""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from math import hypot
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from challenges.atlas import DATA, Point, Ring

BOX = (8.4, 37.2, 25.6, 51.2)  # degrees: west, south, east, north
NOTICE = (
    "Borders: Natural Earth 1:50m, version 4.1, public domain (naturalearthdata.com), by way of the npm package "
    "world-atlas 2 (ISC licence, Michael Bostock), cut to the part shown by manage.py borders."
)
SMALLEST = 0.02  # square degrees: an island below it is a dot on the map
NO_CODE = "000"  # of lands to which ISO 3166-1 gives no number
TOLERANCE = 0.05  # degrees: about a pixel of the picture
DIGITS = 2  # of a degree: about a kilometre


class Command(BaseCommand):
    help = "Cut the map's borders out of world-atlas's countries-50m.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        topology = json.loads(options["source"].read_text(encoding="utf-8"))
        arcs = decoded(topology)
        countries: dict[str, list[Ring]] = {}
        for country in topology["objects"]["countries"]["geometries"]:
            rings = [ring for ring in map(cut, rings_of(country, arcs)) if area(ring) > SMALLEST]
            code = country.get("id", NO_CODE)
            for ring in rings:
                countries.setdefault(code, []).append([(round(x, DIGITS), round(y, DIGITS)) for x, y in ring])
        data = {"notice": NOTICE, "box": BOX, "countries": countries}
        DATA.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(countries)} countries, {DATA.stat().st_size // 1024} KB")


def decoded(topology: dict[str, Any]) -> list[Ring]:
    """The topology's arcs in degrees: they are written as steps on a grid, each from the one before."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return [simpler(arc) for arc in arcs]


def simpler(arc: Ring) -> Ring:
    """``arc`` without the points that lie closer than ``TOLERANCE`` to the line of their neighbours (Douglas and
    Peucker). Arcs are made simpler before they are joined, so that neighbours keep one border."""
    if len(arc) < 3:
        return arc
    away = [distance(point, arc[0], arc[-1]) for point in arc]
    farthest = max(range(len(arc)), key=away.__getitem__)
    if away[farthest] < TOLERANCE:
        return [arc[0], arc[-1]]
    return simpler(arc[: farthest + 1])[:-1] + simpler(arc[farthest:])


def distance(point: Point, start: Point, end: Point) -> float:
    """From ``point`` to the line from ``start`` to ``end``, in degrees; to ``start`` where the two are one."""
    along, across = end[0] - start[0], end[1] - start[1]
    length = hypot(along, across)
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs(across * (point[0] - start[0]) - along * (point[1] - start[1])) / length


def rings_of(country: dict[str, Any], arcs: Sequence[Ring]) -> list[Ring]:
    """The outlines of a country; holes (another country inside) are left to be drawn over."""
    polygons = country.get("arcs", [])
    if country["type"] == "Polygon":
        polygons = [polygons]
    return [joined(polygon[0], arcs) for polygon in polygons]


def joined(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """One ring out of its arcs; a number below zero names an arc that is walked backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def cut(ring: Ring) -> Ring:
    """What of ``ring`` lies inside the box, edge by edge after Sutherland and Hodgman."""
    west, south, east, north = BOX
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        ring = _cut_at(ring, axis, limit, sign)
    return ring


def _cut_at(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    """What of ``ring`` lies above ``limit`` on that axis, or below it where ``sign`` is -1."""

    def inside(value: float) -> bool:
        return sign * (value - limit) >= 0

    kept: Ring = []
    for before, point in zip([ring[-1], *ring], ring, strict=False) if ring else ():
        if inside(point[axis]) != inside(before[axis]):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append(
                (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
            )
        if inside(point[axis]):
            kept.append(point)
    return kept


def area(ring: Ring) -> float:
    """In square degrees, whichever way round the ring is walked."""
    pairs: list[tuple[Point, Point]] = list(zip(ring, [*ring[1:], *ring[:1]], strict=True))
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
