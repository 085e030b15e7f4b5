"""What changed between two texts, as pieces that both can be put together from."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.difference import GONE, NEW, SAME, Piece, difference, sections

TEXTS = st.text(alphabet="ab čž.,\n", max_size=120)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@given(TEXTS)
def test_what_is_the_same_is_one_piece(text: str) -> None:
    assert difference(text, text) == ([Piece(SAME, text)] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (
            "We set up a table.",
            "We set up two tables.",
            [
                *((SAME, "We set up "), (GONE, "a"), (NEW, "two"), (SAME, " ")),
                *((GONE, "table"), (NEW, "tables"), (SAME, ".")),
            ],
        ),
        ("", "Odprto dvorišče", [(NEW, "Odprto dvorišče")]),
        ("Odprto dvorišče", "", [(GONE, "Odprto dvorišče")]),
        ("One\nTwo\n", "One\nNew\nTwo\n", [(SAME, "One\n"), (NEW, "New\n"), (SAME, "Two\n")]),
        ("Come, and play", "Come and play", [(SAME, "Come"), (GONE, ","), (SAME, " and play")]),
    ],
)
def test_words_are_told_apart(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert difference(before, after) == [Piece(kind, text) for kind, text in pieces]


def test_a_text_made_to_be_slow_is_told_whole() -> None:
    """Compared word by word, these two take difflib minutes."""
    before, after = "a b " * 20_000, "b a c " * 15_000
    began = time.process_time()
    kinds = [piece.kind for piece in difference(before, after)]
    assert time.process_time() - began < 5
    assert {GONE, NEW} <= set(kinds)


def test_sections_keep_the_order_of_the_later_text_and_lose_none() -> None:
    found = sections({"body": "Same", "gone": "Old"}, {"title": "New", "body": "Same"})
    assert [(section.name, section.changed) for section in found] == [
        ("title", True),
        ("body", False),
        ("gone", True),
    ]
