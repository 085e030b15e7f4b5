"""A document as PDF, set by typst: tagged as PDF/UA-1 asks, which is checked as it is set.

What the document says goes to ``report.typ`` as data and never as source, so no sign in it is markup. How much is set
is bounded: what is longer stands in the workbook, and the page says so.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from reports.document import (
    Document,
    Drawing,
    Link,
    Missing,
    Narrative,
    Numbers,
    Paragraph,
    Part,
    Picture,
    Sentence,
    Table,
)
from reports.formats.facts import told
from reports.pictures import draw, level, most_of
from reports.shown import Shown, address, counts, further, lines, origin, shown
from reports.svg import for_paper

SOURCE = Path(__file__).resolve().parent / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
FONTS = ("fontpkg_figtree", "fontpkg_bricolage_grotesque")

# What is set at most; the workbook has the rest.
MOST_ROWS = 300  # of a table
MOST_CELLS_IN_ALL = 20_000
LONGEST_CELL = 600  # characters
LONGEST_TEXT = 40_000
# How wide an upright page is, in letters; what needs more than TURNED_FROM is turned, of more columns it is split too.
UPRIGHT, TURNED_FROM = 108, 124
PARTED = 9  # letters of a word that stay together
GAP = 3  # between two columns, in letters
MOST_COLUMNS = 11
# A run of signs without a gap that is longer may be broken anywhere.
UNBROKEN = re.compile(r"\S{28,}")
BREAK = "\u200b"
UNKNOWN = "□"  # stands for a sign that none of the typefaces has
# Greek and Cyrillic, which the typefaces that typst brings have.
FURTHER = (*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA), *range(0x400, 0x460))
LANGUAGE = re.compile(r"[a-z]{2,3}")


def write_pdf(document: Document, path: Path, checksum: str = "") -> None:
    """Set the document as PDF. Raises ``typst.TypstError`` where it would not be accessible."""
    data = json.dumps(Sheets(document).as_data(checksum), ensure_ascii=False)
    compiled = typst.compile(
        SOURCE,
        format="pdf",
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": data},
        pdf_standards=[STANDARD],
        timestamp=document.as_of.astimezone(UTC).replace(microsecond=0),
    )
    path.write_bytes(compiled)


@cache
def fonts() -> typst.Fonts:
    """The house's typefaces from their packages, and those that typst itself brings; none of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(place) for place in font_folders()])


def font_folders() -> list[Path]:
    """Where the packages keep their files."""
    found = []
    for package in FONTS:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise LookupError(package)
        found.append(Path(spec.origin).parent / "files")
    return found


@cache
def known_signs() -> frozenset[int]:
    """The signs that can be set."""
    font = TTFont(font_folders()[0] / "Figtree[wght].ttf", lazy=True)
    return frozenset([*font.getBestCmap(), *FURTHER, ord(UNKNOWN), ord(BREAK), ord("\n")])


