"""How much better are suggested blocks than the most frequent one? Each initiative is left out in turn.

Measured on the demo's initiatives, in several languages, whose blocks a person chose: few, so every figure says its n.
"""

from collections.abc import Iterator

from bench.harness import Ratio, Size
from blocks.models import Tag, descriptions, samples
from blocks.suggesting import worth
from initiatives.models import Initiative
from magnet.demo.load import load


def run(size: Size) -> Iterator[Ratio]:
    load()
    measured = worth(samples(), descriptions())
    n = f"n = {measured.n} of {Initiative.objects.count()} initiatives, {Tag.objects.settled().count()} tags"
    yield Ratio(
        "first suggestion right / most frequent block right",
        measured.first / max(measured.frequent, 1),
        "≥ 1",
        f"{measured.first} and {measured.frequent}; {n}",
    )
    yield Ratio(
        "one of two suggestions right / one of the two most frequent right",
        measured.two / max(measured.frequent_two, 1),
        "≥ 1",
        f"{measured.two} and {measured.frequent_two}; {n}",
    )
