"""What a new version of a frozen report says differently: figures before and after, words taken out and put in."""

from dataclasses import dataclass, field

from reports.document import Cell, Document, Narrative, Numbers, Picture, Table
from reports.models import Report
from reports.shown import shown
from web.difference import Section, sections

MOST = 60  # figures told one by one


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure that differs: where it stands, and what it was and is."""

    where: str
    before: Cell
    after: Cell


@dataclass(frozen=True, kw_only=True)
class Changes:
    """``figures`` (the first of them, ``further`` are not told) and the boxes whose ``words`` differ, by label."""

    figures: list[Figure] = field(default_factory=list)
    further: int = 0
    words: list[Section] = field(default_factory=list)


def changes_since(report: Report) -> Changes | None:
    """What ``report`` says differently from the one it follows; ``None`` where it follows none."""
    before = report.predecessor.says if report.predecessor else None
    return changes(before, report.says) if before and report.says else None


def changes(before: Document, after: Document) -> Changes:
    """What differs between two documents, in the words of the later one."""
    was, now = _figures(before), _figures(after)
    found = [
        Figure(where=" · ".join(where), before=was.get(where), after=now.get(where))
        for where in dict.fromkeys([*now, *was])
        if was.get(where) != now.get(where)
    ]
    words = [one for one in sections(_words(before), _words(after)) if one.changed]
    return Changes(figures=found[:MOST], further=max(0, len(found) - MOST), words=words)


def _figures(document: Document) -> dict[tuple[str, ...], Cell]:
    """Every number by where it stands."""
    found: dict[tuple[str, ...], Cell] = {}
    for section in document.sections:
        for part in section.parts:
            if isinstance(part, Numbers):
                found |= {(section.title, number.label): number.value for number in part.numbers}
            elif (
                table := part.table
                if isinstance(part, Picture)
                else part
                if isinstance(part, Table)
                else None
            ):
                found |= _cells(section.title, table)
    return found


def _cells(title: str, table: Table) -> dict[tuple[str, ...], Cell]:
    found: dict[tuple[str, ...], Cell] = {}
    for row in table.rows:
        about = [shown(cell) for cell in row[: table.fixed]]
        for name, cell in list(zip(table.head, row, strict=True))[table.fixed :]:
            if isinstance(cell, int | float):
                found[title, table.title, *about, name] = cell
    return found


def _words(document: Document) -> dict[str, str]:
    return {box.label: box.text for box in document.parts_of(Narrative)}
