"""The pictures of a document: each laid out from its table and nothing else, wide or narrow.

What is laid out here are shapes and words, each with the kind that says how it looks. A page writes them as SVG whose
colours are the stylesheet's, the PDF as SVG with the light colours in it (``reports.svg``). A heat matrix is no
drawing but a table with deep and pale cells; ``level`` tells how deep.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil

from django.utils.text import Truncator

from challenges.atlas import WIDTH as ATLAS_WIDTH
from challenges.atlas import atlas
from reports.document import Cell, Drawing, Picture, Table
from reports.shown import is_number, shown
from web.strands import apart, strand

WIDE, NARROW = 720, 320  # of a drawing, in its own units; a unit is a pixel where there is room
DEEPEST = 5
MOST_BARS = 53
MOST_STRANDS = 24
FINGERTIP = 24  # what is smaller leads nowhere; the table beside it does
LETTER = 0.56  # a letter's usual width, in its own height


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A path and what it is."""

    kind: str
    d: str


@dataclass(frozen=True, kw_only=True)
class Word:
    """A text at its baseline; ``anchor`` is start, middle or end."""

    kind: str
    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Shapes and words that belong together; ``label`` says the whole of it, ``path`` where it leads."""

    shapes: Sequence[Shape] = ()
    words: Sequence[Word] = ()
    label: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A picture laid out, in its own units."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)


def draw(picture: Picture, *, narrow: bool = False) -> Drawn | None:
    """Lay a picture out; ``None`` where it has nothing to draw, or is a table by nature."""
    drawing = DRAWINGS.get(picture.drawing)
    if drawing is None or not picture.table.rows:
        return None
    return drawing(picture, NARROW if narrow else WIDE)


def level(value: Cell, most: float) -> int:
    """How deep a number's cell is, from 0 (none) to DEEPEST (the most there is)."""
    if not is_number(value) or value <= 0 or most <= 0:
        return 0
    return max(1, round(DEEPEST * min(1.0, value / most)))


def most_of(table: Table) -> float:
    """The largest number of a table, or 0."""
    return max((value for row in table.rows for value in row if is_number(value)), default=0)


def short(text: str, room: float, size: float) -> str:
    """As much of a text as has room in that many units, at that size."""
    return Truncator(text).chars(max(2, int(room / (size * LETTER))))


def box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.4g} {y:.4g}h{width:.4g}v{height:.4g}h{-width:.4g}z"


def disc(x: float, y: float, radius: float) -> str:
    half = f"a{radius:.4g} {radius:.4g} 0 1 0"
    return f"M{x - radius:.4g} {y:.4g}{half} {2 * radius:.4g} 0{half} {-2 * radius:.4g} 0z"


def _path(table: Table, row: int) -> str:
    """Where a row leads: by its last cell that leads anywhere."""
    found = [table.paths.get(f"{row}:{column}", "") for column in range(len(table.head))]
    return next((path for path in reversed(found) if path), "")


def _count(row: Sequence[Cell]) -> float:
    """The first number of a row; what is below nothing is drawn as nothing."""
    return max(0, next((value for value in row if is_number(value)), 0))


# --- weeks -----------------------------------------------------------------------------------------
BAR_TOP, BAR_ROOM, BAR_FOOT = 24, 140, 34


def weeks(picture: Picture, width: float) -> Drawn | None:
    """A bar a row, the last one being now; its number above it while there is room, every nth name beneath."""
    table = picture.table
    first = max(0, len(table.rows) - MOST_BARS)
    rows = list(enumerate(table.rows))[first:]
    step = width / len(rows)
    most = max(_count(row) for _number, row in rows) or 1
    floor = BAR_TOP + BAR_ROOM
    names = [shown(row[0]) for _number, row in rows]
    # Half a name more than it is long: at an edge it is pushed inwards by that.
    every = max(1, ceil((max(len(name) for name in names) * 13 * LETTER * 1.5 + 12) / step))
    marks = []
    for place, (number, row) in enumerate(rows):
        count, middle = _count(row), (place + 0.5) * step
        tall = max(2.0, BAR_ROOM * count / most)
        last = place == len(rows) - 1
        kind = "none" if not count else "now" if last else "bar"
        words = []
        if step >= 20:
            words.append(
                Word(kind="number", x=middle, y=floor - tall - 6, text=shown(count), anchor="middle")
            )
        if (len(rows) - 1 - place) % every == 0:
            half = len(names[place]) * 14 * LETTER / 2
            anchor, x = ("start", 0.0) if middle < half else ("middle", middle)
            if middle + half > width:
                anchor, x = "end", width
            words.append(Word(kind="name", x=x, y=floor + 20, text=names[place], anchor=anchor))
        reach = Shape(kind="reach", d=box(place * step, 0, step, floor))
        bar = Shape(kind=kind, d=box(middle - step * 0.36, floor - tall, step * 0.72, tall))
        marks.append(
            Mark(
                shapes=[reach, bar],
                words=words,
                label=f"{names[place]}: {shown(count)}",
                path=_path(table, number) if step >= FINGERTIP else "",
            )
        )
    marks.append(Mark(shapes=[Shape(kind="floor", d=f"M0 {floor}H{width:g}")]))
    return Drawn(width=width, height=floor + BAR_FOOT, marks=marks)


