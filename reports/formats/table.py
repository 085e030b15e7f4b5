"""A document as one plain table: every figure a row of its own, with where it is from."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from reports.document import Document, Number, Numbers, Part, Picture, Table
from reports.formats.facts import facts
from reports.shown import address, day_of, origin, shown
from web import sheets
from web.sheets import Sheet, Value

Row = list[Value]


def write_csv(document: Document, path: Path, checksum: str = "") -> None:
    """Write every figure of the document as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        sheets.write_csv(out, every_figure(document, checksum))


def every_figure(document: Document, checksum: str = "") -> Sheet:
    """The figures: section, what they are about, row and column, value, unit and the address of their source."""

    def rows() -> Iterator[Row]:
        for name, value in facts(document, checksum):
            yield ["", document.title, name, "", value, "", ""]
        for section in document.sections:
            for part in section.parts:
                yield from figures(section.title, part)

    head = [_("Section"), _("About"), _("Row"), _("Column"), _("Value"), _("Unit"), _("Source")]
    return Sheet(title=_("Every figure"), head=head, rows=rows(), fixed=4)


def figures(section: str, part: Part) -> Iterator[Row]:
    """The rows of one part; text without a figure gives none."""
    if isinstance(part, Numbers):
        yield from (number_row(section, number) for number in part.numbers)
    elif isinstance(part, Table):
        yield from cells(section, part)
    elif isinstance(part, Picture):
        yield from cells(section, part.table)


def number_row(section: str, number: Number) -> Row:
    source = address(number.source.path, origin=origin()) if number.source else ""
    return [section, number.label, "", "", typed(number.value), number.unit, source]


def cells(section: str, table: Table) -> Iterator[Row]:
    """Every cell that stands beside what its row is about."""
    for number, row in enumerate(table.rows):
        about = " · ".join(shown(value) for value in row[: table.fixed] if value is not None)
        for column, value in enumerate(row[table.fixed :], start=table.fixed):
            if value is not None and value != "":
                path = table.paths.get(f"{number}:{column}", "")
                source = address(path, origin=origin())
                yield [section, table.title, about, table.head[column], typed(value), "", source]


def typed(value: str | int | float | None) -> Value:
    """A day as a day, everything else as it is."""
    return day_of(value) or value
