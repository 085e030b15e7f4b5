"""Where everything stands on the map: partners on a ring, their initiatives inside it, blocks in the middle."""

from math import cos, pi, sin

from blocks.connections.picture import Middle, Node, Partner, Picture

WIDTH, HEIGHT = 940, 740
CX, CY = WIDTH / 2, HEIGHT / 2
RING, INSIDE, LABEL, MIDDLE = 282, 236, 300, 92
WIDER = 1.5  # words lie beside each other before they lie above
GAP = 0.09  # radians between two partners
LINE, LETTERS, LINES = 19, 18, 3  # of a name on the ring

Point = tuple[float, float]


def draw(picture: Picture) -> Picture:
    """Give everything its place; the focus's partner stands at the top. Changes and returns ``picture``."""
    _on_the_ring(picture.partners)
    _in_the_middle(picture.middles)
    for link in picture.links:
        link.path = _curve(link.one, link.other)
    places = {middle.block.pk: middle for middle in picture.middles}
    for strand in picture.strands:
        middle = places[strand.tag.block_id]
        strand.path = f"M{strand.node.x:.1f} {strand.node.y:.1f}L{middle.x:.1f} {middle.y:.1f}"
    return picture


def _at(angle: float, radius: float) -> Point:
    return CX + radius * cos(angle), CY + radius * sin(angle)


def _on_the_ring(partners: list[Partner]) -> None:
    """Each partner gets as much of the ring as it has initiatives, and one more so that names have room."""
    if not partners:
        return
    shares = [len(partner.nodes) + 1.2 for partner in partners]
    turn = (2 * pi - GAP * len(partners)) / sum(shares)
    angle = -pi / 2 - shares[0] * turn / 2
    for partner, share in zip(partners, shares, strict=True):
        end = angle + share * turn
        _place(partner, angle, end)
        angle = end + GAP


def _place(partner: Partner, start: float, end: float) -> None:
    (x1, y1), (x2, y2) = _at(start, RING), _at(end, RING)
    partner.arc = f"M{x1:.1f} {y1:.1f}A{RING} {RING} 0 {int(end - start > pi)} 1 {x2:.1f} {y2:.1f}"
    step = (end - start) / (len(partner.nodes) + 1)
    for number, node in enumerate(partner.nodes, start=1):
        node.x, node.y = _at(start + number * step, INSIDE)
    middle = (start + end) / 2
    partner.x, partner.y = _at(middle, LABEL)
    side = cos(middle)
    partner.anchor = "middle" if abs(side) < 0.3 else "start" if side > 0 else "end"
    lines = wrapped(partner.organisation.text.name)
    # At the top a name ends above the ring, at the bottom it begins below it, at the sides it stands centred.
    lift = (sin(middle) - 1) / 2 * (len(lines) - 1) * LINE + 5 * (1 + sin(middle))
    partner.lines = [(partner.y + lift + number * LINE, line) for number, line in enumerate(lines)]


def wrapped(name: str) -> list[str]:
    """``name`` in at most three short lines, cut with an ellipsis where it is longer."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]}…"]
    return lines


def _in_the_middle(middles: list[Middle]) -> None:
    """On a circle of their own; a block in focus stands at the centre."""
    around = [middle for middle in middles if not middle.focused]
    for middle in middles:
        middle.x, middle.y = CX, CY
    if len(around) == len(middles) == 1:
        return
    for number, middle in enumerate(around):
        angle = -pi / 2 + 2 * pi * number / len(around)
        middle.x, middle.y = CX + WIDER * MIDDLE * cos(angle), CY + MIDDLE * sin(angle)


def _curve(one: Node, other: Node) -> str:
    """A line from one to the other that bends towards the centre, and past it where they lie opposite."""
    mx, my = (one.x + other.x) / 2, (one.y + other.y) / 2
    dx, dy = other.x - one.x, other.y - one.y
    length = (dx * dx + dy * dy) ** 0.5 or 1
    # Opposite nodes would meet in the centre, where the blocks stand: pass them by.
    aside = 90 * max(0.0, length / (2 * INSIDE) - 0.55)
    bx = CX + (mx - CX) * 0.5 - dy / length * aside
    by = CY + (my - CY) * 0.5 + dx / length * aside
    return f"M{one.x:.1f} {one.y:.1f}Q{bx:.1f} {by:.1f} {other.x:.1f} {other.y:.1f}"
