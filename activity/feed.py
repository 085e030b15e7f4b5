"""What happened, as sentences for one reader: grouped by thing, newest state first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, TruncWeek
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from activity.models import Event
from activity.registry import Actor, Kind, kind_of, naming, subject_of

PAGE = 20
WEEKS = 12
# Events read for each told: some are of things the reader no longer sees.
READ_AHEAD = 2
# Where a reader sees almost nothing of what is there, a page looks so many times further.
ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class Story:
    """What last happened to ``thing``; ``same`` counts the newest events of one kind that one sentence tells,
    ``earlier`` those before them (never counted beyond ``COUNTED_TO``)."""

    event: Event
    thing: Any
    actor: Actor
    same: int = 1
    earlier: int = 0

    @property
    def kind(self) -> Kind:
        return kind_of(self.event.kind)

    @property
    def at(self) -> datetime:
        """When the newest of it happened."""
        return self.event.created_at

    @property
    def sentence(self) -> SafeString:
        """Who did what, as safe HTML; names are links, in their own languages."""
        return mark_safe(self._said(linked=True))  # noqa: S308  (each part is escaped)

    @property
    def words(self) -> str:
        """The same sentence as plain text."""
        return self._said(linked=False)

    def _said(self, *, linked: bool) -> str:
        kind, facts = self.kind, self.event.facts
        parts = {**facts, **(kind.words(facts) if kind.words else {})}
        if not linked:
            parts |= {"who": self.actor.name, "what": str(self.thing), "count": self.same}
            return self._pattern(kind) % parts
        escaped = {name: conditional_escape(part) for name, part in parts.items()}
        escaped |= {"who": self._who(), "what": self._what()}
        return conditional_escape(self._pattern(kind)) % {**escaped, "count": self.same}

    def _pattern(self, kind: Kind) -> str:
        if self.same > 1 and kind.grouped is not None:
            return str(kind.grouped(self.same))
        return str(kind.sentence)

    def _who(self) -> SafeString:
        language = lang_attribute(self.actor.language)
        if self.actor.url:
            return format_html('<a href="{}"{}>{}</a>', self.actor.url, language, self.actor.name)
        return format_html("<span{}>{}</span>", language, self.actor.name)

    def _what(self) -> SafeString:
        language = lang_attribute(getattr(getattr(self.thing, "text", None), "language", ""))
        return format_html('<a href="{}"{}>{}</a>', self.thing.get_absolute_url(), language, str(self.thing))


def lang_attribute(language: str) -> SafeString | str:
    """`` lang="sl"`` where that is not the page's own language."""
    return format_html(' lang="{}"', language) if language and language != get_language() else ""


# --- reading ---------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Page:
    """Stories, newest first; ``next`` is the cursor of those before them, "" at the end."""

    stories: list[Story]
    next: str = ""
    weeks: list[Any] = field(default_factory=list)


def latest(person: Any, about: Any = None, limit: int = 10) -> list[Story]:
    """The newest stories that ``person`` may see, of everything or ``about`` one thing; see ``page``."""
    return page(person, about, limit=limit).stories


def page(person: Any, about: Any = None, *, before: str = "", limit: int = PAGE, weeks: Any = None) -> Page:
    """Stories older than the cursor ``before``, each thing once with its newest state.

    ``about`` itself is told event by event, and what happened around it by thing. Left out are events of
    importance 0, those behind walls ``person`` does not stand within (an administrator's key opens none
    here), and those whose subject they no longer see. One query, and one for each kind of thing among them
    beside ``about`` itself. ``weeks`` is an expression to bring along.
    """
    seen = Event.objects.near(person).told()
    events = seen.about(about) if about is not None else seen
    newer = seen.filter(subject_id=OuterRef("subject_id"), subject_type=OuterRef("subject_type")).filter(
        Q(created_at__gt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), id__gt=OuterRef("id"))
    )
    if about is not None:
        newer = newer.filter(concerns__contains=[about.pk])
        events = events.filter(~Exists(newer) | Q(subject_id=about.pk))
    else:
        events = events.filter(~Exists(newer))
    events = events.annotate(earlier=_earlier(seen)).with_actor().newest_first()
    if weeks is not None:
        events = events.annotate(weeks=weeks)
    found = Page(stories=[])
    for _round in range(ROUNDS):
        rows = list(older_than(events, before)[: limit * READ_AHEAD + 1])
        stories, last = tell_all(rows, person, about=about, limit=limit - len(found.stories))
        further = len(rows) > limit * READ_AHEAD or (last is not None and last is not rows[-1])
        before = cursor_of(last) if last is not None and further else ""
        by_week = rows[0].weeks if rows and weeks is not None else found.weeks
        found = Page(stories=[*found.stories, *stories], next=before, weeks=found.weeks or by_week)
        if not before or len(found.stories) == limit:
            break
    return found


