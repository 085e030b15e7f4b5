"""Reading tables that people made in a spreadsheet: CSV in the encodings and separators they come in, and XLSX.

Judged before it is read: how large it is, how large it would unpack, how many rows it has. What cannot be read is
refused in words.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from web.exceptions import DomainError

LARGEST = 10 * 1024 * 1024  # bytes as it comes
UNPACKED = 80 * 1024 * 1024  # bytes of all parts of a workbook
PARTS = 400  # of a workbook
MOST_ROWS = 5_000  # below the header
MOST_COLUMNS = 40
LONGEST = 20_000  # characters of one cell
SEPARATORS = ";,\t"
# Letters beyond ASCII that our languages and their neighbours write, with the signs around them. What is read as
# Windows-1250 and holds others was not written in it.
AT_HOME = set("čČšŠžŽćĆđĐáÁäÄéÉíÍĺĹľĽňŇóÓôÔŕŔťŤúÚýÝďĎöÖüÜßëËőŐűŰęĘąĄłŁ€„“”‘’‚»«–—…§°´·×÷\xa0\xad®©™•")
ESCAPED = re.compile(r"^'(?=[=+\-@])")  # as our own CSV writes what a spreadsheet would take for a formula


@dataclass(frozen=True, kw_only=True)
class Table:
    """What was read: the header's cells, then ``(number, cells)`` of each row that holds anything, by the number
    that a spreadsheet shows. ``guessed`` is whether the encoding was a guess that somebody should look at."""

    head: list[str]
    rows: list[tuple[int, list[str]]]
    guessed: bool = False


def read_table(upload: UploadedFile) -> Table:
    """The table in ``upload``, by its content; ``DomainError`` in words where there is none to be read."""
    if (upload.size or 0) > LARGEST or not isinstance(upload.size, int):
        raise _refusal(_("The file is larger than %(limit)s."), limit=filesizeformat(LARGEST))
    upload.seek(0)
    content = upload.read()
    if not content.strip():
        raise _refusal(_("The file is empty."))
    if content.startswith(b"PK\x03\x04"):
        return _table(_in_workbook(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(
            _("This is an old or a protected workbook (XLS). Save it as XLSX or CSV and try again.")
        )
    text, guessed = _decoded(content)
    return _table(_in_csv(text), guessed=guessed)


def _refusal(words: Any, **values: Any) -> DomainError:
    return DomainError(words % values if values else words, field="file")


def _table(lines: Iterable[tuple[int, list[str]]], *, guessed: bool = False) -> Table:
    filled = ((number, _trimmed(cells)) for number, cells in lines if any(cells))
    _first, head = next(filled, (0, []))
    rows: list[tuple[int, list[str]]] = []
    for row in filled:
        if len(rows) == MOST_ROWS:
            raise _refusal(
                _("There are more than %(limit)s rows. Send them in several files."), limit=MOST_ROWS
            )
        rows.append(row)
    if not rows:
        raise _refusal(_("There is no row below the header."))
    return Table(head=head, rows=rows, guessed=guessed)


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    width = max(index for index, cell in enumerate(cells, start=1) if cell)
    return cells[:width]


def _cell(value: Any) -> str:
    """A cell as the words it shows."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ESCAPED.sub("", str(value)[:LONGEST].replace("\r\n", "\n").strip())


# --- CSV --------------------------------------------------------------------------------------------
def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is a guess: UTF-8, UTF-16 by its mark, or Windows-1250."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1250"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = {sign for sign in text if not sign.isascii()} - AT_HOME
        if encoding == "cp1250" and strange:
            break
        if any(sign < " " and sign not in "\t\r\n" for sign in text):
            break
        return text, encoding == "cp1250"
    raise _refusal(
        _("This is neither a workbook (XLSX) nor a table as text (CSV) in UTF-8. Save it anew and try again.")
    )


def _in_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(lines, start=1):
            yield number, [_cell(cell) for cell in cells[: MOST_COLUMNS + 1]]
    except csv.Error:
        raise _refusal(
            _("Row %(number)s cannot be read. Is a quotation mark open in it?"), number=number + 1
        ) from None


# --- XLSX -------------------------------------------------------------------------------------------
def _in_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first worksheet."""
    broken = _refusal(_("This workbook cannot be read. Save it anew as XLSX or CSV and try again."))
    try:
        _judge_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        page = book.worksheets[0]
        page.reset_dimensions()  # what a file says of its own extent is not believed
        rows = page.iter_rows(max_row=MOST_ROWS * 2, max_col=MOST_COLUMNS + 1, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield number, [_cell(cell) for cell in cells]
    except DomainError:
        raise
    except Exception as error:  # a workbook's many ways of being none
        raise broken from error


def _judge_parts(content: bytes) -> None:
    """Refuse what would unpack to far more than a table, and documents that define words of their own."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > PARTS or sum(part.file_size for part in listed) > UNPACKED:
            raise _refusal(_("This workbook unpacks to more than a table of this kind needs."))
        for part in listed:
            if part.filename.endswith((".xml", ".rels")):
                with parts.open(part) as content_of:
                    if b"<!DOCTYPE" in content_of.read(2048).upper():
                        raise _refusal(
                            _("This workbook holds what no table needs. Save it anew and try again.")
                        )
