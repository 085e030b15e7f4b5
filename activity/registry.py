"""What the rooms tell the ground about themselves: event kinds and who they are for, subjects, jobs, mails.

Each room registers in its ``apps.ready()``; an unknown kind or job raises at once, so a typing error never
waits in the database.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


# --- what happens ----------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Topic:
    """What a person may want to hear of, as the settings page says it; several kinds share one.

    ``mail`` is how its mails come unless the person says otherwise: instant, daily, weekly or off.
    """

    name: str
    label: Words
    hint: Words = ""
    order: int = 50
    mail: str = "weekly"


@dataclass(frozen=True, kw_only=True)
class Audience:
    """People a kind is for beside those who follow: ``people(event)`` is a queryset of their ids.

    ``because`` tells them why they hear of it ("You coordinate this alliance.").
    """

    name: str
    because: Words
    people: Callable[[Any], QuerySet]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of event.

    ``sentence`` holds ``%(who)s`` and ``%(what)s`` and facts by name (``%(to)s``). ``grouped(count)`` is the
    ``ngettext`` that tells several at once, with ``%(count)d`` and ``%(what)s``. ``words(facts)`` turns facts
    into words for the sentence, in the active language. ``importance`` orders what is told first (3 what awaits
    the reader, 2 what concerns them, 1 movement, 0 only the audit trail: shown in no feed, told to nobody).
    ``audiences`` are told beside followers; a kind with ``to_followers=False`` is for them alone, one with
    ``to_its_own=False`` is for followers of what it concerns but not of its subject, one with
    ``in_feeds=False`` shows in no feed. ``shred`` names the facts that erasure empties.
    """

    name: str
    sentence: Words
    grouped: Callable[[int], str] | None = None
    words: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    topic: str = "movement"
    importance: int = 1
    audiences: Sequence[Audience] = ()
    to_followers: bool = True
    to_its_own: bool = True
    in_feeds: bool = True
    shred: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A model that events, follows and entries may point at.

    ``fetch(ids, person)`` returns ``{id: thing}`` of those that ``person`` may see, in one query; each thing has
    ``get_absolute_url()`` and reads as its title. ``name`` is its word in addresses (``initiative``),
    ``label`` what a reader calls it; ``follow`` whether a person may follow it. ``excerpt(thing)`` is its text
    for a mail that brings the words along. ``named_by`` is the field that names one in addresses: ``slug``, or ``id``.
    """

    model: type[Any]
    fetch: Callable[[Iterable[UUID], Any], dict[UUID, Any]]
    name: str = ""
    label: Words = ""
    follow: bool = False
    excerpt: Callable[[Any], str] | None = None
    named_by: str = "slug"

    @property
    def word(self) -> str:
        return self.name or self.model._meta.model_name


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did something, as everybody may know them: an organisation or a role, never a private name."""

    name: str
    url: str = ""
    language: str = ""


# --- what must be done -----------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Job:
    """What an ``Owed`` row of this name does; see ``job``."""

    name: str
    run: Callable[..., None]
    every: timedelta | None = None
    queue: str = "celery"
    time_limit: timedelta = timedelta(seconds=300)

    @property
    def soft_time_limit(self) -> timedelta:
        """When the job is told to come to an end by itself."""
        return self.time_limit - timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of one mail, in the recipient's language: ``html`` and its plain twin ``text``."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Who can say by whom an event was done: ``acting(prefix)`` is an expression for rows that reach the event by
    ``prefix``, so that naming costs no query; ``actor(found, event)`` reads what it found."""

    acting: Callable[[str], Any]
    actor: Callable[[Any, Any], Actor]


Writer = Callable[[Any], Letter | None]

_kinds: dict[str, Kind] = {}
_topics: dict[str, Topic] = {}
_subjects: dict[type[Any], Subject] = {}
_jobs: dict[str, Job] = {}
_sequels: dict[str, list[str]] = {}
_purposes: dict[str, Writer] = {}
_sent_and_forgotten: set[str] = set()
_namings: list[Naming] = []


def register_kinds(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(name: str) -> Kind:
    """The kind of that name; ``LookupError`` when no room registered it."""
    return _kinds[name]


def register_topics(*topics: Topic) -> None:
    for topic in topics:
        _topics[topic.name] = topic


def topic_of(name: str) -> Topic:
    return _topics[name]


def topics() -> list[Topic]:
    """Every topic that some kind belongs to, in the order of the settings page."""
    used = {kind.topic for kind in _kinds.values() if kind.importance} | {"mention"}
    return sorted(
        (one for one in _topics.values() if one.name in used), key=lambda one: (one.order, one.name)
    )


def audience_of(name: str) -> Audience | None:
    """The audience of that name, from whichever kind tells it."""
    return next(
        (audience for kind in _kinds.values() for audience in kind.audiences if audience.name == name), None
    )


def register_subject(subject: Subject) -> None:
    _subjects[subject.model] = subject


def subject_of(model: type[Any]) -> Subject:
    return _subjects[model]


def subjects() -> list[Subject]:
    return list(_subjects.values())


def subject_named(word: str) -> Subject | None:
    """The subject by its word in addresses; ``None`` for a word nobody registered."""
    return next((one for one in _subjects.values() if one.word == word), None)


def register_naming(naming: Naming) -> None:
    """Register who names the actors of events; the last one does."""
    _namings.append(naming)


def naming() -> Naming:
    """Who names the actors; ``IndexError`` while no room does."""
    return _namings[-1]


NOBODY = _("Somebody")


# --- jobs and mails --------------------------------------------------------------------------------
def job(
    name: str,
    *,
    every: timedelta | None = None,
    queue: str = "celery",
    time_limit: timedelta = timedelta(seconds=300),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as what an ``Owed`` row of this task name does.

    It is called with ``now`` and the row's ids as keywords, inside the transaction that marks the row done,
    so it must be idempotent: the row may be tried again after a crash. ``every`` makes it periodic: it is
    owed once per period, and called with ``now`` alone. ``queue`` names the Celery queue, ``time_limit`` when
    a run is ended (30 s earlier it is asked to end).
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _jobs[name] = Job(name=name, run=function, every=every, queue=queue, time_limit=time_limit)
        return function

    return register


def register_sequel(task: str, *kinds: str) -> None:
    """Owe ``task`` whenever an event of one of ``kinds`` is recorded, in the transaction that records it.

    The job gets the event's ``subject`` (its id as text). So a higher room keeps what it works out of a lower
    room's things in step, and the lower room knows nothing of it.
    """
    for kind in kinds:
        known = _sequels.setdefault(kind, [])
        if task not in known:
            known.append(task)


def sequels_of(kind: str) -> list[str]:
    """The jobs that an event of this kind makes owed."""
    return _sequels.get(kind, [])


def job_of(name: str) -> Job:
    return _jobs[name]


def jobs() -> dict[str, Job]:
    """Every registered job by name; the tests run each of them twice."""
    return dict(_jobs)


def purpose(name: str, *, forgotten: bool = False) -> Callable[[Writer], Writer]:
    """Register who writes the mails of this purpose: from a ``Delivery`` to a ``Letter``, or to ``None`` when the
    mail is no longer wanted (an invitation revoked meanwhile). A mail that is ``forgotten`` leaves no row behind."""

    def register(function: Writer) -> Writer:
        _purposes[name] = function
        if forgotten:
            _sent_and_forgotten.add(name)
        return function

    return register


def is_forgotten(purpose: str) -> bool:
    """Whether a mail of this purpose leaves no row behind once it is sent."""
    return purpose in _sent_and_forgotten


def writer_of(name: str) -> Writer:
    return _purposes[name]
