"""What the rooms tell the ground about themselves: event kinds, subjects, and jobs.

Each room registers in its ``apps.ready()``; an unknown kind or job raises at once, so a typing error never
waits in the database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of event.

    ``sentence`` holds ``%(who)s`` and ``%(what)s`` and facts by name (``%(to)s``); ``importance`` orders what
    is told first (3 what awaits the reader, 2 what concerns them, 1 movement, 0 only the audit trail);
    ``shred`` names the facts that erasure empties.
    """

    name: str
    sentence: str | Promise
    importance: int = 1
    shred: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A model that events, follows and entries may point at.

    ``fetch(ids, person)`` returns ``{id: thing}`` of those that ``person`` may see, in one query; each thing has
    ``get_absolute_url()`` and reads as its title.
    """

    model: type[Any]
    fetch: Callable[[Iterable[UUID], Any], dict[UUID, Any]]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of one mail, in the recipient's language: ``html`` and its plain twin ``text``."""

    subject: str
    text: str
    html: str


_kinds: dict[str, Kind] = {}
_subjects: dict[type[Any], Subject] = {}
_jobs: dict[str, Callable[..., None]] = {}
_purposes: dict[str, Callable[[Any], Letter | None]] = {}


def register_kinds(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(name: str) -> Kind:
    """The kind of that name; ``LookupError`` when no room registered it."""
    return _kinds[name]


def register_subject(subject: Subject) -> None:
    _subjects[subject.model] = subject


def subject_of(model: type[Any]) -> Subject:
    return _subjects[model]


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as what an ``Owed`` row of this task name does.

    It is called with the row's ids as keywords inside the transaction that marks the row done, so it must be
    idempotent: the row may be claimed again after a crash.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _jobs[name] = function
        return function

    return register


def job_of(name: str) -> Callable[..., None]:
    return _jobs[name]


def jobs() -> dict[str, Callable[..., None]]:
    """Every registered job by name; the tests run each of them twice."""
    return dict(_jobs)


def purpose(name: str) -> Callable[[Callable[[Any], Letter | None]], Callable[[Any], Letter | None]]:
    """Register who writes the mails of this purpose: from a ``Delivery`` to a ``Letter``, or to ``None`` when the
    mail is no longer wanted (an invitation revoked meanwhile)."""

    def register(function: Callable[[Any], Letter | None]) -> Callable[[Any], Letter | None]:
        _purposes[name] = function
        return function

    return register


def writer_of(name: str) -> Callable[[Any], Letter | None]:
    return _purposes[name]
