"""What the coordinator's overview shows of this room: how far the blocks reach, and where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alliances.models import Alliance
from blocks.coverage import Coverage, Dependence, Gap, coverage

FEW = 5


@dataclass(frozen=True)
class Reach:
    """The first few gaps and dependences of an alliance's coverage, with its one sentence."""

    coverage: Coverage
    gaps: list[Gap]
    dependences: list[Dependence]


def reach(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, Reach]:
    """The coverage of each alliance that has any initiative; an overview shows one."""
    found = {}
    for alliance in alliances:
        figures = coverage(alliance, person, only=("challenge", "partner"))
        if figures.initiatives:
            found[alliance] = Reach(figures, figures.gaps[:FEW], figures.dependences[:FEW])
    return found
