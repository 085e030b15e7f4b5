"""Finds English left on a page in another language.

For the page gate: ``left_in_english(html, "sl") == []`` on every page. What people wrote is not ours to
translate, and says so itself: it sits in an element with a ``lang`` attribute (the language it is written
in) or with ``data-content`` (names and the like, in no language). The styleguide's own prose, code and the
languages' own names say ``translate="no"``.
"""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from web.messages.catalogs import PLACEHOLDER, TAG, is_translated, read
from web.messages.sources import SPOKEN, VOID, WORD

ROOT = Path(__file__).resolve().parents[2]


def left_in_english(html: str, language: str) -> list[str]:
    """The texts of a rendered page that are one of our English strings although it is translated."""
    whole, patterns = _english(language)
    page = _Texts()
    page.feed(html)
    page.close()
    return [text for text in page.texts if text in whole or any(p.fullmatch(text) for p in patterns)]


@cache
def _english(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Pieces of English that may not show: whole texts, and patterns where values stand in them."""
    english: set[str] = set()
    ours: set[str] = set()
    for message in read(ROOT, language):
        if message.id and is_translated(message):
            english.update(_pieces(message.id))
            ours.update(_pieces(message.string))
    # "Status" may be the Slovene word too, or the translation of another string.
    english -= ours
    whole = {piece.replace("%%", "%") for piece in english if not PLACEHOLDER.search(piece.replace("%%", ""))}
    patterns = []
    for piece in english:
        if not PLACEHOLDER.search(piece.replace("%%", "")):
            continue
        literal = [part for part in PLACEHOLDER.split(piece) if WORD.search(part)]
        # A value with one short word around it would also match honest sentences.
        if sum(len(WORD.findall(part)) for part in literal) >= 2:
            patterns.append(re.compile(".+".join(re.escape(part) for part in PLACEHOLDER.split(piece))))
    return frozenset(whole), tuple(patterns)


def _pieces(said: object) -> set[str]:
    """What one message puts on a page as text nodes of their own."""
    texts = said if isinstance(said, tuple | list) else [said]
    pieces = (" ".join(piece.split()) for text in texts for piece in TAG.split(str(text)))
    return {piece for piece in pieces if WORD.search(PLACEHOLDER.sub("", piece))}


class _Texts(HTMLParser):
    """Every text and spoken attribute of a page that is the interface's, spaces evened out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        quiet = (
            (bool(self.open) and self.open[-1][1])
            or tag in {"script", "style", "textarea"}
            or (tag != "html" and ("lang" in has or "data-content" in has))
            or has.get("translate") == "no"
        )
        if not quiet:
            heard = set(SPOKEN)
            # An input shows its value as its label; a <button> sends its value and shows its text.
            if tag == "input" and has.get("type") in {"submit", "button", "reset"}:
                heard.add("value")
            if has.get("name") == "description":
                heard.add("content")
            for name, value in attrs:
                if name in heard and value:
                    self._hear(value)
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                break

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self._hear(data)

    def _hear(self, text: str) -> None:
        text = " ".join(text.split())
        if WORD.search(text):
            self.texts.append(text)
