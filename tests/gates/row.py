"""What a row of the permission table is, and the words that the rooms write theirs with (tests/gates/rows/).

``get`` and ``post`` hold a status for each of WHO, in that order. A POST is sent empty: whoever may act gets
422 (the form says what is missing) or 302, whoever may not gets exactly what stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation

NOBODYS = UUID("00000000-0000-4000-8000-000000000000")

ALL = "200 200 200 200 200 200 200"
NO_METHOD = "405 405 405 405 405 405 405"
# What asks for a sign-in first answers a visitor so, whatever the method.
NO_METHOD_INSIDE = "302 405 405 405 405 405 405"
SIGNED_IN = "302 200 200 200 200 200 200"
# An alliance's own: its members and administrators.
OWN = "404 404 200 200 200 404 200"

Address = Callable[[dict[str, Any]], list[Any]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address pointed at one thing."""

    route: str
    of: str = ""
    args: Address = field(default=lambda names: [])
    get: str = NO_METHOD
    post: str = NO_METHOD
    data: dict[str, str] = field(default_factory=dict)
    query: str = ""
    html: bool = True
    redirects: bool = False  # the address's own answer is to send on, not to the sign-in page

    @property
    def name(self) -> str:
        return f"{self.route} {self.of}".strip()


def slug(name: str) -> Address:
    return lambda names: [names[name].slug]


def pk(name: str) -> Address:
    return lambda names: [names[name].pk]


def hidden(seen: str) -> str:
    """What an outsider gets at an act on something: not allowed where they see it, else not there."""
    return "403" if seen == "200" else "404"


def of(route: str, name: str, **statuses: Any) -> Row:
    """A row whose address ends in the slug of the thing called ``name``."""
    return Row(route=route, of=name, args=slug(name), **statuses)


def word_for(thing: Any, name: str) -> Any:
    """What a thing's addresses end in; ``name`` is an address itself where there is no thing of that name."""
    return name if thing is None else getattr(thing, "slug", thing.pk)


def into(page: str, word: str, name: str, *, language: str = "", **statuses: str) -> Row:
    """A row for a page of the translations of the thing called, or at the address, ``name``."""
    return Row(
        route=f"translations:{page}",
        of=f"{name} {language}".strip(),
        args=lambda names: [word, word_for(names.get(name), name), *filter(None, [language])],
        **statuses,
    )


def address(row: Row, names: dict[str, Any], language: str = "en") -> str:
    """The row's address, in the language of its prefix."""
    with translation.override(language):
        return reverse(row.route, args=row.args(names)) + row.query
