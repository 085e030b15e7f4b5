"""Who gets what at every address of the house: the permission table, one row an address and thing.

``get`` and ``post`` hold a status for each of WHO, in that order. A POST is sent empty: whoever may act gets
422 (the form says what is missing) or 302, whoever may not gets exactly what stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import translation

from tests.gates.cast import WHO

ALL = "200 200 200 200 200 200 200"
NO_METHOD = "405 405 405 405 405 405 405"
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


def of(route: str, name: str, **statuses: str) -> Row:
    """A row whose address ends in the slug of the thing called ``name``."""
    return Row(route=route, of=name, args=slug(name), **statuses)


def address(row: Row, names: dict[str, Any], language: str = "en") -> str:
    """The row's address, in the language of its prefix."""
    with translation.override(language):
        return reverse(row.route, args=row.args(names)) + row.query


def pages() -> list[Row]:
    """Rows whose GET shows somebody an HTML page."""
    return [row for row in ROWS if row.html and "200" in row.get.split()]


def readers(row: Row) -> list[str]:
    """Who gets the page."""
    return [who for who, status in zip(WHO, row.get.split(), strict=True) if status == "200"]


# Addresses with tests of their own, and why no row fits them.
FREE = {
    "web:language": "a POST that everybody may send; tests/web",
}

ROWS: list[Row] = [
    Row(route="web:styleguide", get=ALL),
]
