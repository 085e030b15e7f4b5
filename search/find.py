"""Finding: one walled, ranked, faceted way to ask the index."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from activity.models import note_crossing
from search.index import MARKS
from search.models import CONFIGURATIONS, PLAIN, Entry, EntryQuerySet
from search.registry import Source, source_of_kind, sources
from search.words import Question, ask

RANKED = 2_000  # entries that are ranked; of a word that more of them hold, the newest
COUNTED = 5_000  # entries that are counted by kind
SHOWN_COUNT = 1_000  # a count beyond says "1,000+"
PAGE = 20
LAST_PAGE = RANKED // PAGE
FEW = 3  # with fewer things found as typed, small slips are forgiven
EDGE = 12  # characters of a text's beginning and end, to know whether a snippet stops short of them
READ = 20_000  # characters of a text that are looked through for a snippet
ENDS = " \n.!?…"  # what PostgreSQL may leave out behind the last word
OPEN, CLOSE = tuple(MARKS)
SIGNS = f'StartSel={OPEN}, StopSel={CLOSE}, FragmentDelimiter=" … "'


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found, in the language it is shown in. ``title`` and ``snippet`` are safe HTML in
    which what was asked for stands in ``<mark>``; ``close`` says that it only comes close to what was typed."""

    source: Source
    slug: str
    language: str
    title: SafeString
    note: str
    snippet: SafeString
    demo: bool
    close: bool
    public: bool
    subject_id: UUID

    @property
    def url(self) -> str:
        return reverse(self.source.route, args=[self.slug])

    @property
    def kind(self) -> str:
        """What it is, in a word: initiative, challenge."""
        return self.source.word


@dataclass(frozen=True, kw_only=True)
class Facet:
    """How many things of one kind were found; ``more`` when there are more than were counted."""

    kind: str
    label: str | Promise
    count: int
    more: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found; ``further`` when there is another."""

    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    page: int = 1
    further: bool = False

    @property
    def count(self) -> int:
        """How many things were found, of all kinds."""
        return min(sum(facet.count for facet in self.facets), SHOWN_COUNT)

    @property
    def next(self) -> int | None:
        """The next page's number; ``None`` at the end, and where pages end before it."""
        return self.page + 1 if self.further else None

    @property
    def close(self) -> bool:
        """Whether some of this page only comes close to what was typed."""
        return any(hit.close for hit in self.hits)

    @property
    def more(self) -> bool:
        """Whether there are more than ``count``."""
        return any(facet.more for facet in self.facets) or sum(f.count for f in self.facets) > SHOWN_COUNT


def find(q: str, person: Any, *, kinds: Collection[str] = (), language: str = "", page: int = 1) -> Found:
    """What ``person`` may see and ``q`` asks for: one page, best first, each thing once.

    Of a thing found in several languages the active one is shown, else the original, else the best.
    ``kinds`` and ``language`` narrow the hits; the facets count every kind. Accents and case are ignored, the
    last word counts as the beginning of one, and where little is found small slips of the keyboard are
    forgiven. Two queries, four where slips are forgiven. Nothing in ``q`` makes it fail; without a word in it
    nothing is found.
    """
    question = ask(q)
    if not question:
        return Found()
    page = min(max(page, 1), LAST_PAGE)
    entries = Entry.objects.visible_to(person)
    if language:
        entries = entries.filter(language=language)
    query = question.query()
    tally = _tally(entries, query)
    if tally.of(kinds) < FEW:
        close = question.respelled()
        if close:
            query |= close.query()
            tally = _tally(entries, query)
    narrowed = entries.filter(kind__in=kinds) if kinds else entries
    ranked = _ranked(narrowed, query, newest=tally.of(kinds) >= RANKED)
    hits = _page(ranked, query, question.query(), page)
    _note(hits[:PAGE], person)
    return Found(
        hits=hits[:PAGE], facets=tally.facets, page=page, further=len(hits) > PAGE and page < LAST_PAGE
    )


def matching(model: type[Any], q: str, person: Any) -> list[UUID]:
    """The ids of what ``person`` may see of ``model`` and ``q`` asks for, best first, at most ``RANKED``.

    For a list that narrows itself: ``things.filter(pk__in=matching(Thing, q, person))``. Of more than ``RANKED``
    the newest are taken. One query; one more for so common a word, and one or two more where nothing was found as
    typed and small slips are forgiven. Nothing in ``q`` makes it fail; without a word in it nothing is found.
    """
    question = ask(q)
    return _ids(model, question, person) or _ids(
        model, question.respelled() if question else question, person
    )


def marked(text: str) -> SafeString:
    """``text`` from the index as safe HTML, with what our own marks enclose in ``<mark>``."""
    html = escape(text).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return mark_safe(html)  # noqa: S308  (escaped in the line above; the marks can only come from PostgreSQL)


def _ids(model: type[Any], question: Question, person: Any) -> list[UUID]:
    if not question:
        return []
    of_model = Entry.objects.filter(subject_type=ContentType.objects.get_for_model(model))
    entries = of_model.visible_to(person)
    hits = _ranked(entries, question.query()).values_list("subject_id", "rank")
    if len(hits) == RANKED:
        hits = _ranked(entries, question.query(), newest=True).values_list("subject_id", "rank")
    return list(dict.fromkeys(subject for subject, _ in sorted(hits, key=lambda hit: -hit[1])))


