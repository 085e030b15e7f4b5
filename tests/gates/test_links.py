"""No page leads into a wall: what it links for somebody opens for them, and the place it names in there is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest

from tests.gates.cast import Cast, client_of
from tests.gates.row import address
from tests.gates.table import pages, readers

HOUSE = "http://testserver"
ELSEWHERE = ("/static/", "/admin/", "/accounts/")  # files, and doors whose rows stand in the table


class Reader(HTMLParser):
    """The links of a page and the ids that a link can name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.add(given["href"] or "")
        if given.get("id"):
            self.ids.add(given["id"] or "")


@dataclass
class Opened:
    """What an address answered, with the links and ids of a page; none where it is none."""

    status: int
    read: Reader | None


class Walk:
    """Somebody who walks through the house and opens each address once."""

    def __init__(self, cast: Cast, who: str) -> None:
        self.client = client_of(cast.world, who)
        self.client.raise_request_exception = False
        self.opened: dict[str, Opened] = {}

    def open(self, url: str) -> Opened:
        if url not in self.opened:
            response: Any = self.client.get(url, follow=True)
            page = response["Content-Type"].startswith("text/html") and not response.streaming
            read = Reader(response.content.decode()) if page else None
            self.opened[url] = Opened(response.status_code, read)
        return self.opened[url]


def ways(walk: Walk, starts: list[str]) -> Iterator[tuple[str, str, str]]:
    """(page, address, id in it) of each link on the pages ``starts``: one of a kind, whatever its answers are."""
    seen = set()
    for page in starts:
        read = walk.open(page).read
        for link in sorted(read.links if read else ()):
            url, place = urldefrag(urljoin(HOUSE + page, link))
            parts = urlsplit(url)
            kind = (parts.path, tuple(sorted(parse_qs(parts.query))), place)
            if url.startswith(f"{HOUSE}/") and not parts.path.startswith(ELSEWHERE) and kind not in seen:
                seen.add(kind)
                yield page, url.removeprefix(HOUSE), place


@pytest.mark.parametrize("who", ["visitor", "coordinator", "kosice_coordinator", "administrator"])
def test_every_link_opens_for_whom_it_is_shown(cast: Cast, who: str) -> None:
    walk, closed = Walk(cast, who), []
    starts = [address(row, cast.names) for row in pages() if who in readers(row)]
    for page, url, place in ways(walk, starts):
        there = walk.open(url)
        if there.status >= 400:
            closed.append(f"{page} leads to {url}: {there.status}")
        elif place and there.read and place not in there.read.ids:
            closed.append(f"{page} leads to {url}#{place}: no such place")
    assert not closed, "\n".join(closed)
