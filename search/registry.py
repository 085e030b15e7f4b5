"""What the rooms give the index to find."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Document:
    """One text of one thing in one language.

    ``note`` stands beside the title where it is found (who leads it, in which city); it is searched too.
    """

    language: str
    title: str
    body: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A model that can be found.

    ``documents(thing)`` gives its texts, one per language it can be read in, or none when it is not to be
    found (withdrawn); ``route`` names the page that shows it, by its ``slug``; ``label`` names many of them and
    ``one`` a single one, where the model's own name does not. A thing has ``walls()``, ``created_at`` (or
    ``logged_at``, where that is when it came), and ``demo`` where it may be demo content. What is found is shown
    from the index alone, so the index must be told of every change of a text or a wall.
    """

    model: type[Any]
    kind: str
    label: str | Promise
    route: str
    documents: Callable[[Any], Iterable[Document]]
    one: str | Promise = ""

    @property
    def word(self) -> str:
        """What one of them is called."""
        return str(self.one or self.model._meta.verbose_name)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page that answers a query string and whose question a person may save.

    ``route`` names the page, ``params`` what of the query string is the question. ``words(query, person)`` says in
    a few words what is asked: nothing where nothing is, or where an answer is no choice. ``answers(query, person,
    among)`` are the ids of what ``person`` may see and the query asks for, at most ``limit`` of them; only those
    of ``among`` unless that is ``None``. All of them are of ``models``.
    """

    name: str
    route: str
    label: str | Promise
    params: Callable[[], Sequence[str]]
    models: Callable[[], Collection[type[Any]]]
    words: Callable[[QueryDict, Any], Sequence[str]]
    answers: Callable[[QueryDict, Any, Collection[UUID] | None, int], Iterable[UUID]]


_sources: dict[type[Any], Source] = {}
_listings: dict[str, Listing] = {}


def register(source: Source) -> None:
    _sources[source.model] = source


def sources() -> list[Source]:
    return list(_sources.values())


def source_of(model: type[Any]) -> Source:
    return _sources[model]


def finds(model: type[Any]) -> bool:
    """Whether things of ``model`` can be found."""
    return model in _sources


def source_of_kind(kind: str) -> Source:
    """The source of that kind; ``LookupError`` when no room registered it."""
    for source in _sources.values():
        if source.kind == kind:
            return source
    raise LookupError(kind)


def register_listing(listing: Listing) -> None:
    _listings[listing.name] = listing


def listing_named(name: str) -> Listing | None:
    """The listing of that name; ``None`` for a name nobody registered."""
    return _listings.get(name)
