"""Does a lineage cost the same a node, however large it is, and does the transfer picture stay the same?

Grown to a hundred cities, then to a thousand: every third made something out of what the one before it made.
"""

import time
from collections.abc import Iterator

from bench.harness import Ratio, Size, cpu_ms
from challenges.flow import flow
from challenges.lineage import lineage
from tests import world
from tests.challenges.lineages import grown

FEW, MANY = 100, 900


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()

    def tree() -> None:
        assert lineage(made.housing, made.outsider).nodes

    def picture() -> None:
        assert flow(made.outsider).strands

    begun = time.perf_counter()
    grown(made.housing, FEW)
    tree_few, picture_few = cpu_ms(tree, size.rounds) / FEW, cpu_ms(picture, size.rounds)
    grown(made.housing, MANY, after=FEW)
    tree_many, picture_many = cpu_ms(tree, size.rounds) / (FEW + MANY), cpu_ms(picture, size.rounds)
    taken = f"{time.perf_counter() - begun:.0f} s in all"
    yield Ratio(
        f"lineage, a node, {FEW + MANY:,} / {FEW} nodes",
        tree_many / tree_few,
        "≤ 1.5",
        f"{tree_many:.2f} ms, {tree_few:.2f} ms; {taken}",
    )
    yield Ratio(
        f"picture, {FEW + MANY:,} / {FEW} adoptions",
        picture_many / picture_few,
        "≤ 2.5",
        f"{picture_many:.1f} ms, {picture_few:.1f} ms",
    )