def _earlier(seen: QuerySet[Event]) -> Any:
    """How many told events of its subject came before an event."""
    older = seen.filter(
        subject_id=OuterRef("subject_id"), subject_type=OuterRef("subject_type"), id__lt=OuterRef("id")
    )
    counted = older.order_by().values("subject_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def tell_all(
    events: Sequence[Event],
    person: Any,
    *,
    about: Any = None,
    limit: int = PAGE,
    things: dict[tuple[int, UUID], Any] | None = None,
) -> tuple[list[Story], Event | None]:
    """Stories of these events, at most ``limit``, and the last event that was used.

    Neighbours of one kind about ``about`` itself become one story. ``things`` spares fetching what is known.
    """
    known = {(ContentType.objects.get_for_model(about).pk, about.pk): about} if about is not None else {}
    if things is None:
        things = things_of(keys_of(events) - known.keys(), person)
    things = {**things, **known}
    stories: list[Story] = []
    last = None
    for event in events:
        thing = things.get((event.subject_type_id, event.subject_id))
        if thing is not None and stories and _continues(stories[-1], event, about):
            stories[-1] = replace(stories[-1], same=stories[-1].same + 1)
        elif thing is not None and len(stories) == limit:
            break
        elif thing is not None:
            earlier = 0 if thing is about else getattr(event, "earlier", 0)
            stories.append(Story(event=event, thing=thing, actor=actor_of(event), earlier=earlier))
        last = event
    return stories, last


def actor_of(event: Event) -> Actor:
    """By whom an event was done, as everybody may know it; the event came ``with_actor()``."""
    return naming().actor(event.acting, event)  # type: ignore[attr-defined]


def grouped(events: Sequence[Event], person: Any) -> list[Story]:
    """Stories of these events, newest first, each thing once; ``earlier`` counts what of it came before."""
    newest: dict[tuple[int, UUID], Event] = {}
    number: dict[tuple[int, UUID], int] = {}
    for event in events:
        key = (event.subject_type_id, event.subject_id)
        newest.setdefault(key, event)
        number[key] = number.get(key, 0) + 1
    for key, event in newest.items():
        event.earlier = number[key] - 1  # type: ignore[attr-defined]
    return tell_all(list(newest.values()), person, limit=len(newest))[0]


def _continues(story: Story, event: Event, about: Any) -> bool:
    """Whether ``event`` is one more of what ``story`` tells, on the page of the thing itself."""
    same = (event.kind, event.subject_id, event.actor_id)
    return (
        about is not None
        and event.subject_id == about.pk
        and story.kind.grouped is not None
        and same == (story.event.kind, story.event.subject_id, story.event.actor_id)
    )


def keys_of(events: Iterable[Event]) -> set[tuple[int, UUID]]:
    """Type and id of what the events are about."""
    return {(event.subject_type_id, event.subject_id) for event in events}


def things_of(keys: Iterable[tuple[int, UUID]], person: Any) -> dict[tuple[int, UUID], Any]:
    """The things of those types and ids, as far as ``person`` sees them; one query for each type."""
    ids: dict[int, set[UUID]] = {}
    for subject_type, pk in keys:
        ids.setdefault(subject_type, set()).add(pk)
    found = {}
    for subject_type, wanted in ids.items():
        model: Any = ContentType.objects.get_for_id(subject_type).model_class()
        for pk, thing in subject_of(model).fetch(wanted, person).items():
            found[subject_type, pk] = thing
    return found


def cursor_of(event: Event) -> str:
    """Where a page ends, for the next one's address."""
    return f"{round(event.created_at.timestamp() * 1_000_000)}-{event.pk}"


