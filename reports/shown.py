"""How the values of a document read, in the language that is active: the same words on a page and on paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeGuard

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext

from reports.document import Cell, Table

DAY = re.compile(r"\d{4}-\d\d-\d\d")
UNBROKEN_GAP = "\u00a0"
GLUED = ("en", "it")  # where the sign for per cent touches its number
GROUPED_FROM = 10_000  # below, four figures read well as they are, and may be a year


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it reads: ``number`` where it counts, ``fixed`` where it says what its row is about."""

    value: Cell
    text: str
    path: str
    number: bool
    fixed: bool


def day_of(value: Cell) -> date | None:
    """The day that a cell of text is, written as 2026-11-26; ``None`` for any other."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def shown(value: Cell, unit: str = "") -> str:
    """A value as people of that language write it: ``61,5 %``, ``26. 11. 2026``; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        day = day_of(value)
        return date_format(day, "SHORT_DATE_FORMAT") if day else value
    text = _number(value)
    gap = "" if unit == "%" and get_language() in GLUED else UNBROKEN_GAP
    return f"{text}{gap}{unit}" if unit else text


def _number(value: int | float) -> str:
    if isinstance(value, float):
        value = round(value, 2)
        if value.is_integer():
            value = int(value)
    return number_format(value, force_grouping=abs(value) >= GROUPED_FROM)


def lines(table: Table, most: int | None = None) -> Iterator[list[Shown]]:
    """The rows of a table, the first ``most`` of them, as they read."""
    for number, row in enumerate(islice(table.rows, most)):
        yield [
            Shown(
                value=value,
                text=shown(value),
                path=table.paths.get(f"{number}:{column}", ""),
                number=is_number(value),
                fixed=column < table.fixed,
            )
            for column, value in enumerate(row)
        ]


def further(left: int) -> str:
    """Where the rows are that have no room; empty where none is left."""
    if left <= 0:
        return ""
    return ngettext(
        "%(count)d further row is in the workbook (XLSX) of this report.",
        "%(count)d further rows are in the workbook (XLSX) of this report.",
        left,
    ) % {"count": left}


def is_number(value: Cell) -> TypeGuard[int | float]:
    return isinstance(value, int | float)


def counts(table: Table, column: int) -> bool:
    """Whether a column holds numbers and nothing else."""
    values = [row[column] for row in table.rows if column < len(row) and row[column] is not None]
    return bool(values) and all(is_number(value) for value in values)


def address(path: str, *, origin: str = "") -> str:
    """The address of a path of this site, after ``origin``; empty for whatever is none, so that it leads nowhere.

    ``#name`` leads to that section of the document itself, where it is read as a page of this site."""
    if path.startswith("#"):
        return "" if origin else iri_to_uri(path)
    inside = path.startswith("/") and not path.startswith(("//", "/\\"))
    return iri_to_uri(f"{origin}{path}") if inside else ""


def origin() -> str:
    """What stands before a path where a document is read away from this site."""
    return settings.SITE_URL.rstrip("/")
