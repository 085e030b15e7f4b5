"""What kinds of report there are and which sections each has. A room registers its own; this one knows none by name."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from alliances.models import Alliance
from reports.document import Part
from web.slots import Words


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a report is on: everything is read through ``visible_to(reader)``, in the language that is active.

    ``since`` and ``until`` are the first and the last day, ``as_of`` the moment of reading. ``about`` is the id of the
    one occasion that it is on, where its kind lets one be chosen. ``sections`` are the names of those it has.
    """

    alliance: Alliance
    reader: Any
    since: date
    until: date
    language: str
    as_of: datetime
    about: UUID | None = None
    sections: Collection[str] = ()
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def begin(self) -> datetime:
        """The first moment of the period, where the alliance is."""
        return datetime.combine(self.since, time.min, ZoneInfo(self.alliance.time_zone))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until + timedelta(days=1), time.min, ZoneInfo(self.alliance.time_zone))

    def once[T](self, name: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` gives, read once for all sections of one report."""
        if name not in self._known:
            self._known[name] = read()
        return self._known[name]


@dataclass(frozen=True, kw_only=True)
class SectionKind:
    """A chapter that a kind of report may have: ``parts`` reads it. ``order`` is its place among the others."""

    name: str
    label: Words
    order: int
    parts: Callable[[Scope], Sequence[Part]]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Something of an alliance that a report may be on alone: its title in the active language, its days."""

    pk: UUID
    alliance: Alliance
    title: str
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """What a kind of report may be on alone: ``of`` gives those of some alliances that a person may see, the
    latest first. ``question`` asks for one, ``all`` stands for none in particular."""

    question: Words
    all: Words
    of: Callable[[Sequence[Alliance], Any], Sequence[Occasion]]


@dataclass(frozen=True, kw_only=True)
class ReportKind:
    """One kind of report. ``text`` says what it is for, ``note`` that it is no official form; ``title`` holds
    ``%(alliance)s``. ``finding`` is its one sentence.

    A kind with ``narrative`` is drafted first and frozen once people have written into it; another is made at once.
    A kind without ``periodic`` shows how things stand and asks for no days. One with ``occasions`` may be on
    one of them, whose days are then its own.
    """

    name: str
    label: Words
    text: Words
    note: Words
    title: Words
    finding: Callable[[Scope], str]
    narrative: bool = True
    periodic: bool = True
    occasions: Occasions | None = None

    def title_for(self, alliance: Alliance, about: str = "") -> str:
        """Its title on an alliance, or on what ``about`` names of it."""
        return str(self.title) % {"alliance": about or alliance.text.name}

    def occasion(self, pk: UUID, alliance: Alliance, person: Any) -> Occasion | None:
        """What a report of this kind may be on, by its id; ``None`` where there is no such."""
        found = self.occasions.of([alliance], person) if self.occasions else ()
        return next((one for one in found if one.pk == pk), None)

    @property
    def sections(self) -> Mapping[str, SectionKind]:
        """Its chapters by name, in reading order, whichever room brought them."""
        rows = _sections.get(self.name, {}).values()
        return {row.name: row for row in sorted(rows, key=lambda row: (row.order, row.name))}


_kinds: dict[str, ReportKind] = {}
_sections: dict[str, dict[str, SectionKind]] = {}


def register(kind: ReportKind, *sections: SectionKind) -> None:
    """Have a kind of report, with its chapters."""
    _kinds[kind.name] = kind
    register_sections(kind.name, *sections)


def register_sections(kind: str, *sections: SectionKind) -> None:
    """Give the kind of that name further chapters; rooms may do so in any order."""
    _sections.setdefault(kind, {}).update({section.name: section for section in sections})


def kinds() -> list[ReportKind]:
    return list(_kinds.values())


def kind_of(name: str) -> ReportKind:
    """The kind of that name; ``LookupError`` when none registered it."""
    return _kinds[name]
