"""The demo's data files, as a person edits them, read."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent / "data"
LAUNCH = datetime(2024, 12, 1, 12, tzinfo=UTC)  # of the project: the month is published, the day is not


def rows(name: str) -> list[dict[str, Any]]:
    """One data file; lines that were broken for the eye are one paragraph again."""
    return unbroken(yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8")))


def unbroken(value: Any) -> Any:
    """``value`` with every single line break inside a text made a space; lists and paragraphs stay."""
    if isinstance(value, dict):
        return {key: unbroken(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unbroken(inner) for inner in value]
    return re.sub(r"(?<!\n)\n(?![\n-])", " ", value.strip()) if isinstance(value, str) else value
