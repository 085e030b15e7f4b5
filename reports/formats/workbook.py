"""A document as a workbook: an overview with all that is said in words, then a sheet for each table."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from reports.document import (
    Document,
    Missing,
    Narrative,
    Numbers,
    Paragraph,
    Part,
    Picture,
    Sentence,
    Table,
)
from reports.formats.facts import facts
from reports.formats.table import Row, every_figure, number_row, typed
from reports.shown import address, origin
from web import sheets
from web.sheets import Sheet


def write_xlsx(document: Document, path: Path, checksum: str = "") -> None:
    """Write the document as XLSX; its sheets are written one after the other and none is held."""
    sheets.write_xlsx(path, book(document, checksum), title=document.title)


def book(document: Document, checksum: str = "") -> Iterator[Sheet]:
    """The sheets: overview, the tables (a picture's too) in their order, every figure."""
    yield overview(document, checksum)
    written: list[Table] = []
    for part in (part for section in document.sections for part in section.parts):
        table = part.table if isinstance(part, Picture) else part
        if isinstance(table, Table) and table not in written:
            written.append(table)
            yield Sheet(
                title=table.title,
                head=table.head,
                rows=([typed(value) for value in row] for row in table.rows),
                fixed=table.fixed,
            )
    yield every_figure(document, checksum)


def overview(document: Document, checksum: str = "") -> Sheet:
    """What the report is, its figures, and what people wrote."""

    def rows() -> Iterator[Row]:
        for name, value in facts(document, checksum):
            yield ["", name, value, "", ""]
        for section in document.sections:
            for part in section.parts:
                yield from words(section.title, part)

    head = [_("Section"), _("About"), _("Value"), _("Unit"), _("Source")]
    return Sheet(title=_("Overview"), head=head, rows=rows(), fixed=2)


def words(section: str, part: Part) -> Iterator[Row]:
    """What a part says that is no table, a sentence or a figure a row."""
    match part:
        case Numbers():
            for number in part.numbers:
                about, _row, _column, value, unit, source = number_row(section, number)[1:]
                yield [section, about, value, unit, source]
        case Paragraph():
            yield from (_sentence(section, "", one) for one in part.sentences)
        case Picture():
            yield [section, part.table.title, part.sentence, "", ""]
        case Missing():
            yield [section, _("Not known yet"), part.text, "", _source(part)]
        case Narrative():
            yield [section, part.label, part.text or _("Nobody has written this yet."), "", ""]
            yield from (_sentence(section, part.label, one) for one in part.drawn)


def _sentence(section: str, about: str, sentence: Sentence) -> Row:
    return [section, about, sentence.text, "", _source(sentence)]


def _source(thing: Sentence | Missing) -> str:
    return address(thing.source.path, origin=origin()) if thing.source else ""
