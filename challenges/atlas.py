"""The part of Europe where the cities lie, as paths for an SVG; its borders lie beside this in ``data/``."""

import json
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path

Point = tuple[float, float]
Ring = list[Point]

DATA = Path(__file__).resolve().parent / "data" / "borders.json"
WIDTH = 400  # of the picture, in its own units


@dataclass(frozen=True)
class Land:
    """A country's outline; ``code`` is its number in ISO 3166-1."""

    code: int
    path: str


@dataclass(frozen=True)
class Atlas:
    """A flat map: a degree of longitude is as wide as it is in the middle of the box."""

    box: tuple[float, float, float, float]
    notice: str
    lands: tuple[Land, ...]

    @property
    def scale(self) -> float:
        """Units of the picture for a degree of longitude."""
        return WIDTH / (self.box[2] - self.box[0])

    @property
    def height(self) -> int:
        return round((self.box[3] - self.box[1]) * self.scale / _squeeze(self.box))

    def at(self, longitude: float, latitude: float) -> Point:
        """Where that place is in the picture."""
        x = (longitude - self.box[0]) * self.scale
        y = (self.box[3] - latitude) * self.scale / _squeeze(self.box)
        return round(x, 1), round(y, 1)

    def shows(self, longitude: float, latitude: float) -> bool:
        west, south, east, north = self.box
        return west < longitude < east and south < latitude < north


def _squeeze(box: tuple[float, float, float, float]) -> float:
    return cos(radians((box[1] + box[3]) / 2))


@cache
def atlas() -> Atlas:
    """The map of the repository, read once."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    bare = Atlas(tuple(data["box"]), data["notice"], ())
    lands = tuple(
        Land(int(code), "".join(_path([bare.at(*point) for point in ring]) for ring in rings))
        for code, rings in data["countries"].items()
    )
    return Atlas(bare.box, bare.notice, lands)


def _path(ring: Ring) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "z"
