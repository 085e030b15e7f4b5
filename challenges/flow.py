"""Where challenges travel: the transfer picture, the map of the cities, and the table of themes and cities.

All three are laid out here, in the units of their SVG; the templates only draw. Positions are numbers of ours, words
go through the templates' escaping.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from alliances.models import Alliance
from challenges.atlas import Atlas, Land, atlas
from challenges.models import Adoption, Challenge, Theme
from web.strands import apart, strand

MOST = 40  # strands in the picture; the list beside it has them all
LISTED = 200

# The wide picture.
ROW, APART, ROOM = 46, 26, 96  # between strands, between cities, and the least height of a city
WIDE = 760
TABLE = 44  # radius of a city's table
LEFT, RIGHT = 60, 700  # middles of the tables
LABEL_FROM, LABEL_TO = 250, 500  # where a strand's label lies
# The narrow one: a trunk with branches.
NARROW = 320
TRUNK, BRANCH = 22, 52
STEP, HEAD = 44, 56


@dataclass(frozen=True, kw_only=True)
class City:
    """A city's table in a picture."""

    alliance: Alliance
    x: float
    y: float

    @property
    def at(self) -> str:
        """Where its middle is, as an SVG says it: no language writes these numbers its own way."""
        return f"translate({self.x:g} {self.y:g})"


