"""What changed between two texts, word by word, for people to read beside each other.

Lines are set against lines first, then the words of those that differ; so a paragraph that only moved on the page
does not look rewritten. Where two texts would cost more to compare than they are worth, they are told as one taken
out and one put in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
# A word with the space after it; every other sign by itself, so that a comma put in is only that.
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Pairs of equal pieces that difflib may look at; a text of one word over and over has the square of its length.
MOST_PAIRS = 400_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stands in both (``same``), only before (``gone``) or only after (``new``)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """A part of a text that has a name (``title``, ``body``), and what changed in it."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def pieces(self) -> list[Piece]:
        return difference(self.before, self.after)


def sections(before: Mapping[str, str], after: Mapping[str, str]) -> list[Section]:
    """Every named part of either text, in the order of ``after`` and then of ``before``."""
    names = dict.fromkeys([*after, *before])
    return [Section(name, before.get(name, ""), after.get(name, "")) for name in names]


def difference(before: str, after: str) -> list[Piece]:
    """The pieces from which both texts can be put together again; no two beside each other are of one kind."""
    pieces: list[Piece] = []
    for old, new in _unlike(LINES.findall(before), LINES.findall(after)):
        if old == new:
            _add(pieces, SAME, "".join(old))
            continue
        for gone, came in _unlike(WORDS.findall("".join(old)), WORDS.findall("".join(new))):
            if gone == came:
                _add(pieces, SAME, "".join(gone))
            else:
                _add(pieces, GONE, "".join(gone))
                _add(pieces, NEW, "".join(came))
    return pieces


def _add(pieces: list[Piece], kind: str, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].kind == kind:
        text = pieces.pop().text + text
    pieces.append(Piece(kind, text))


def _unlike(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Both sequences in stretches, in order: equal pairs where they agree, unequal ones where they do not."""
    start = _agreeing(before, after)
    end = _agreeing(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield before[:start], after[:start]
    if _pairs(old, new) > MOST_PAIRS:
        yield old, new
    else:
        for _tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
            yield old[i:j], new[k:m]
    yield before[len(before) - end :], after[len(after) - end :]


def _agreeing(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces at the beginning are the same."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _pairs(one: Sequence[str], other: Sequence[str]) -> int:
    theirs = Counter(other)
    return sum(many * theirs[piece] for piece, many in Counter(one).items())
