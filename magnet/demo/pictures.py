"""The demo's pictures: calm places seen from above in a low sun, drawn when the demo is loaded.

Nothing is shipped and nothing is anybody else's. The same name gives the same picture, in the house's own colours.
"""

import math
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDE, HIGH = 1200, 800  # pixels; a card shows the middle two thirds of the height
FINE = 2  # drawn so many times larger, for smooth edges
SUNWARDS = (-0.86, -0.5)  # where the sun stands; shadows fall the other way

Point = tuple[float, float]
Shape = Callable[[ImageDraw.ImageDraw, float, float, str], None]


@cache
def colours() -> dict[str, str]:
    """The house's colours by their names, as they are in the light."""
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", css))


def picture(name: str) -> bytes:
    """The picture called ``name``, as PNG. Raises ``KeyError`` for one that nobody knows how to draw."""
    colour, draw = PICTURES[name]
    ground = Ground(colour)
    draw(ground)
    out = BytesIO()
    ground.lit().save(out, "PNG", compress_level=1)
    return out.getvalue()


def disc(radius: float) -> Shape:
    """A round thing about its middle."""

    def draw(pen: ImageDraw.ImageDraw, x: float, y: float, fill: str) -> None:
        pen.ellipse([FINE * at for at in (x - radius, y - radius, x + radius, y + radius)], fill)

    return draw


def box(wide: float, high: float, corner: float = 4) -> Shape:
    """A square-edged thing about its middle."""

    def draw(pen: ImageDraw.ImageDraw, x: float, y: float, fill: str) -> None:
        edges = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        pen.rounded_rectangle([FINE * at for at in edges], FINE * corner, fill)

    return draw


class Ground:
    """What is seen from above: flat things as they are laid, then shadows, then what stands and casts them."""

    def __init__(self, colour: str) -> None:
        self.image = Image.new("RGB", (WIDE * FINE, HIGH * FINE), colours()[colour])
        self.pen = ImageDraw.Draw(self.image)
        self.standing: list[tuple[float, float, Shape, str, float]] = []

    def lay(self, x: float, y: float, shape: Shape, colour: str) -> None:
        shape(self.pen, x, y, colours()[colour])

    def stand(self, x: float, y: float, shape: Shape, colour: str, tall: float = 0) -> None:
        """Let it cast a shadow of that length; without one it lies on top of what stands already."""
        self.standing.append((x, y, shape, colours()[colour], tall))

    def line(self, points: list[Point], colour: str = "chalk", thick: float = 6) -> None:
        """A line with round ends and bends."""
        fine = [(FINE * x, FINE * y) for x, y in points]
        self.pen.line(fine, colours()[colour], round(FINE * thick))
        for x, y in points:
            self.lay(x, y, disc(thick / 2), colour)

    def arc(self, x: float, y: float, radius: float, begin: float = 0, end: float = 360) -> None:
        """A chalked arc between two angles in degrees, clockwise from the right."""
        steps = [begin + (end - begin) * step / 90 for step in range(91)]
        self.line(
            [
                (x + radius * math.cos(math.radians(at)), y + radius * math.sin(math.radians(at)))
                for at in steps
            ]
        )

    def settle(self) -> None:
        """Put up what stands, each on top of what came before, over the shadows of all."""
        shade = Image.new("L", self.image.size)
        pen = ImageDraw.Draw(shade)
        for x, y, shape, _fill, tall in self.standing:
            for far in range(0, round(tall), 2):
                shape(pen, x - SUNWARDS[0] * far, y - SUNWARDS[1] * far, "white")
        self._veil("ink", shade.filter(ImageFilter.GaussianBlur(FINE * 2)), 0.26)
        for x, y, shape, fill, _tall in self.standing:
            shape(self.pen, x, y, fill)
        self.standing = []

    def lit(self) -> Image.Image:
        """The finished picture in its own size."""
        self.settle()
        glow = ImageChops.invert(Image.radial_gradient("L").crop((128, 128, 256, 256)))
        self._veil("sun", glow.resize(self.image.size, Image.Resampling.BICUBIC), 0.3)
        return self.image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)

    def _veil(self, colour: str, mask: Image.Image, strength: float) -> None:
        self.image.paste(colours()[colour], mask=mask.point(lambda at: at * strength))