def older_than(events: Any, cursor: str) -> Any:
    """The events before ``cursor``; all of them for "", none for a cursor that is not one of ours."""
    if not cursor:
        return events
    at, _dash, pk = cursor.partition("-")
    if not (cursor.isascii() and at.isdigit() and pk.isdigit() and len(at) < 18 and len(pk) < 18):
        return events.none()
    when = datetime.fromtimestamp(0, tz=timezone.get_default_timezone()) + timedelta(microseconds=int(at))
    return events.filter(Q(created_at__lt=when) | Q(created_at=when, id__lt=int(pk)))


# --- momentum --------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Momentum:
    """How much happened in each of the last ``WEEKS`` weeks (Monday to Sunday, the last one running)."""

    weeks: list[int]

    @property
    def recent(self) -> int:
        """The last four weeks together."""
        return sum(self.weeks[-4:])

    @property
    def before(self) -> int:
        """The four weeks before those."""
        return sum(self.weeks[-8:-4])

    @property
    def sentence(self) -> str:
        """The finding in words."""
        if not any(self.weeks):
            return _("Nothing has happened in the last twelve weeks.")
        if not self.recent:
            return _("Nothing has happened in the last four weeks.")
        happened = ngettext(
            "%(count)d thing happened in the last four weeks, as many as in the four before.",
            "%(count)d things happened in the last four weeks, as many as in the four before.",
            self.recent,
        )
        if self.recent > self.before:
            happened = ngettext(
                "%(count)d thing happened in the last four weeks, more than in the four before (%(before)d).",
                "%(count)d things happened in the last four weeks, more than in the four before (%(before)d).",
                self.recent,
            )
        elif self.recent < self.before:
            happened = ngettext(
                "%(count)d thing happened in the last four weeks, fewer than in the four before (%(before)d).",
                "%(count)d things happened in the last four weeks, fewer than in the four before (%(before)d).",
                self.recent,
            )
        return happened % {"count": self.recent, "before": self.before}


def momentum(person: Any, about: Any = None, *, now: datetime | None = None) -> Momentum:
    """Twelve weeks of what ``person`` may see, of everything or ``about`` one thing, in their time zone."""
    counted = _by_week(person, about, now or timezone.now())
    return _momentum({row["week"].date(): row["number"] for row in counted}, now or timezone.now())


def _first_week(now: datetime) -> date:
    today = timezone.localtime(now).date()
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def _by_week(person: Any, about: Any, now: datetime) -> Any:
    """How many told events each week had, as rows of ``week`` and ``number``."""
    events = Event.objects.near(person).told()
    if about is not None:
        events = events.about(about)
    start = timezone.make_aware(datetime.combine(_first_week(now), time()))
    return (
        events.filter(created_at__gte=start, created_at__lte=now)
        .order_by()
        .values(week=TruncWeek("created_at"))
        .annotate(number=Count("pk"))
    )


def _momentum(numbers: dict[date, int], now: datetime) -> Momentum:
    first = _first_week(now)
    return Momentum(weeks=[numbers.get(first + timedelta(weeks=week), 0) for week in range(WEEKS)])


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What a thing's page shows of its movement: pass it to ``activity/feed.html`` as ``movement``."""

    stories: list[Story] = field(default_factory=list)
    momentum: Momentum | None = None
    about: str = ""
    more: bool = False
    in_atom: bool = True


def movement(person: Any, about: Any, *, limit: int = 5) -> Movement:
    """The latest stories about one thing and its momentum: one query, and one for each kind of thing among them
    beside ``about`` itself."""
    now = timezone.now()
    weeks = _by_week(person, about, now).values(found=JSONObject(week="week", number="number"))
    latest_page = page(person, about, limit=limit, weeks=ArraySubquery(weeks))
    numbers = {datetime.fromisoformat(row["week"]).date(): row["number"] for row in latest_page.weeks}
    return Movement(
        stories=latest_page.stories,
        momentum=_momentum(numbers, now),
        about=address_of(about),
        more=bool(latest_page.next),
        in_atom=in_atom(about),
    )


def in_atom(thing: Any) -> bool:
    """Whether the feed for readers, which carries what is public, has this thing."""
    return getattr(thing, "public", True)


def address_of(thing: Any) -> str:
    """A thing's word in our addresses: ``initiative:benches-under-the-lime-tree``."""
    subject = subject_of(type(thing))
    return f"{subject.word}:{getattr(thing, subject.named_by)}"
