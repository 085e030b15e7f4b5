"""Where a frozen report may lead whoever reads it: what it rests on may have walls of its own, and a reader before
them is told so and led to none."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from alliances.models import Alliance, Commitment, standing_of
from blocks.coverage import CHALLENGE, NOTHING
from challenges.models import Adoption, Challenge
from initiatives.models import Initiative
from reports.document import Document, Link, Missing, Narrative, Numbers, Paragraph, Part, Picture, Table
from reports.measures.models import Indicator
from visits.models import SiteVisit

# Pages that open for everybody: they show what each reader may see.
OPEN = {
    "alliances:detail",
    "alliances:partner",
    "blocks:behind",
    "blocks:detail",
    "challenges:list",
    "initiatives:list",
    "initiatives:updates",
    "visits:list",
}
# Pages of things with walls. No other page opens but for who may have the report made.
THINGS: dict[str, type[Any]] = {
    "alliances:commitment": Commitment,
    "blocks:gap": Challenge,
    "challenges:adoption": Adoption,
    "challenges:detail": Challenge,
    "initiatives:detail": Initiative,
    "reports:indicator": Indicator,
    "reports:measures": Alliance,
    "visits:detail": SiteVisit,
}
NAMES = ("pk", "challenge", "slug")  # the part of an address that names the thing, the first that there is
Wanted = dict[tuple[type[Any], str], dict[str, set[str]]]


def opened_to(document: Document, person: Any) -> Document:
    """The document without its links to what ``person`` may not see; a query for each kind of thing it leads to."""
    closed = closed_to(person, set(_paths(document)), document.language)
    return _without(document, closed) if closed else document


def closed_to(person: Any, paths: Collection[str], language: str) -> set[str]:
    """Those of ``paths``, all of addresses in ``language``, that do not open for ``person``."""
    closed: set[str] = set()
    wanted: Wanted = defaultdict(lambda: defaultdict(set))
    with translation.override(language):
        for path in paths:
            if path.startswith("#"):
                continue  # a section of the report itself
            match thing_at(path):
                case None:
                    closed.add(path)
                case model, field, value:
                    wanted[model, field][value].add(path)
    for (model, field), by_value in wanted.items():
        seen = {str(value) for value in _seen(model, person, field, list(by_value))}
        closed.update(*(those for value, those in by_value.items() if value not in seen))
    return closed


def thing_at(path: str) -> tuple[type[Any], str, str] | tuple[()] | None:
    """The thing that a page is of, as model, field and value: nothing of it where the page opens for everybody,
    ``None`` where it does for nobody in particular."""
    parts = urlsplit(path)
    try:
        page: ResolverMatch = resolve(parts.path)
    except Resolver404:
        return None
    if page.view_name in OPEN:
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        key = asked.get("key", NOTHING) if asked.get("by") == CHALLENGE.name else NOTHING
        return () if key == NOTHING else (Challenge, "slug", key)
    model = THINGS.get(page.view_name)
    name = next((name for name in NAMES if name in page.kwargs), "")
    return (model, "pk" if name == "pk" else "slug", str(page.kwargs[name])) if model and name else None


def _seen(model: type[Any], person: Any, field: str, values: list[str]) -> Iterator[Any]:
    """Those of ``values`` whose thing ``person`` may see; what an alliance measures is seen by its members."""
    manager: Any = model._default_manager
    rows = manager.visible_to(person).filter(**{f"{field}__in": values})
    if model is Alliance:
        standing = standing_of(person)
        return (row.slug for row in rows if standing.administrator or standing.member_of(row.pk))
    return rows.values_list(field, flat=True).iterator()


# --- the links of a document ------------------------------------------------------------------------
def _paths(document: Document) -> Iterator[str]:
    for section in document.sections:
        for part in section.parts:
            yield from _paths_of(part)


def _paths_of(part: Part) -> Iterator[str]:
    match part:
        case Table():
            yield from part.paths.values()
        case Picture():
            yield from part.table.paths.values()
        case Missing():
            links = [part.source]
        case Numbers():
            links = [one.source for one in part.numbers]
        case Paragraph():
            links = [one.source for one in part.sentences]
        case Narrative():
            links = [one.source for one in part.drawn]
    if not isinstance(part, Table | Picture):
        yield from (link.path for link in links if link)


def _without(document: Document, closed: set[str]) -> Document:
    sections = [
        replace(section, parts=[_part_without(part, closed) for part in section.parts])
        for section in document.sections
    ]
    return replace(document, sections=sections)


def _part_without(part: Part, closed: set[str]) -> Part:
    match part:
        case Table():
            return _table_without(part, closed)
        case Picture():
            return replace(part, table=_table_without(part.table, closed))
        case Missing():
            # What is missing is asked of those who can tell it.
            return replace(part, source=None) if part.source and part.source.path in closed else part
        case Numbers():
            return replace(part, numbers=_unlinked(part.numbers, closed))
        case Paragraph():
            return replace(part, sentences=_unlinked(part.sentences, closed))
        case Narrative():
            return replace(part, drawn=_unlinked(part.drawn, closed))


def _table_without(table: Table, closed: set[str]) -> Table:
    return replace(table, paths={at: path for at, path in table.paths.items() if path not in closed})


def _unlinked(rows: Collection[Any], closed: set[str]) -> list[Any]:
    """Sentences or numbers whose source keeps its name and leads nowhere where it is ``closed``."""
    return [
        replace(row, source=Link(title=row.source.title, path=""))
        if row.source and row.source.path in closed
        else row
        for row in rows
    ]
