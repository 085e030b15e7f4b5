"""A document as a file. Every format is written from the document and from nothing else."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from reports.document import Document, Missing, Narrative, Numbers, Paragraph, Part, Picture, Table
from web.sheets import Sheet, Value, write_csv, write_xlsx


def write(format: str, document: Document, path: Path) -> None:
    """Write ``document`` to ``path``, in the language that is active."""
    if format == "xlsx":
        write_xlsx(path, sheets_of(document), title=document.title)
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            write_csv(out, every_value(document))


def sheets_of(document: Document) -> Iterator[Sheet]:
    """What the report is, and a sheet for each of its tables."""
    told: list[list[Value]] = [
        [_("Report"), document.title],
        [_("What this is"), document.note],
        [_("Figures as of"), document.as_of],
        [_("Finding"), document.finding],
    ]
    for part in document.parts_of(Numbers):
        told += [[number.label, number.value] for number in part.numbers]
    for part in document.parts_of(Narrative):
        told += [[part.label, part.text]]
    yield Sheet(title=_("Overview"), head=[_("What"), _("Value")], rows=told)
    for section in document.sections:
        for one in section.parts:
            table = table_of(one)
            if table is not None:
                yield Sheet(title=table.title, head=table.head, rows=table.rows, fixed=table.fixed)


def table_of(part: Part) -> Table | None:
    """The table that a part is or is drawn from."""
    return part.table if isinstance(part, Picture) else part if isinstance(part, Table) else None


def every_value(document: Document) -> Sheet:
    """Everything the report says, a row each: section, what, in which row and column, and the value."""
    rows = [
        [section.title, *row]
        for section in document.sections
        for part in section.parts
        for row in _rows(part)
    ]
    head = [_("Section"), _("What"), _("Row"), _("Column"), _("Value")]
    return Sheet(title=_("Every figure"), head=head, rows=rows, fixed=4)


def _rows(part: Part) -> Iterator[list[Value]]:
    table = table_of(part)
    if table is not None:
        for number, row in enumerate(table.rows, start=1):
            for name, cell in zip(table.head, row, strict=True):
                yield [table.title, number, name, cell]
    elif isinstance(part, Numbers):
        for one in part.numbers:
            yield [one.label, None, one.unit, one.value]
    elif isinstance(part, Paragraph):
        for sentence in part.sentences:
            yield [_("Text"), None, "", sentence.text]
    elif isinstance(part, Missing):
        yield [_("Not known yet"), None, "", part.text]
    elif isinstance(part, Narrative):
        yield [part.label, None, "", part.text]