def _ranked(entries: EntryQuerySet, query: Combinable, *, newest: bool = False) -> EntryQuerySet:
    """The entries that answer, with their rank but not in order: the cap comes first, so that a common word
    costs no more than a rare one.

    Of a word so common that the cap cuts, the ``newest`` are taken: they are soon found by walking the dates. For
    a rarer one that walk would be long, and order changes nothing.
    """
    answers = entries.filter(vector=query)
    if newest:
        answers = answers.order_by("-came_at")
    return answers.annotate(rank=SearchRank(F("vector"), query, normalization=1))[:RANKED]


@dataclass(frozen=True)
class _Tally:
    """How many things and entries answer, by kind, counted to a cap."""

    things: dict[str, int]
    entries: dict[str, int]

    @property
    def capped(self) -> bool:
        return sum(self.entries.values()) >= COUNTED

    def of(self, kinds: Collection[str]) -> int:
        """How many entries of ``kinds``, or of all; not fewer than ``RANKED`` where counting stopped."""
        seen = sum(count for kind, count in self.entries.items() if not kinds or kind in kinds)
        return max(seen, RANKED) if self.capped else seen

    @property
    def facets(self) -> list[Facet]:
        """In the rooms' order; every kind where counting stopped, because more of each may answer."""
        return [
            Facet(
                kind=source.kind,
                label=source.label,
                count=min(count, SHOWN_COUNT),
                more=self.capped or count > SHOWN_COUNT,
            )
            for source in sources()
            if (count := self.things.get(source.kind, 0)) or self.capped
        ]


def _tally(entries: EntryQuerySet, query: Combinable) -> _Tally:
    """Count what answers; each thing once, whatever languages it speaks."""
    answers, values = (
        entries.filter(vector=query).values("kind", "subject_id")[:COUNTED].query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH hits AS MATERIALIZED ({answers})
            SELECT kind, count(DISTINCT subject_id), count(*) FROM hits GROUP BY kind
            """,  # noqa: S608  (compiled by Django, its values apart)
            values,
        )
        rows = cursor.fetchall()
    return _Tally({kind: things for kind, things, _ in rows}, {kind: seen for kind, _, seen in rows})


def _page(ranked: EntryQuerySet, query: Combinable, exact: Combinable, page: int) -> list[Hit]:
    """One page of hits and one more: what answers ``exact`` first, then what only answers ``query``."""
    answers, values = (
        ranked.annotate(
            asked=ExpressionWrapper(query, SearchQueryField()),
            exact=ExpressionWrapper(Q(vector=exact), BooleanField()),
        )
        .values("id", "subject_type_id", "subject_id", "language", "original", "rank", "asked", "exact")
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH hits AS MATERIALIZED ({answers}),
            things AS (
                SELECT DISTINCT ON (subject_type_id, subject_id)
                    id, asked, max(rank) OVER thing AS rank, bool_or(exact) OVER thing AS exact
                FROM hits
                WINDOW thing AS (PARTITION BY subject_type_id, subject_id)
                ORDER BY subject_type_id, subject_id, language = %s DESC, original DESC, hits.exact DESC, hits.rank DESC
            ),
            shown AS (SELECT * FROM things ORDER BY exact DESC, rank DESC, id DESC LIMIT %s OFFSET %s)
            SELECT
                entry.kind, entry.slug, entry.language, entry.note, entry.demo, entry.subject_id,
                entry.public, shown.exact,
                ts_headline(dictionary, entry.title, asked, %s),
                ts_headline(dictionary, left(entry.body, {READ}), asked, %s),
                left(entry.body, {EDGE}), right(entry.body, {EDGE})
            FROM shown
            JOIN search_entry AS entry USING (id)
            CROSS JOIN LATERAL (SELECT coalesce((%s::jsonb ->> entry.language), %s)::regconfig) AS d (dictionary)
            ORDER BY shown.exact DESC, shown.rank DESC, shown.id DESC
            """,  # noqa: S608  (compiled by Django, its values apart; READ is a number of ours)
            [
                *values,
                get_language() or "en",
                PAGE + 1,
                (page - 1) * PAGE,
                f"HighlightAll=true, {SIGNS}",
                f"MaxFragments=2, MinWords=18, MaxWords=32, {SIGNS}",
                json.dumps(CONFIGURATIONS),
                PLAIN,
            ],
        )
        return [_hit(*row) for row in cursor.fetchall()]


def _note(hits: list[Hit], person: Any) -> None:
    """Have it written down where an administrator reads here what is an alliance's own."""
    if not getattr(person, "is_administrator", False):
        return
    walled: dict[type[Any], list[UUID]] = {}
    for hit in hits:
        if not hit.public:
            walled.setdefault(hit.source.model, []).append(hit.subject_id)
    for model, ids in walled.items():
        note_crossing(person, *model._default_manager.filter(pk__in=ids))


def _hit(
    kind: str,
    slug: str,
    language: str,
    note: str,
    demo: bool,
    subject_id: UUID,
    public: bool,
    exact: bool,
    title: str,
    snippet: str,
    beginning: str,
    end: str,
) -> Hit:
    return Hit(
        source=source_of_kind(kind),
        slug=slug,
        language=language,
        note=note,
        demo=demo,
        subject_id=subject_id,
        public=public,
        close=not exact,
        title=marked(title),
        snippet=marked(_open_ended(snippet, beginning, end)),
    )


def _open_ended(snippet: str, beginning: str, end: str) -> str:
    """``snippet`` with dots where the text goes on."""
    bare = snippet.replace(OPEN, "").replace(CLOSE, "").strip()
    before = "" if bare.startswith(beginning.strip()) else "… "
    after = "" if bare.rstrip(ENDS).endswith(end.rstrip(ENDS)) else " …"
    return f"{before}{snippet.strip()}{after}"