# --- stages ----------------------------------------------------------------------------------------
PART_HIGH, PART_ROW = 44, 30


def stages(picture: Picture, width: float) -> Drawn | None:
    """One bar in parts, in the order of the table; under it each part's number and name in the same order."""
    table = picture.table
    rows = [(number, row, _count(row)) for number, row in enumerate(table.rows)]
    total = sum(count for _number, _row, count in rows)
    if not total:
        return None
    ends = list(accumulate(width * count / total for _number, _row, count in rows))
    columns = 1 if width <= NARROW else 2
    down = -(-len(rows) // columns)
    marks = []
    for place, (number, row, count) in enumerate(rows):
        start = ends[place - 1] if place else 0.0
        wide = max(0.0, ends[place] - start - 2)
        depth = min(DEEPEST, 1 + round(4 * place / max(1, len(rows) - 1)))
        x, y = (place // down) * width / columns, PART_HIGH + 30 + (place % down) * PART_ROW
        shapes = [Shape(kind=f"depth-{depth}" if count else "none", d=box(x + 1, y - 13, 16, 16))]
        words = [
            Word(kind="strong", x=x + 54, y=y, text=shown(count), anchor="end"),
            Word(kind="name", x=x + 64, y=y, text=short(shown(row[0]), width / columns - 70, 15)),
        ]
        if count:
            shapes.append(Shape(kind=f"depth-{depth}", d=box(start, 0, wide, PART_HIGH)))
        if wide > 12 * len(shown(count)) + 8:
            kind = "on-pale" if depth < 4 else "on-deep"
            middle = start + wide / 2
            words.append(Word(kind=kind, x=middle, y=PART_HIGH / 2 + 6, text=shown(count), anchor="middle"))
        marks.append(
            Mark(
                shapes=shapes,
                words=words,
                label=f"{shown(row[0])}: {shown(count)}",
                path=_path(table, number),
            )
        )
    return Drawn(width=width, height=PART_HIGH + 14 + down * PART_ROW, marks=marks)


# --- flow ------------------------------------------------------------------------------------------
STRAND_HIGH, CITY_APART = 50, 22


def flow(picture: Picture, width: float) -> Drawn | None:
    """Strands from city to city, what travelled written on each; narrow, each strand is two lines of words."""
    rows = sorted(
        ((number, [shown(value) for value in row]) for number, row in enumerate(picture.table.rows)),
        key=lambda one: (one[1][1:2], one[1][0:1]),
    )
    kept = [(number, [*row, "", "", "", ""][:4]) for number, row in rows[:MOST_STRANDS]]
    return (_flow_narrow if width <= NARROW else _flow_wide)(picture.table, kept, width)


def _flow_wide(table: Table, rows: Sequence[tuple[int, list[str]]], width: float) -> Drawn:
    """The origins left, each in the middle of its strands, the adopting cities right."""
    ends: dict[str, list[float]] = {}
    places, y = [], 0.0
    for index, (_number, (_from, to, *_rest)) in enumerate(rows):
        if index and to != rows[index - 1][1][1]:
            y += CITY_APART
        places.append(y + STRAND_HIGH / 2)
        ends.setdefault(to, []).append(places[-1])
        y += STRAND_HIGH
    starts: dict[str, list[float]] = {}
    for place, (_number, (origin, *_rest)) in zip(places, rows, strict=True):
        starts.setdefault(origin, []).append(place)
    at = apart({name: sum(of) / len(of) for name, of in starts.items()}, first=25, step=46)
    height = max(y, max(at.values()) + 26)
    side, label, label_end = 128, 220, width - 220
    marks = []
    for place, (number, (origin, to, what, stage)) in zip(places, rows, strict=True):
        begin, end = at[origin], sum(ends[to]) / len(ends[to])
        way = strand((side, begin), (label, label_end, place), (width - side, end))
        plate = box(label, place - 21, label_end - label, 42)
        words = [
            Word(kind="strong", x=label + 10, y=place - 2, text=short(what, label_end - label - 16, 15)),
            Word(kind="quiet", x=label + 10, y=place + 15, text=short(stage, label_end - label - 16, 13)),
        ]
        marks.append(
            Mark(
                shapes=[Shape(kind="strand", d=way), Shape(kind="plate", d=plate)],
                words=words,
                label=f"{what}: {origin} → {to}",
                path=_path(table, number),
            )
        )
    cities = [("origin", 0.0, name, y) for name, y in at.items()]
    cities += [("city", width - side, name, sum(of) / len(of)) for name, of in ends.items()]
    marks += [
        Mark(
            shapes=[Shape(kind=kind, d=box(x, y - 20, side, 40))],
            words=[
                Word(
                    kind=f"on-{kind}",
                    x=x + side / 2,
                    y=y + 5,
                    text=short(name, side - 8, 15),
                    anchor="middle",
                )
            ],
        )
        for kind, x, name, y in cities
    ]
    return Drawn(width=width, height=height, marks=marks)


def _flow_narrow(table: Table, rows: Sequence[tuple[int, list[str]]], width: float) -> Drawn:
    """A trunk with the adopting cities on it, each with its strands as branches."""
    marks, y, city = [], 0.0, None
    for number, (origin, to, what, stage) in rows:
        if to != city:
            marks.append(
                Mark(
                    shapes=[Shape(kind="city", d=box(0, y + 6, width, 34))],
                    words=[Word(kind="on-city", x=12, y=y + 28, text=short(to, width - 20, 15))],
                )
            )
            city, y = to, y + 46
        told = " · ".join(part for part in (origin, stage) if part)
        marks.append(
            Mark(
                shapes=[Shape(kind="strand", d=f"M14 {y - 6:.4g}V{y + 14:.4g}q0 8 8 8H34")],
                words=[
                    Word(kind="strong", x=42, y=y + 18, text=short(what, width - 46, 15)),
                    Word(kind="quiet", x=42, y=y + 36, text=short(told, width - 46, 13)),
                ],
                label=f"{what}: {origin} → {to}",
                path=_path(table, number),
            )
        )
        y += 48
    return Drawn(width=width, height=y + 4, marks=marks)


# --- map -------------------------------------------------------------------------------------------
def cities(picture: Picture, width: float) -> Drawn | None:
    """The cities where they lie, each with its number; a city that lies nowhere on the map is in the table only."""
    world = atlas()
    table = picture.table
    found = []
    for number, row in enumerate(table.rows):
        latitude, longitude = picture.places.get(str(row[0]), (0.0, 0.0))
        if world.shows(longitude, latitude):
            found.append((number, row, *world.at(longitude, latitude)))
    if not found:
        return None
    most = max(_count(row) for _number, row, _x, _y in found) or 1
    marks = [Mark(shapes=[Shape(kind="sea", d=box(0, 0, ATLAS_WIDTH, world.height))])]
    marks.append(Mark(shapes=[Shape(kind="land", d=land.path) for land in world.lands]))
    for number, row, x, y in found:
        count = _count(row)
        radius = 6 + 8 * (count / most) ** 0.5
        left = x > ATLAS_WIDTH * 0.72 or any(
            0 < other[2] - x < 96 and abs(other[3] - y) < 20 for other in found if other[0] != number
        )
        text = f"{row[0]} {shown(count)}"
        marks.append(
            Mark(
                shapes=[Shape(kind="dot", d=disc(x, y, radius))],
                words=[
                    Word(
                        kind="place",
                        x=x - radius - 5 if left else x + radius + 5,
                        y=y + 6,
                        text=text,
                        anchor="end" if left else "start",
                    )
                ],
                label=text,
                path=_path(table, number),
            )
        )
    return Drawn(width=ATLAS_WIDTH, height=world.height, marks=marks)


DRAWINGS: dict[str, Callable[[Picture, float], Drawn | None]] = {
    Drawing.WEEKS: weeks,
    Drawing.STAGES: stages,
    Drawing.FLOW: flow,
    Drawing.MAP: cities,
}