def settable(text: str, longest: int = LONGEST_TEXT) -> str:
    """``text`` with nothing in it that cannot be set: what is not seen is left out, what has no shape is UNKNOWN."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    plain = unicodedata.normalize("NFC", cut.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    seen = (sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    signs = known_signs()
    shaped = "".join(sign if ord(sign) in signs else UNKNOWN for sign in seen)
    return UNBROKEN.sub(lambda run: BREAK.join(_pieces(run[0])), shaped)


def _pieces(run: str, long: int = 14) -> Iterator[str]:
    return (run[start : start + long] for start in range(0, len(run), long))


class Sheets:
    """What of a document is set: plain data, every text settable, every value as it reads."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.room = MOST_CELLS_IN_ALL

    def as_data(self, checksum: str) -> dict[str, Any]:
        """All that ``report.typ`` reads."""
        document = self.document
        as_of = timezone.localtime(document.as_of)
        return {
            "title": settable(document.title, 300),
            "running": settable(document.title, 70),
            "alliance": settable(document.alliance, 70),
            "language": document.language,
            "note": settable(document.note),
            "finding": settable(document.finding),
            "date": [as_of.year, as_of.month, as_of.day],
            "flag": (Path(settings.BASE_DIR) / "static" / "img" / "eu.svg").read_text(encoding="utf-8"),
            "facts": [
                [_("Alliance"), settable(document.alliance, 300)],
                [_("Period"), f"{told(document.since)} – {told(document.until)}"],
                [_("Figures as of"), date_format(as_of, "SHORT_DATETIME_FORMAT")],
            ],
            "checksum": settable(checksum),
            "words": words(),
            "sections": [
                {
                    "title": settable(section.title, 300),
                    "parts": turned(
                        [one for part in section.parts for one in self.part(part, section.title)]
                    ),
                }
                for section in document.sections
            ],
        }

    def part(self, part: Part, chapter: str) -> list[dict[str, Any]]:
        """One part as what is set, in order; a box that is called as its ``chapter`` is not called so twice."""
        match part:
            case Paragraph():
                return [{"is": "paragraph", "sentences": [self.sentence(one) for one in part.sentences]}]
            case Numbers():
                return [{"is": "numbers", "numbers": list(self.numbers(part))}]
            case Table():
                return self.table(part)
            case Picture():
                return self.picture(part)
            case Missing():
                return [{"is": "missing", "text": settable(part.text), "source": self.link(part.source)}]
            case Narrative():
                return [self.narrative(part) | ({"label": ""} if part.label == chapter else {})]

    def sentence(self, sentence: Sentence) -> dict[str, Any]:
        return {
            "text": settable(sentence.text),
            "language": tongue(sentence.language),
            "source": self.link(sentence.source),
        }

    def link(self, link: Link | None) -> dict[str, str] | None:
        """Title and whole address; ``None`` where it leads nowhere."""
        if link is None:
            return None
        return {"title": settable(link.title, 160), "href": address(link.path, origin=origin())}

    def numbers(self, part: Numbers) -> Iterator[dict[str, Any]]:
        for number in part.numbers:
            yield {
                "label": settable(number.label, 200),
                "value": settable(shown(number.value, number.unit), 60) or "–",
                "source": self.link(number.source),
            }

    def narrative(self, part: Narrative) -> dict[str, Any]:
        sources = {one.source.path: self.link(one.source) for one in part.drawn if one.source}
        paragraphs = [piece for piece in re.split(r"\n\s*\n", settable(part.text)) if piece.strip()]
        return {
            "is": "narrative",
            "label": settable(part.label, 200),
            "paragraphs": [piece.strip().split("\n") for piece in paragraphs],
            "language": tongue(part.language),
            "drawn": [] if paragraphs else [self.sentence(one) for one in part.drawn],
            "sources": list(sources.values()) if paragraphs else [],
        }

    def picture(self, part: Picture) -> list[dict[str, Any]]:
        """The sentence with its drawing, and the table it is drawn from; a matrix is its table, coloured."""
        if part.drawing == Drawing.HEAT:
            tables = self.table(part.table, heat=True)
            return [tables[0] | {"caption": settable(part.sentence)}, *tables[1:]]
        drawn = draw(part)
        found: dict[str, Any] = {
            "is": "picture",
            "sentence": settable(part.sentence),
            "svg": "",
            "notice": "",
        }
        if drawn is not None:
            shape = {"svg": settable_svg(for_paper(drawn)), "notice": notice(part)}
            found |= {**shape, "alt": settable(f"{part.table.title}. {part.sentence}", 1000)}
            found |= {"narrow": drawn.width < 500}
        return [found, *self.table(part.table)]

    def table(self, table: Table, *, heat: bool = False) -> list[dict[str, Any]]:
        """The table, in as many pieces as its columns need, and a sentence where rows are left out."""
        rows = list(lines(table, min(MOST_ROWS, self.room // max(1, len(table.head)))))
        self.room -= len(rows) * len(table.head)
        deepest = most_of(table)
        pieces = list(columns_of(table))
        title = settable(table.title, 200)
        found = []
        for number, columns in enumerate(pieces, start=1):
            found.append(
                {
                    "is": "table",
                    "title": f"{title} ({number} / {len(pieces)})" if len(pieces) > 1 else title,
                    "caption": "",
                    "head": [settable(table.head[column], 120) for column in columns],
                    "widths": (wide := widths(table, columns, rows)),
                    "needs": needs(table, columns, rows),
                    "share": min(100, max(45, round(100 * sum(wide) / UPRIGHT))),
                    "counts": [counts(table, column) for column in columns],
                    "rows": [
                        [
                            {
                                "text": settable(row[column].text, LONGEST_CELL),
                                "href": address(row[column].path, origin=origin()),
                                "depth": level(row[column].value, deepest)
                                if heat and not row[column].fixed
                                else None,
                            }
                            if column < len(row)
                            else {"text": "", "href": "", "depth": None}
                            for column in columns
                        ]
                        for row in rows
                    ],
                }
            )
        if left := further(len(table.rows) - len(rows)):
            found.append({"is": "further", "text": left})
        return found


def notice(picture: Picture) -> str:
    """What has to stand beneath a picture."""
    return _("Borders: Natural Earth, public domain.") if picture.drawing == Drawing.MAP else ""


def turned(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts of a section, the tables that need a turned page together where they follow each other."""
    found: list[dict[str, Any]] = []
    for part in parts:
        if part["is"] != "table" or part["needs"] <= TURNED_FROM:
            found.append(part)
        elif found and found[-1]["is"] == "turned":
            found[-1]["tables"].append(part)
        else:
            found.append({"is": "turned", "tables": [part]})
    return found


def columns_of(table: Table) -> Iterator[list[int]]:
    """The columns that stand together: all, or a turned page's worth at a time, each with the fixed ones before."""
    every = list(range(len(table.head)))
    if len(every) <= MOST_COLUMNS:
        yield every
        return
    fixed = every[: min(table.fixed, MOST_COLUMNS // 2)]
    others = every[len(fixed) :]
    step = MOST_COLUMNS - len(fixed)
    for start in range(0, len(others), step):
        yield [*fixed, *others[start : start + step]]


Rows = Sequence[Sequence[Shown]]


def texts_of(column: int, rows: Rows) -> list[str]:
    """What stands in a column, as far as its width is judged by it."""
    return [row[column].text for row in rows[:100] if column < len(row)]


def word_of(table: Table, column: int, rows: Rows) -> int:
    """How long the longest word of a column is; beyond fourteen letters it is parted."""
    texts = (table.head[column], *texts_of(column, rows))
    return min(14, max((len(word) for text in texts for word in text.split()), default=1))


def needs(table: Table, columns: Sequence[int], rows: Rows) -> int:
    """How much room columns need at the least, in letters; words may be parted."""
    return sum(min(PARTED, word_of(table, column, rows)) + GAP for column in columns)


def widths(table: Table, columns: Sequence[int], rows: Rows) -> list[int]:
    """How wide the columns are to each other: by their longest word, and by how much they hold."""
    found = []
    for column in columns:
        lengths = [len(text) for text in texts_of(column, rows)]
        mean = round(sum(lengths) / max(1, len(lengths)))
        whole = max(lengths, default=1)
        found.append(max(word_of(table, column, rows), min(12, whole), min(36, mean)) + GAP)
    return found


def tongue(language: str) -> str:
    """A language that a PDF can name, or an empty text."""
    return language if LANGUAGE.fullmatch(language) else ""


def settable_svg(markup: str) -> str:
    """A drawing whose words can all be set."""
    signs = known_signs()
    seen = (sign for sign in markup if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return "".join(sign if ord(sign) in signs else UNKNOWN for sign in seen)


def words() -> dict[str, str]:
    """Our own words on paper."""
    return {
        "contents": _("Contents"),
        "missing": _("Not known yet"),
        "empty": _("Nothing in this period."),
        "unwritten": _("Nobody has written this yet."),
        "logged": _("Nobody has written this yet. What was logged says:"),
        "rests": _("This rests on:"),
        "checksum": _("Checksum (SHA-256)"),
        "flag": _("Flag of the European Union"),
        "funded": _("Co-funded by the European Union"),
        "project": _("MAG-NET is an Innovative Actions project of the European Urban Initiative."),
    }
