"""Tables as spreadsheets write them, and what only pretends to be one."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from web import tables
from web.exceptions import DomainError
from web.tables import Table, read_table


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("table.any", content)


def workbook(*rows: Any) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with parts put in place of, or beside, its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


WORDS = "Naslov;Kaj se dogaja?\r\nDvorišče;Miza, koš in čaj\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_are_recognised(encoding: str, separator: str) -> None:
    text = f'Naslov{separator}Kaj?\r\nDvorišče{separator}"Miza; koš,\tčaj"\r\n'
    table = read_table(sent(text.encode(encoding)))
    assert table == Table(
        head=["Naslov", "Kaj?"], rows=[(2, ["Dvorišče", "Miza; koš,\tčaj"])], guessed=encoding == "cp1250"
    )


def test_a_workbook_reads_as_it_shows() -> None:
    table = read_table(sent(workbook(["Title", "Text"], [None, None], ["  A ", 2.0], ["'=1+1", True])))
    assert table.rows == [(3, ["A", "2"]), (4, ["=1+1", "True"])]


BOMB = repacked(workbook(["Title"]), **{"xl/media/zeros.bin": bytes(tables.UNPACKED + 1)})
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
SHEET = "xl/worksheets/sheet1.xml"
REFUSED = {
    "empty": (b"  \r\n", "empty"),
    "only a header": (b"Title;Text\r\n", "no row"),
    "an open quotation mark": (b'Title;Text\nA;"B\nC;D\n', "quotation mark"),
    "binary": (bytes(range(256)) * 4, "neither"),
    "NUL": (b"Title;Text\nA\x00;B\n", "neither"),
    "Cyrillic in its own encoding": ("Заголовок;Текст\nДвор;Стол\n".encode("cp1251"), "neither"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "XLS"),
    "a zip that is no workbook": (repacked(workbook(["x"]))[:300], "cannot be read"),
    "a zip bomb": (BOMB, "unpacks"),
    "entities": (repacked(workbook(["x"]), **{"xl/sharedStrings.xml": ENTITIES}), "no table needs"),
    "too many rows": (b"Title\n" + b"A\n" * (tables.MOST_ROWS + 1), "more than 5000 rows"),
    "one endless cell": (b"Title;Text\nA;" + b"x" * 200_000, "cannot be read"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_table_of_this_kind_is_refused_in_words(what: str) -> None:
    content, words = REFUSED[what]
    with pytest.raises(DomainError, match=words):
        read_table(sent(content))


def test_what_a_workbook_says_of_its_extent_is_not_believed() -> None:
    content = workbook(["Title", "Text"], ["A", "B"])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read(SHEET)
    assert b"A1:B2" in sheet
    far = repacked(content, **{SHEET: sheet.replace(b"A1:B2", b"A1:XFD1048576")})
    assert read_table(sent(far)).rows == [(2, ["A", "B"])]


def test_too_large_a_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST", 10)
    with pytest.raises(DomainError, match="larger than"):
        read_table(sent(WORDS.encode()))


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"Title;Text\n", b"\xff\xfe"]))
def test_no_bytes_whatever_do_more_than_be_refused(content: bytes, start: bytes) -> None:
    try:
        table = read_table(sent(start + content))
    except DomainError:
        return
    assert table.rows
