"""What kinds of report there are. A kind registers itself; the rest of the room knows none by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliances.models import Alliance
from web.sheets import Sheet
from web.slots import Words


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a report says: its one sentence, the sheets of its workbook, and ``data``, the same figures with one
    of them a row, for the CSV. All formats are written from this, so none can differ from another."""

    finding: str
    sheets: Sequence[Sheet]
    data: Sheet


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """One kind of report.

    ``gather(report, step)`` reads the figures through ``visible_to(report.asked_by)``, in the language that is
    active, and calls ``step(name)`` as it begins each of ``steps``, in their order. ``title`` holds
    ``%(alliance)s``.
    """

    name: str
    label: Words
    text: Words
    title: Words
    steps: Mapping[str, Words]
    gather: Callable[[Any, Callable[[str], None]], Figures]

    def title_for(self, alliance: Alliance) -> str:
        return str(self.title) % {"alliance": alliance.text.name}


_kinds: dict[str, ReportKind] = {}


def register(kind: ReportKind) -> None:
    _kinds[kind.name] = kind


def kinds() -> list[ReportKind]:
    return list(_kinds.values())


def kind_of(name: str) -> ReportKind:
    """The kind of that name; ``LookupError`` when none registered it."""
    return _kinds[name]
