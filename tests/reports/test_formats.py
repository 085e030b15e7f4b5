"""A document as files: the same figures in each, text that stays text, and a PDF that everybody can read."""

import csv
import html
import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pypdfium2
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from playwright.sync_api import Page

from reports.document import Document, Link, Narrative, Number, Numbers, Paragraph, Picture, Sentence, Table
from reports.formats import WRITERS, paper, write
from reports.shown import lines, shown
from tests.reports.papers import LETTERS, flow, heat, long, milestones, of, stages, wide
from tests.reports.papers import paper as document_in
from tests.web.test_sheets import CORPUS

BREAK = "\u200b"


def written(format: str, document: Document, folder: Path, **options: Any) -> Path:
    path = folder / f"report.{format}"
    write(format, document, path, **options)
    return path


def plain(text: str) -> str:
    """Text as it reads, however its lines are broken."""
    return re.sub(r"\s+", " ", text.replace(BREAK, "").replace("\u00a0", " ").replace("\xad", "")).strip()


def without_gaps(text: str) -> str:
    """Text without what breaking its lines adds: gaps and hyphens."""
    return re.sub(r"[\s\u200b\u00a0\xad\x02\ufffe-]", "", html.unescape(text))


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pages:
        return " ".join(page.get_textpage().get_text_bounded() for page in pages)


@pytest.mark.parametrize("language", list(LETTERS))
def test_a_pdf_is_tagged_named_bookmarked_and_brings_its_typefaces(language: str, tmp_path: Path) -> None:
    document = document_in(language)
    reader = pypdf.PdfReader(written("pdf", document, tmp_path, checksum=document.checksum))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    titles = [str(one.title) for one in reader.outline if not isinstance(one, list)]
    assert titles[-3:] == [section.title for section in document.sections]
    fonts = {
        font["/BaseFont"]: font
        for page in reader.pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert {"Figtree", "Bricolage"} == {
        name for name in ("Figtree", "Bricolage") if any(name in base for base in fonts)
    }
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    text = plain(text_of(tmp_path / "report.pdf"))
    assert plain(LETTERS[language]) in text
    assert plain(LETTERS["sl"]) in text
    assert f"2 / {len(reader.pages)}" in text
    assert document.checksum in without_gaps(text)
    assert document.note in text
    assert document.alliance in text


def test_a_pdf_says_the_language_of_what_people_wrote_and_describes_its_pictures(tmp_path: Path) -> None:
    reader = pypdf.PdfReader(written("pdf", document_in("en"), tmp_path))
    tree = list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert "sl" in {str(one.get("/Lang", "")) for one in tree}
    figures = [str(one.get("/Alt", "")) for one in tree if one.get("/S") == "/Figure"]
    assert "Movement by week. It moves again since October." in figures
    assert all(figures)
    kinds = [one.get("/S") for one in tree]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Link"} <= set(kinds)
    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object() and "/URI" in note.get_object()["/A"]
    ]
    assert f"{settings.SITE_URL.rstrip('/')}/en/initiatives/shade-first/" in links
    assert all(link.startswith(settings.SITE_URL) for link in links)


def elements(node: Any) -> Any:
    """All structure elements below a node."""
    node = node.get_object()
    kids = node.get("/K", []) if isinstance(node, dict) else []
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.mark.parametrize("language", ["en", "sl"])
def test_the_figures_are_the_same_in_all_formats(language: str, tmp_path: Path) -> None:
    document = document_in(language)
    for format in WRITERS:
        written(format, document, tmp_path)
    paper_text = without_gaps(text_of(tmp_path / "report.pdf"))
    page_text = without_gaps(re.sub(r"<[^>]+>", " ", (tmp_path / "report.html").read_text()))
    book = load_workbook(tmp_path / "report.xlsx")
    overview = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    numbers = [number for part in document.parts_of(Numbers) for number in part.numbers]
    tables = [*document.parts_of(Table), *(part.table for part in document.parts_of(Picture))]
    assert len(numbers) == 3
    assert len(tables) == 8
    known = [row[list(rows[0])[4]] for row in rows]
    with translation.override(language):
        for number in numbers:
            words = without_gaps(shown(number.value, number.unit))
            assert words in paper_text
            assert words in page_text
            assert [number.label, number.value] in [row[1:3] for row in overview]
            assert number.value is None or str(number.value) in known
        for table in tables:
            sheet = next(
                rows
                for rows in sheets.values()
                if rows[0] == list(table.head) and len(rows) == len(table.rows) + 1
            )
            for line, told in zip(lines(table), sheet[1:], strict=True):
                for cell, value in zip(line, told, strict=True):
                    assert without_gaps(cell.text) in paper_text
                    assert without_gaps(cell.text) in page_text
                    held = value.date().isoformat() if isinstance(value, datetime) else value
                    assert held == cell.value
                    assert cell.fixed or cell.value in (None, "") or str(cell.value) in known


