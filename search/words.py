"""From what somebody typed to what the index is asked."""

import re
import unicodedata
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery

from search.models import CONFIGURATIONS, PLAIN, Word

LONGEST = 200  # characters of a question; what comes after is not read
MOST = 12  # words of a question
SPELLINGS = 5  # known words that may stand for one that nobody wrote
# What separates words. Quotes and backslashes are among it, so that no operator gets into a question.
BETWEEN = re.compile(r"[^\w.@-]+|(?<!\w)[^\w]+|[^\w]+(?!\w)")
UNDECOMPOSED = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ß": "ss"})


@dataclass(frozen=True)
class Question:
    """The words asked for, all of which must be there: each a tuple of spellings, one of which is enough.

    The last word is taken for the beginning of one, because it may still be being typed.
    """

    words: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)

    def query(self) -> SearchQuery:
        """As PostgreSQL is asked: by the words as they stand, or by the stems of a language that has any."""
        return self._by(PLAIN) | self._by(CONFIGURATIONS["en"]) | self._by(CONFIGURATIONS["it"])

    def _by(self, configuration: str) -> SearchQuery:
        *whole, last = self.words
        parts = [[f"'{spelling}'" for spelling in word] for word in whole]
        parts.append([f"'{spelling}':*" for spelling in last])
        text = " & ".join(f"({' | '.join(part)})" for part in parts)
        return SearchQuery(text, config=configuration, search_type="raw")

    def respelled(self) -> "Question":
        """The same question with small slips of the keyboard forgiven: a word that nobody wrote becomes those
        that come close. Empty when nothing else comes close. One query."""
        typed = [plain(spellings[0]) for spellings in self.words]
        known = Word.objects.near(typed, [swap for word in typed for swap in _swaps(word)])
        words = tuple(_meant(word, known, begun=place == len(typed)) for place, word in enumerate(typed, 1))
        changed = any(meant != (word,) for word, meant in zip(typed, words, strict=True))
        return Question(words) if changed and all(words) else Question()


def ask(text: str) -> Question:
    """What ``text`` asks for; empty when it holds no word. Takes anything that a person or a program sends."""
    cut = unicodedata.normalize("NFC", text[:LONGEST].encode("utf-8", "ignore").decode())
    return Question(tuple((word,) for word in BETWEEN.sub(" ", cut).split()[:MOST]))


def plain(word: str) -> str:
    """``word`` in small letters without accents, as the index keeps it."""
    letters = unicodedata.normalize("NFKD", word.lower().translate(UNDECOMPOSED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _meant(word: str, known: list[str], *, begun: bool) -> tuple[str, ...]:
    """Those of ``known`` that ``word`` may have been meant for, nearest first."""
    if len(word) < 4 or word in known or (begun and any(other.startswith(word) for other in known)):
        return (word,)
    allowed = 1 if len(word) < 8 else 2

    def slips(other: str) -> int:
        beginnings = [other[: len(word) + more] for more in (-1, 0, 1)] if begun else []
        return min(distance(word, form) for form in [other, *beginnings])

    near = sorted((count, other) for other in known if (count := slips(other)) <= allowed)
    return tuple(other for _, other in near[:SPELLINGS])


def _swaps(word: str) -> list[str]:
    """``word`` with two neighbouring letters swapped, which changes too many trigrams to look alike."""
    return [f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)]


def distance(one: str, other: str) -> int:
    """How many letters were added, left out, mistaken or swapped with their neighbour (Damerau, Levenshtein)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
