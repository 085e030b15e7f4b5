"""Lists in pages that are real addresses: ``?page=2``. Offsets cost more the deeper they go, so pages end."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from web.models import Counted

SIZE = 20
LAST = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. ``found`` counts what is on all of them, up to 1,000 and one more."""

    rows: list[Any]
    number: int
    found: int
    further: bool

    @property
    def next(self) -> int | None:
        """The next page's number; ``None`` at the list's end, and where pages end before it."""
        return self.number + 1 if self.further and self.number < LAST else None

    @property
    def previous(self) -> int | None:
        return self.number - 1 or None

    @property
    def cut(self) -> bool:
        """Whether there is more than the pages reach: narrowing the list is the way on."""
        return self.further and self.number >= LAST


def page_of(
    request: HttpRequest, found: QuerySet, shown: QuerySet | None = None, *, size: int = SIZE
) -> Page:
    """The page that the address asks for, in one query.

    ``found`` is the list in its order; ``shown`` the same list with all that its rows show, where that would only
    burden the counting. Raises ``Http404`` for a page that is no number or holds nothing.
    """
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 2 and 1 <= int(asked) <= LAST):
        raise Http404
    number = int(asked)
    start = (number - 1) * size
    things = found if shown is None else shown
    rows = list(things.annotate(found=Counted(found))[start : start + size + 1])
    if not rows and number > 1:
        raise Http404
    return Page(rows[:size], number, rows[0].found if rows else 0, len(rows) > size)