def test_a_workbook_has_types_and_sheet_titles_that_spreadsheets_take(tmp_path: Path) -> None:
    long_title = "Milestones / [of] the *whole*: alliance? And of its partners"
    twice = [Table(title=long_title, head=["A", "B"], rows=[["x", number]]) for number in (1, 2.5)]
    document = of(milestones(), *twice, Table(title="History", head=["A"], rows=[["x"]]), stages())
    book = load_workbook(written("xlsx", document, tmp_path, checksum="abc"))
    titles = book.sheetnames
    assert len(set(map(str.casefold, titles))) == len(titles) == 7
    assert all(0 < len(title) <= 31 and not set("[]:*?/\\") & set(title) for title in titles)
    first, second = book.worksheets[1].iter_rows(min_row=2, values_only=True)
    assert first == ("First alliance meeting", datetime(2026, 3, 1), "reached", 100)
    assert second[3] == 62.5
    overview = {row[1]: row[2] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert overview["From"] == datetime(2025, 11, 1)
    assert isinstance(overview["Figures as of"], datetime)
    assert overview["Checksum (SHA-256)"] == "abc"
    assert overview["What this is"] == document.note


def hostile(text: str) -> Document:
    """A document that says ``text`` wherever it says anything."""
    link = Link(title=text, path="/en/")
    table = Table(title=text, head=[text, text], rows=[[text, text], [text, 1]], paths={"0:0": "/en/"})
    return of(
        Paragraph(sentences=[Sentence(text=text, language="sl", source=link)]),
        Numbers(numbers=[Number(label=text, value=text, unit=text, source=link)]),
        table,
        Picture(
            drawing="stages", sentence=text, table=Table(title=text, head=[text, text], rows=[[text, 3]])
        ),
        Narrative(name="n", label=text, text=text, language="sl"),
        Narrative(name="m", label=text, drawn=[Sentence(text=text, source=link)]),
        title=text or "-",
        note=text,
        alliance=text,
        finding=text,
    )


def test_no_text_becomes_a_formula_in_any_cell(tmp_path: Path) -> None:
    for number, text in enumerate(CORPUS):
        folder = tmp_path / str(number)
        folder.mkdir()
        document = hostile(text)
        book = load_workbook(written("xlsx", document, folder))
        assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= set("snd")
        with written("csv", document, folder).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert [cell for cell in row if cell[:1] in set("=+-@\t\r\n＝＋－＠")] == []


MARKUP = st.text(
    st.sampled_from("#*_`$\\[]{}()<>@~=+-/\"'&;:.,%^| \nabcčšžľà0123456789"), min_size=1, max_size=80
).filter(lambda text: text.strip())


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=MARKUP)
def test_what_people_wrote_is_never_markup(text: str, tmp_path: Path) -> None:
    document = of(Paragraph(sentences=[Sentence(text=f"QQ{text}QQ")]))
    told = without_gaps(text_of(written("pdf", document, tmp_path)))
    assert f"QQ{without_gaps(text)}QQ" in told
    page = written("html", document, tmp_path).read_text()
    assert len(re.findall(r"<[a-z]", page)) == len(
        re.findall(
            r"<[a-z]", written("html", of(Paragraph(sentences=[Sentence(text="x")])), tmp_path).read_text()
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1")#read("/etc/passwd")*a*_b_`c`$d$@e<f>[g]\\h//i/*j*/',
        "=cmd|' /C calc'!A0 <script>alert(1)</script>",
        "\x00\x07 bell \u202e turned \U0001f600 日本 عربى e\u0301 Αθήνα Київ",
        "x" * 5000,
        "https://example.org/" + "a" * 300,
        '"]}, {"is": "table"',
    ],
)
def test_a_document_full_of_hostile_text_is_written_in_every_format(text: str, tmp_path: Path) -> None:
    for format in WRITERS:
        assert written(format, hostile(text), tmp_path).stat().st_size > 200
    told = without_gaps(text_of(tmp_path / "report.pdf"))
    assert without_gaps(paper.settable(text, 100))[:60] in told
    page = (tmp_path / "report.html").read_text()
    assert "<script" not in page


