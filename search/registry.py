"""What the rooms give the index to find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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


_sources: dict[type[Any], Source] = {}


def register(source: Source) -> None:
    _sources[source.model] = source


def sources() -> list[Source]:
    return list(_sources.values())


def source_of(model: type[Any]) -> Source:
    return _sources[model]


def source_of_kind(kind: str) -> Source:
    """The source of that kind; ``LookupError`` when no room registered it."""
    for source in _sources.values():
        if source.kind == kind:
            return source
    raise LookupError(kind)
