"""What a report says, before anything decides how it looks: sections, each of parts.

One document is shown as a page, set as PDF and written as workbook and table, so that no format can say what
another does not. As JSON it is what is frozen and what the checksum is of.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# A day stands in a cell as ``day_cell`` writes it: a workbook has it as a date, a page in its language's words.
Cell = str | int | float | None


class Drawing(StrEnum):
    """How a picture is drawn from its table."""

    WEEKS = "weeks"  # a bar a row: when, how many
    STAGES = "stages"  # one bar in parts: stage, how many
    HEAT = "heat"  # a matrix: first column names the row, every other is a column of numbers
    FLOW = "flow"  # strands from city to city: from, to, what, stage
    MAP = "map"  # cities where they lie: city, country, how many; places hold latitude and longitude


def day_cell(day: date | None) -> Cell:
    """A day as a cell that can be sorted and reckoned with; nothing for none."""
    return day.isoformat() if day else None


@dataclass(frozen=True, kw_only=True)
class Link:
    """The record or the list that something rests on: its title and its path on this site, without a host."""

    title: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """Something that was said. ``language`` where a person wrote it, empty where it is our own."""

    text: str
    language: str = ""
    source: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Sentences that stand together."""

    sentences: Sequence[Sentence]


@dataclass(frozen=True, kw_only=True)
class Number:
    """One figure with its name, its unit (empty for a count) and the list behind it."""

    label: str
    value: Cell
    unit: str = ""
    source: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Figures that stand side by side."""

    numbers: Sequence[Number]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table. ``paths`` tells where a cell leads, by ``"row:column"`` counted from zero; a cell that is not there
    leads nowhere. The first ``fixed`` columns say what a row is about."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    paths: Mapping[str, str] = field(default_factory=dict)
    fixed: int = 1


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture, drawn from its table and nothing else, with the one sentence that it shows.

    ``places`` are latitude and longitude in degrees by the name of a city; for a map only.
    """

    drawing: str
    sentence: str
    table: Table
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What should stand here and is not known yet, and where it can be told."""

    text: str
    source: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """What people write themselves. ``text`` is what stands so far; ``drawn`` are sentences taken from records
    that it may be written from, each with its source."""

    name: str
    label: str
    hint: str = ""
    text: str = ""
    language: str = ""
    drawn: Sequence[Sentence] = ()

    def filled(self, text: str, language: str) -> "Narrative":
        """The same with what people wrote in that language; of the sentences drawn, only those stay as sources that
        the text still holds."""
        kept = [sentence for sentence in self.drawn if sentence.text in text]
        return replace(self, text=text, language=language if text else "", drawn=kept)


Part = Paragraph | Numbers | Table | Picture | Missing | Narrative
PARTS: dict[str, type] = {
    "paragraph": Paragraph,
    "numbers": Numbers,
    "table": Table,
    "picture": Picture,
    "missing": Missing,
    "narrative": Narrative,
}
NAMES = {part: name for name, part in PARTS.items()}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A chapter: ``name`` for programs, ``title`` for people, and its parts in their order."""

    name: str
    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A report as it reads in one language: ``note`` says what it is and that it is no official form, ``finding`` is
    its one sentence; ``since`` and ``until`` bound the period, both days within it; ``as_of`` is when it was read."""

    kind: str
    title: str
    note: str
    alliance: str
    language: str
    since: date
    until: date
    as_of: datetime
    finding: str
    sections: Sequence[Section]
    blocks: Mapping[str, str] = field(default_factory=dict)

    def parts_of(self, kind: type) -> Iterator[Any]:
        """All parts of one kind, in reading order."""
        return (part for section in self.sections for part in section.parts if isinstance(part, kind))

    def with_narrative(self, told: Mapping[str, str], language: str) -> "Document":
        """The same with what people wrote, by the names of its boxes."""

        def filled(part: Part) -> Part:
            return part.filled(told.get(part.name, ""), language) if isinstance(part, Narrative) else part

        sections = [
            replace(section, parts=[filled(part) for part in section.parts]) for section in self.sections
        ]
        return replace(self, sections=sections)

    def as_json(self) -> dict[str, Any]:
        """The document as JSON has it; ``document_of`` reads it back."""
        told = asdict(self)
        for section, written in zip(self.sections, told["sections"], strict=True):
            written["parts"] = [{"part": NAMES[type(part)], **asdict(part)} for part in section.parts]
        return json.loads(json.dumps(told, cls=DjangoJSONEncoder))

    @property
    def checksum(self) -> str:
        """SHA-256, in hex, of the document as JSON in one settled form."""
        return checksum_of(self.as_json())


def checksum_of(told: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of a document that is JSON already: keys in order, no spaces, UTF-8."""
    settled = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(settled.encode()).hexdigest()


def document_of(told: Mapping[str, Any]) -> Document:
    """The document that ``as_json`` told; raises ``KeyError`` or ``TypeError`` for anything else."""
    sections = [
        Section(name=one["name"], title=one["title"], parts=[_part(part) for part in one["parts"]])
        for one in told["sections"]
    ]
    read = {
        "since": date.fromisoformat(told["since"]),
        "until": date.fromisoformat(told["until"]),
        "as_of": datetime.fromisoformat(told["as_of"]),
        "sections": sections,
    }
    return Document(**{**told, **read})


def _part(told: Mapping[str, Any]) -> Any:
    values = {name: value for name, value in told.items() if name != "part"}
    kind = PARTS[told["part"]]
    if kind is Paragraph:
        values["sentences"] = [_sentence(one) for one in values["sentences"]]
    elif kind is Numbers:
        values["numbers"] = [Number(**{**one, "source": _link(one["source"])}) for one in values["numbers"]]
    elif kind is Picture:
        values["table"] = Table(**values["table"])
        values["places"] = {city: tuple(place) for city, place in values["places"].items()}
    elif kind is Missing:
        values["source"] = _link(values["source"])
    elif kind is Narrative:
        values["drawn"] = [_sentence(one) for one in values["drawn"]]
    return kind(**values)


def _sentence(told: Mapping[str, Any]) -> Sentence:
    return Sentence(**{**told, "source": _link(told["source"])})


def _link(told: Mapping[str, Any] | None) -> Link | None:
    return Link(**told) if told else None