@dataclass(frozen=True, kw_only=True)
class Strand:
    """One adoption on its way: ``path`` in the wide picture, ``branch`` in the narrow one, with its labels' places."""

    adoption: Adoption
    path: str
    y: float
    branch: str
    narrow_y: float

    @property
    def at(self) -> str:
        """Where its label's left end is in the wide picture."""
        return f"translate({LABEL_FROM} {self.y:g})"

    @property
    def narrow_at(self) -> str:
        """The same in the narrow one."""
        return f"translate({BRANCH} {self.narrow_y:g})"

    @property
    def kind(self) -> str:
        """How it is drawn: going on, sustained, paused or stopped."""
        return str(self.adoption.state)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The transfer picture with its ``finding`` and, by adopting city, the list of all it shows."""

    finding: str = ""
    strands: list[Strand] = field(default_factory=list)
    origins: list[City] = field(default_factory=list)
    adopters: list[City] = field(default_factory=list)
    tops: list[City] = field(default_factory=list)
    heads: list[City] = field(default_factory=list)
    trunk: str = ""
    by_city: list[tuple[Alliance, list[Adoption]]] = field(default_factory=list)
    height: int = 0
    narrow_height: int = 0
    further: int = 0
    map: "Map | None" = None
    themed: bool = False  # whether the table of themes and cities has a row for it


def flow(person: Any) -> Flow:
    """What ``person`` may see of it; three queries. Empty while nobody has adopted anything."""
    rows = list(Adoption.objects.visible_to(person).adopted().for_cards().newest_first()[:LISTED])
    rows = [row for row in rows if row.local is not None]
    if not rows:
        return Flow()
    by_city = _by_city(rows)
    drawn = _by_city(rows[:MOST])
    adopters, places, height = _columns(drawn)
    origins = _origins(rows[:MOST], places, height)
    tops, heads, steps, narrow_height = _trunk(list(origins.values()), drawn)
    strands = [
        Strand(
            adoption=row,
            path=_strand(origins[_origin(row).pk].y, places[row.pk], adopters[row.alliance_id].y),
            y=places[row.pk],
            branch=f"M{TRUNK} {steps[row.pk] - STEP / 2:g}v{STEP / 2 - 12:g}q0 12 12 12H{BRANCH}",
            narrow_y=steps[row.pk],
        )
        for _city, adoptions in drawn
        for row in adoptions
    ]
    return Flow(
        finding=finding(rows),
        strands=strands,
        origins=list(origins.values()),
        adopters=list(adopters.values()),
        tops=tops,
        heads=heads,
        trunk=f"M{TRUNK} {HEAD / 2:g}V{max(steps.values()) - 12:g}",
        by_city=by_city,
        height=height,
        narrow_height=round(narrow_height),
        further=max(0, len(rows) - MOST),
        map=map_of(rows),
        themed=any(
            (row.origin_open and row.origin.theme_id) or (row.local_open and row.local.theme_id)
            for row in rows
        ),
    )


def _origin(row: Adoption) -> Alliance:
    return row.origin.alliance


def _by_city(rows: Sequence[Adoption]) -> list[tuple[Alliance, list[Adoption]]]:
    """The adoptions by who adopted, who adopted most first; within a city by theme."""
    found: dict[UUID, list[Adoption]] = {}
    for row in rows:
        found.setdefault(row.alliance_id, []).append(row)
    groups = [(group[0].alliance, sorted(group, key=_order)) for group in found.values()]
    return sorted(groups, key=lambda group: (-len(group[1]), group[0].city))


def _order(row: Adoption) -> tuple[int, str]:
    return (row.origin.theme.order if row.origin.theme else 999, row.origin.slug)


def finding(rows: Sequence[Adoption]) -> str:
    """In a sentence, what has travelled furthest."""
    cities: dict[UUID, set[UUID]] = {}
    titles: dict[UUID, str] = {}
    for row in sorted(rows, key=_order):
        cities.setdefault(row.origin_id, set()).add(row.alliance_id)
        words = row.travelled
        titles[row.origin_id] = words.title if words else row.title
    most = max(len(found) for found in cities.values())
    furthest = [titles[pk] for pk, found in cities.items() if len(found) == most]
    sentence = ngettext(
        "Furthest travelled: %(challenges)s, taken up in %(count)d other city.",
        "Furthest travelled: %(challenges)s, taken up in %(count)d other cities.",
        most,
    )
    return sentence % {"challenges": ", ".join(furthest[:3]), "count": most}


def _columns(
    drawn: Sequence[tuple[Alliance, list[Adoption]]],
) -> tuple[dict[UUID, City], dict[UUID, float], int]:
    """The adopters' tables and each adoption's row, by id, and the height of it all."""
    cities: dict[UUID, City] = {}
    places: dict[UUID, float] = {}
    top = 8.0
    for alliance, adoptions in drawn:
        room = max(ROOM, ROW * len(adoptions))
        middle = top + room / 2
        first = middle - ROW * (len(adoptions) - 1) / 2
        places |= {row.pk: first + ROW * number for number, row in enumerate(adoptions)}
        cities[alliance.pk] = City(alliance=alliance, x=RIGHT, y=middle)
        top += room + APART
    return cities, places, round(top - APART + 8)


def _origins(rows: Sequence[Adoption], places: dict[UUID, float], height: int) -> dict[UUID, City]:
    """The origins' tables, each in the middle of its strands, none over another."""
    of: dict[UUID, list[float]] = {}
    alliances = {}
    for row in rows:
        of.setdefault(_origin(row).pk, []).append(places[row.pk])
        alliances[_origin(row).pk] = _origin(row)
    wished = {pk: sum(found) / len(found) for pk, found in of.items()}
    at = apart(wished, first=8.0 + TABLE, step=2 * TABLE + 8)
    return {pk: City(alliance=alliances[pk], x=LEFT, y=min(y, height - 8.0 - TABLE)) for pk, y in at.items()}


def _strand(start: float, middle: float, end: float) -> str:
    """From the origin's table by the label to the adopter's."""
    return strand((LEFT + TABLE, start), (LABEL_FROM, LABEL_TO, middle), (RIGHT - TABLE, end))


def _trunk(
    origins: Sequence[City], drawn: Sequence[tuple[Alliance, list[Adoption]]]
) -> tuple[list[City], list[City], dict[UUID, float], float]:
    """The narrow picture: the origins on top of the trunk, each city's head on it, its adoptions as branches."""
    y = 0.0
    tops, heads = [], []
    for origin in origins:
        tops.append(City(alliance=origin.alliance, x=TRUNK, y=y + HEAD / 2))
        y += HEAD
    steps: dict[UUID, float] = {}
    for alliance, adoptions in drawn:
        heads.append(City(alliance=alliance, x=TRUNK, y=y + HEAD / 2))
        y += HEAD
        for row in adoptions:
            steps[row.pk] = y + STEP / 2 - 6
            y += STEP
    return tops, heads, steps, y


