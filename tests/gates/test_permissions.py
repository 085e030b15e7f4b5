"""Every route of the house, asked by everybody, plain and by htmx: the exact status, and nothing leaks."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.gates.cast import CANARY, WHO, Cast, client_of
from tests.gates.row import Row, address
from tests.gates.table import FREE, ROWS


class Undo(Exception):  # noqa: N818
    """Leaves a transaction so that nothing of it stays."""


@contextmanager
def undone() -> Iterator[None]:
    with suppress(Undo), transaction.atomic():
        yield
        raise Undo


HTMX = {"HX-Request": "true", "HX-Target": "somewhere-else"}


def routes(resolver: URLResolver | None = None, namespace: str = "") -> set[str]:
    """The full name of every route the resolver knows."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= routes(entry, inside)
        elif isinstance(entry, URLPattern):
            found.add(f"{namespace}{entry.name or entry.pattern}")
    return found


def ask(client: Client, method: str, url: str, row: Row, **headers: str) -> tuple[int, str]:
    response = getattr(client, method)(url, row.data if method == "post" else None, headers=headers)
    text = response.getvalue() if response.streaming else response.content
    return response.status_code, text.decode(errors="replace")


def test_every_route_stands_in_the_table() -> None:
    listed = {row.route for row in ROWS} | set(FREE)
    ours = {route for route in routes() if not route.startswith("admin:")}
    assert ours - listed == set(), "a new address needs a row in its room, tests/gates/rows/"
    assert listed - ours == set(), "the table names an address that is gone"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_gets_what(cast: Cast, row: Row, method: str) -> None:
    url = address(row, cast.names)
    expected = dict(zip(WHO, map(int, getattr(row, method).split()), strict=True))
    if method == "get":
        plain = {who: ask(client_of(cast.world, who), method, url, row) for who in WHO}
        assert {who: status for who, (status, _) in plain.items()} == expected
        by_htmx = {who: ask(client_of(cast.world, who), method, url, row, **HTMX)[0] for who in WHO}
        # A part of a page cannot hold the sign-in page: htmx is told to go there.
        signs_in = {
            who: 204 if status == 302 and who == "visitor" and not row.redirects else status
            for who, status in expected.items()
        }
        assert by_htmx == signs_in
        leaks = [who for who, (status, text) in plain.items() if status in (302, 403, 404) and CANARY in text]
        assert leaks == []
        return
    got = {}
    for who in WHO:
        # Each asks the same unchanged house: what one may do is undone before the next.
        client = client_of(cast.world, who)
        with undone():
            got[who] = ask(client, method, url, row)[0]
    assert got == expected


SURPLUS = {f"field{number}": "x" for number in range(2_000)}
FORMS = {row.route: row for row in ROWS if "422" in row.post.split() and row.route != "alliances:invitation"}


def test_a_form_that_much_more_came_with_than_it_asks_comes_back_and_says_so(cast: Cast) -> None:
    silent = {}
    for route, row in FORMS.items():
        who = WHO[row.post.split().index("422")]
        answer = client_of(cast.world, who).post(address(row, cast.names), {**row.data, **SURPLUS})
        if (
            answer.status_code != 422
            or b"Far more came with this form than it asks for" not in answer.content
        ):
            silent[route] = answer.status_code
    assert silent == {}


@pytest.mark.parametrize("who", [who for who in WHO if who != "administrator"])
def test_the_admin_site_is_for_administrators_alone(cast: Cast, who: str) -> None:
    client = client_of(cast.world, who)
    for route in sorted(route for route in routes() if route.startswith("admin:")):
        try:
            with translation.override("en"):
                url = reverse(route)
        except NoReverseMatch:  # needs an id; its list, asked here, is the way to it
            continue
        assert client.get(url).status_code in (302, 403, 404), route