def test_every_sign_that_is_said_to_be_settable_has_a_shape(tmp_path: Path) -> None:
    signs = "".join(chr(sign) for sign in sorted(paper.known_signs()) if sign > 32)
    document = of(
        *(
            Paragraph(sentences=[Sentence(text=" ".join(signs[at : at + 40]))])
            for at in range(0, len(signs), 40)
        )
    )
    written("pdf", document, tmp_path)


def test_huge_tables_are_cut_on_paper_and_whole_in_the_workbook(tmp_path: Path) -> None:
    document = of(long(20_000), *(wide(60, 400) for _ in range(6)))
    data = paper.Sheets(document).as_data("")
    tables = [
        one
        for part in data["sections"][0]["parts"]
        for one in part.get("tables", [part])
        if one["is"] == "table"
    ]
    assert len(tables[0]["rows"]) == paper.MOST_ROWS
    assert sum(len(one["rows"]) * len(one["head"]) for one in tables) <= paper.MOST_CELLS_IN_ALL * 1.5
    text = text_of(written("pdf", of(long(20_000)), tmp_path))
    assert f"{20_000 - paper.MOST_ROWS} further rows are in the workbook" in plain(text)
    assert text.count("Leads") > 3  # the header row, again on every page
    book = load_workbook(written("xlsx", of(long(2_000)), tmp_path), read_only=True)
    assert book.worksheets[1].max_row == 2_001


def test_nothing_runs_off_a_page(tmp_path: Path) -> None:
    document = of(
        wide(9), wide(30), heat(24), flow(), Table(title="T", head=["H" * 60] * 5, rows=[["x" * 300] * 5])
    )
    with pypdfium2.PdfDocument(written("pdf", document, tmp_path)) as pages:
        sizes = set()
        for page in pages:
            width, height = page.get_size()
            sizes.add(width > height)
            for one in page.get_objects():
                left, _bottom, right, _top = one.get_bounds()
                assert left >= -1
                assert right <= width + 1
        assert sizes == {True, False}


def test_the_html_file_is_printed_whole(page: Page, tmp_path: Path) -> None:
    """On paper nothing is folded, cut off at the edge, or printed over what follows (as grids are, across pages)."""
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    page.set_content(written("html", of(wide(9), stages(), long(90)), tmp_path).read_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    for cut in page.locator(".table-scroll").all():
        assert cut.evaluate("one => getComputedStyle(one).overflowX") == "visible"
    assert page.locator(".report, .report-file").evaluate_all(
        "all => all.map(one => getComputedStyle(one).display)"
    ) == ["block", "block"]
    assert page.get_by_role("table", name="Initiatives by stage").is_visible()


def test_what_is_called_like_its_section_is_not_called_so_twice(tmp_path: Path) -> None:
    document = of(
        Narrative(name="one", label="Outputs", text="It went well."), Narrative(name="two", label="Why")
    )
    assert text_of(written("pdf", document, tmp_path)).count("Outputs") == 1
    page = written("html", document, tmp_path).read_text()
    assert re.findall(r"<h([23])[^>]*>\s*(Outputs|Why)\s*<", page) == [("2", "Outputs"), ("3", "Why")]


def test_a_path_that_leads_elsewhere_leads_nowhere(tmp_path: Path) -> None:
    for path in ("javascript:alert(1)", "//evil.example/", "https://evil.example/", "/\\evil.example", ""):
        document = of(
            Paragraph(sentences=[Sentence(text="a", source=Link(title="b", path=path))]),
            Table(title="T", head=["H"], rows=[["x"]], paths={"0:0": path}),
        )
        page = written("html", document, tmp_path).read_text()
        assert "href=" not in page
        assert "/Annots" not in pypdf.PdfReader(written("pdf", document, tmp_path)).pages[0]


def test_numbers_read_as_people_of_that_language_write_them() -> None:
    told = {}
    for language in ("en", "sl", "it", "sk"):
        with translation.override(language):
            told[language] = [shown(61.5, "%"), shown(12345), shown(2026), shown("2026-03-01"), shown(1 / 3)]
    assert told["sl"] == ["61,5\u00a0%", "12.345", "2026", "1. 3. 2026", "0,33"]
    assert told["it"][:3] == ["61,5%", "12.345", "2026"]
    assert told["en"][:3] == ["61.5%", "12,345", "2026"]
    assert told["sk"][1] == "12\u00a0345"


def test_any_moment_can_be_written(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Ljubljana"))
    written("pdf", of(as_of=moment), tmp_path)


def test_csv_is_one_table(tmp_path: Path) -> None:
    written("csv", document_in("sl"), tmp_path)
    rows = list(csv.reader(io.StringIO((tmp_path / "report.csv").read_text(), newline="")))
    assert {len(row) for row in rows} == {7}