# --- the map ---------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Point:
    """A city on the map; its name stands to the left where another city is close on the right."""

    alliance: Alliance
    x: float
    y: float
    left: bool
    origin: bool

    @property
    def at(self) -> str:
        return f"translate({self.x:g} {self.y:g})"


@dataclass(frozen=True, kw_only=True)
class Map:
    """The cities where they lie; a way for each pair between which something travelled, as wide as it carried."""

    atlas: Atlas
    lands: list[tuple[Land, bool]]
    points: list[Point]
    ways: list[tuple[str, int]]


CLOSE = 90  # units: as much as a name needs


def map_of(rows: Sequence[Adoption]) -> Map | None:
    """The map, where at least two of the cities lie on it."""
    origins = {_origin(row).pk for row in rows}
    cities = {one.pk: one for row in rows for one in (_origin(row), row.alliance)}
    world = atlas()
    at = {
        pk: world.at(one.longitude, one.latitude)
        for pk, one in cities.items()
        if world.shows(one.longitude, one.latitude)
    }
    if len(at) < 2:
        return None
    codes = {int(getattr(one.country, "numeric", 0) or 0) for one in cities.values()}
    carried: dict[tuple[UUID, UUID], int] = {}
    for row in rows:
        pair = (_origin(row).pk, row.alliance_id)
        carried[pair] = carried.get(pair, 0) + 1
    return Map(
        atlas=world,
        lands=[(land, land.code in codes) for land in world.lands],
        points=[
            Point(alliance=cities[pk], x=x, y=y, left=_crowded(pk, at), origin=pk in origins)
            for pk, (x, y) in at.items()
        ],
        ways=[
            (_way(at[start], at[end]), min(count, 5))
            for (start, end), count in carried.items()
            if start in at and end in at
        ],
    )


def _crowded(pk: UUID, at: dict[UUID, tuple[float, float]]) -> bool:
    x, y = at[pk]
    return x > 300 or any(
        0 < other[0] - x < CLOSE and abs(other[1] - y) < 20 for one, other in at.items() if one != pk
    )


def _way(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A bow from city to city, always bent to the same side."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    bent = (x - (end[1] - start[1]) * 0.22, y + (end[0] - start[0]) * 0.22)
    return f"M{start[0]:g} {start[1]:g}Q{bent[0]:.1f} {bent[1]:.1f} {end[0]:g} {end[1]:g}"


# --- the table -------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a city has of a theme: its challenges, each with the adoption it came by, if it was taken up."""

    challenges: list[tuple[Challenge, Adoption | None]]


@dataclass(frozen=True, kw_only=True)
class Themes:
    """Themes by cities."""

    cities: list[Alliance]
    rows: list[tuple[Theme, list[Cell]]]


def themes(person: Any) -> Themes:
    """Which city works on which theme, as ``person`` may see it; three queries."""
    found: dict[tuple[UUID, UUID], list[tuple[Challenge, Adoption | None]]] = {}
    of_local = {
        row.local_id: row for row in Adoption.objects.visible_to(person).exclude(local=None).order_by()
    }
    rows = Challenge.objects.standing().visible_to(person).exclude(theme=None).for_cards().in_order()
    kept = list(rows[:LISTED])
    for row in kept:
        key = (row.theme_id, row.alliance_id)
        found.setdefault(key, []).append((row, of_local.get(row.pk)))
    cities = list({row.alliance_id: row.alliance for row in kept}.values())
    lines = {row.theme_id: row.theme for row in kept}
    ordered: Any = sorted(lines.values(), key=lambda theme: (theme.order, theme.slug))
    return Themes(
        cities=cities,
        rows=[
            (theme, [Cell(challenges=found.get((theme.pk, city.pk), [])) for city in cities])
            for theme in ordered
        ],
    )
