"""What the tests of movement share."""

from collections.abc import Iterator
from typing import Any

import pytest

from activity import registry
from activity.registry import Letter


@pytest.fixture(autouse=True)
def _letter() -> Iterator[None]:
    """A purpose of mail that only the tests know."""

    def write(row: Any) -> Letter:
        return Letter(subject=f"A letter in {row.language}", text="Words", html="<p>Words</p>")

    registry.purpose("tests.letter")(write)
    yield
    del registry._purposes["tests.letter"]
