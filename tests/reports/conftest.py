"""What the tests of reports share."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_shelf(tmp_path: Path, settings: Any) -> None:
    """Each test has a folder of its own for the files."""
    settings.MEDIA_ROOT = tmp_path / "media"
