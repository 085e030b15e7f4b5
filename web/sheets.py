"""Tables as files: CSV for programs, XLSX for people. The one place where what people wrote becomes a cell.

Text is never taken for a formula: in XLSX a cell of text is typed as text, in CSV, which has no types, it
gets an apostrophe in front. Numbers and dates are numbers and dates in both.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import TextIOBase
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

Value = str | int | float | date | None

# What a spreadsheet takes for the beginning of a formula; the wide forms too, which some read as the narrow.
FORMULA = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
# The same after a sign at which a spreadsheet set to another language splits the line again.
FORMULA_WITHIN = re.compile(r"([;|\t\r\n]\"*)(?=[=+\-@＝＋－＠])")

LEAF = "#17594A"
LONGEST = 32_767  # characters in a cell of XLSX
MOST_ROWS = 1_048_575  # below the header
NARROWEST, WIDEST = 9, 60  # characters


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table: its title, the names of its columns, its rows.

    ``rows`` is gone through once for each file it is written to. The first ``fixed`` columns say what a row is
    about and stay in sight.
    """

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    fixed: int = 1


def as_text(text: str) -> str:
    """``text`` so that no spreadsheet takes it, or a part of it, for a formula."""
    within = FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{within}" if FORMULA.match(within) else within


def write_csv(out: TextIOBase, sheet: Sheet) -> None:
    """Write one table as RFC 4180 has it: commas, every text in quotes, CRLF. ``out`` is opened with
    ``newline=""`` in UTF-8."""
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([as_text(name) for name in sheet.head])
    for row in sheet.rows:
        writer.writerow([_in_csv(value) for value in row])


def _in_csv(value: Value) -> Any:
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, datetime):
        return _local(value).isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else value


def write_xlsx(path: Path, sheets: Iterable[Sheet], *, title: str) -> None:
    """Write a workbook with one worksheet a table, its header and first columns frozen.

    Memory does not grow with the rows; the temporary files lie beside ``path``. Raises ``ValueError`` for more
    rows than a worksheet holds.
    """
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": title})
        looks = _Looks(
            head=book.add_format(
                {"bold": True, "font_color": "#FFFFFF", "bg_color": LEAF, "text_wrap": True, "valign": "top"}
            ),
            text=book.add_format({"valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        )
        taken: set[str] = set()
        for sheet in sheets:
            _write_worksheet(book.add_worksheet(_name_of(sheet.title, taken)), sheet, looks)


@dataclass(frozen=True)
class _Looks:
    """The formats of a workbook."""

    head: Any
    text: Any
    day: Any
    moment: Any


def _write_worksheet(page: Any, sheet: Sheet, looks: _Looks) -> None:
    widths = [0] * len(sheet.head)
    page.freeze_panes(1, sheet.fixed)
    for column, name in enumerate(sheet.head):
        page.write_string(0, column, name[:LONGEST], looks.head)
        # A header wraps, so only its longest word counts.
        widths[column] = max([len(word) for word in name.split()], default=0)
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            raise ValueError(f"A worksheet holds {MOST_ROWS} rows.")
        for column, value in enumerate(row):
            widths[column] = max(widths[column], len(_write_cell(page, number, column, value, looks)))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))


def _write_cell(page: Any, row: int, column: int, value: Value, looks: _Looks) -> str:
    """Write one cell by its type; returns it as it reads."""
    match value:
        case None:
            return ""
        case str():
            page.write_string(row, column, value[:LONGEST], looks.text)
        case datetime():
            page.write_datetime(row, column, _local(value), looks.moment)
        case date():
            page.write_datetime(row, column, value, looks.day)
        case _:
            page.write_number(row, column, value, looks.text)
    return str(value)


def _local(moment: datetime) -> datetime:
    """Wall-clock time in the active time zone; a spreadsheet knows no zones."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _name_of(title: str, taken: set[str]) -> str:
    """A worksheet's name as spreadsheets allow it: short, without ``[]:*?/\\``, once in a workbook. Signs that count
    double there are left out."""
    stem = re.sub(r"[\[\]:*?/\\\x00-\x1f]|[^\x00-\uffff]", " ", title).strip(" '")[:31].rstrip(" '") or "1"
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem[: 31 - len(str(number)) - 1]} {number}"
    taken.add(name.casefold())
    return name