# --- things ----------------------------------------------------------------------------------------
def tree(ground: Ground, x: float, y: float, radius: float) -> None:
    """A crown of leaves, lighter where the sun is."""
    for colour, size, lift in (("court-3", 1.0, 0.0), ("court-4", 0.8, 0.14), ("heat-3", 0.5, 0.3)):
        for leaf in range(9):
            angle = leaf * 2.4 + radius
            far = radius * size * 0.62
            ground.stand(
                x + SUNWARDS[0] * lift * radius + far * math.cos(angle),
                y + SUNWARDS[1] * lift * radius + far * math.sin(angle),
                disc(radius * size * (0.42 + 0.05 * (leaf % 3))),
                colour,
                radius * 1.1 if lift == 0 else 0,
            )
        ground.stand(
            x + SUNWARDS[0] * lift * radius,
            y + SUNWARDS[1] * lift * radius,
            disc(radius * size * 0.6),
            colour,
        )


def table(ground: Ground, x: float, y: float, radius: float = 58, seats: int = 4, turn: float = 0.4) -> None:
    """A round table with stools about it, one of them yellow."""
    for seat in range(seats):
        angle = turn + seat * math.tau / seats
        far = radius + 32
        at = (x + far * math.cos(angle), y + far * math.sin(angle))
        ground.stand(*at, disc(19), "heat-2" if seat else "sun", 22)
    ground.stand(x, y, disc(radius), "table", 40)
    ground.stand(x, y, disc(radius - 9), "paper")


def stall(ground: Ground, x: float, y: float, colour: str) -> None:
    """A trader's table with wares, half of it under a striped awning."""
    ground.stand(x, y + 34, box(190, 84), "table", 46)
    for number, ware in enumerate(("sun", colour, "heat-3", "clay", "heat-4")):
        ground.stand(x - 68 + number * 34, y + 56, disc(9 + number % 2 * 3), ware, 8)
    for stripe in range(7):
        ground.stand(x - 90 + stripe * 30, y - 14, box(30, 84, 3), colour if stripe % 2 == 0 else "table", 60)


def bench(ground: Ground, x: float, y: float) -> None:
    """A long bench of five slats."""
    for slat in range(5):
        ground.stand(x, y + slat * 19, box(330, 15, 5), "sun" if slat == 2 else "table", 38)


# --- places ----------------------------------------------------------------------------------------
def courtyard(ground: Ground) -> None:
    """Half a basketball court, a table for table tennis, round tables and a tree."""
    ground.lay(1010, 400, box(380, 800, 0), "court-4")
    ground.line([(60, 70), (820, 70), (820, 730), (60, 730), (60, 70)])
    ground.line([(60, 290), (330, 290), (330, 510), (60, 510)])
    ground.arc(330, 400, 110, -90, 90)
    ground.arc(60, 400, 300, -90, 90)
    ground.stand(92, 400, box(12, 120), "table", 70)
    ground.stand(122, 400, disc(24), "sun", 70)
    ground.stand(122, 400, disc(16), "court")
    ground.stand(610, 265, box(250, 140, 6), "sky", 44)
    ground.stand(610, 265, box(242, 5, 0), "table")
    ground.stand(610, 265, box(7, 156, 2), "table", 20)
    table(ground, 610, 560, turn=0.9)
    table(ground, 980, 570, 66, 5)
    tree(ground, 1010, 210, 150)


