"""What the rooms give the index to find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Document:
    """One text of one thing in one language."""

    language: str
    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """A model that can be found.

    ``documents(thing)`` gives its texts, one per language it can be read in, or none when it is not to be
    found (withdrawn); ``fetch(ids, person)`` returns ``{id: thing}`` of what ``person`` may see, in few
    queries; a thing has ``walls()`` and ``get_absolute_url()``.
    """

    model: type[Any]
    kind: str
    label: str | Promise
    documents: Callable[[Any], Iterable[Document]]
    fetch: Callable[[Iterable[Any], Any], dict[Any, Any]]


_sources: dict[type[Any], Source] = {}


def register(source: Source) -> None:
    _sources[source.model] = source


def sources() -> list[Source]:
    return list(_sources.values())


def source_of(model: type[Any]) -> Source:
    return _sources[model]
