"""Strands in a picture: from a thing on the left, along a label in the middle, to a thing on the right."""

from collections.abc import Hashable, Mapping

Point = tuple[float, float]


def strand(start: Point, label: tuple[float, float, float], end: Point) -> str:
    """The path of one strand; ``label`` is where its label begins and ends, and its middle's height."""
    left, right, height = label
    into, out = (start[0] + left) / 2, (right + end[0]) / 2
    return (
        f"M{start[0]:g} {start[1]:g}C{into:g} {start[1]:g} {into:g} {height:g} {left:g} {height:g}"
        f"H{right:g}C{out:g} {height:g} {out:g} {end[1]:g} {end[0]:g} {end[1]:g}"
    )


def apart[K: Hashable](wished: Mapping[K, float], *, first: float, step: float) -> dict[K, float]:
    """Places near those wished for and in their order, none before ``first`` and none within ``step`` of another."""
    found, least = {}, first
    for key in sorted(wished, key=wished.__getitem__):
        found[key] = max(least, wished[key])
        least = found[key] + step
    return found