def room(ground: Ground) -> None:
    """A room drawn on the ground with chalk; those who drew it have left their stools."""
    ground.line([(470, 150), (880, 150), (880, 650), (250, 650), (250, 150), (340, 150)], thick=9)
    ground.arc(340, 150, 130, 0, 90)
    ground.line([(340, 150), (340, 280)])
    ground.arc(470, 470, 85)
    for turn in range(4):
        ground.arc(470 + 125 * math.cos(turn * 1.571 + 0.8), 470 + 125 * math.sin(turn * 1.571 + 0.8), 24)
    ground.line([(720, 330), (840, 330), (840, 600), (720, 600), (720, 330)])
    ground.line([(800, 330), (800, 600)])
    ground.line([(720, 465), (800, 465)])
    for x in (600, 700):
        ground.line([(x, 175), (x + 60, 175), (x + 60, 235), (x, 235), (x, 175)])
        ground.arc(x + 30, 205, 16)
    for x, y, colour in ((980, 300, "sun"), (1040, 400, "heat-2"), (990, 510, "heat-2")):
        ground.stand(x, y, disc(30), colour, 34)
    ground.stand(930, 620, box(46, 12, 6), "table", 8)
    tree(ground, 120, 250, 105)


def talking(ground: Ground) -> None:
    """A bench beside a path, between two trees."""
    way: list[Point] = [(x, 600 + 40 * math.cos(x / 260)) for x in range(-120, WIDE + 121, 12)]
    ground.line(way, "surface-2", 170)
    ground.line(way, "paper", 146)
    bench(ground, 610, 370)
    tree(ground, 230, 260, 150)
    tree(ground, 985, 300, 125)


def square(ground: Ground) -> None:
    """Stalls about a chalked circle on pale paving."""
    for x in range(0, WIDE + 1, 120):
        ground.line([(x, 0), (x, HIGH)], "line", 2)
    for y in range(40, HIGH, 120):
        ground.line([(0, y), (WIDE, y)], "line", 2)
    ground.lay(600, 400, disc(240), "heat-2")
    ground.lay(600, 400, disc(228), "heat-1")
    table(ground, 600, 400, 76, 6)
    for x, y, colour in ((235, 235, "leaf"), (235, 545, "clay"), (945, 235, "sky"), (945, 545, "leaf")):
        stall(ground, x, y, colour)


def roof(ground: Ground) -> None:
    """A flat roof with rows of panels, a table, and trees in the yard below."""
    tree(ground, 1080, 190, 110)
    tree(ground, 1110, 560, 130)
    ground.stand(470, 400, box(860, 560, 10), "surface-2", 90)
    ground.stand(470, 400, box(820, 520, 6), "paper")
    ground.settle()
    for row in range(3):
        for panel in range(5):
            x, y = 150 + panel * 108, 240 + row * 160
            ground.stand(x, y, box(98, 112, 4), "sky", 20)
            ground.stand(x, y, box(3, 112, 0), "sky-wash")
            ground.stand(x, y, box(98, 3, 0), "sky-wash")
    table(ground, 760, 400, 48)


def path(ground: Ground) -> None:
    """A way between trees, with a chalked ring at each place where somebody slowed down."""
    way: list[Point] = [(x, 400 + 130 * math.sin(x / 190)) for x in range(-60, WIDE + 61, 12)]
    ground.line(way, "heat-3", 124)
    ground.line(way, "surface-2", 104)
    for x in range(130, WIDE, 235):
        ground.lay(x, 400 + 130 * math.sin(x / 190), disc(31), "court-4")
        ground.lay(x, 400 + 130 * math.sin(x / 190), disc(23), "sun" if x == 600 else "paper")
    for x, y, radius in ((215, 190, 95), (640, 640, 120), (860, 60, 85), (1080, 600, 100), (70, 650, 80)):
        tree(ground, x, y, radius)


PICTURES: dict[str, tuple[str, Callable[[Ground], None]]] = {
    "courtyard": ("court", courtyard),
    "room": ("court", room),
    "bench": ("heat-3", talking),
    "square": ("paper", square),
    "roof": ("heat-3", roof),
    "path": ("heat-2", path),
}
