"""The translator's desk: untranslated strings out as a small file, filled in, back into the catalogs.

One entry per string, a line per language still wanting, so a whole batch is filled in one reading::

    - source: "%(count)s initiative"
      plural: "%(count)s initiatives"
      where: templates/initiatives/list.html
      sl: {one: "", two: "", few: "", other: ""}
      it: {one: "", other: ""}
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from web.messages.catalogs import LANGUAGES, in_step, is_translated, misfits, read, write
from web.messages.sources import Said, said


def todo(root: Path, codes: Iterable[str] = ()) -> str:
    """YAML of the strings that some of these languages (all when none is named) still lack."""
    wanted = list(codes) or list(LANGUAGES)
    catalogs = {code: read(root, code) for code in wanted}
    entries = []
    for entry in said(root):
        row: dict[str, Any] = {"source": entry.text}
        if entry.plural:
            row["plural"] = entry.plural
        if entry.context:
            row["context"] = entry.context
        if entry.comments:
            row["note"] = " ".join(entry.comments)
        row["where"] = " ".join(sorted(entry.files))
        lacking = []
        for code in wanted:
            message = catalogs[code].get(entry.text, context=entry.context)
            if message is None or not is_translated(message) or misfits(entry, message.string, code):
                lacking.append(code)
                row[code] = dict.fromkeys(LANGUAGES[code].forms, "") if entry.plural else ""
        if lacking:
            entries.append(row)
    if not entries:
        return "[]\n"
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100)


def fill(root: Path, filled: str) -> tuple[list[str], list[str]]:
    """Take a filled file back. Answers (what was done, what was refused and why).

    What fits is written even when something else is refused; empty strings are passed over.
    """
    entries = said(root)
    known: dict[tuple[str | None, str], Said] = {entry.key: entry for entry in entries}
    # Strings newer than the last update have no entry on disk yet.
    catalogs = {code: in_step(code, entries, read(root, code)) for code in LANGUAGES}
    taken: dict[str, int] = dict.fromkeys(LANGUAGES, 0)
    refused = []
    # Every scalar a string: an Italian "No" is a word, not a truth value.
    for row in yaml.load(filled, Loader=yaml.BaseLoader) or []:  # noqa: S506 - builds strings only
        entry = known.get((row.get("context"), row["source"]))
        if entry is None:
            refused.append(f"{row['source']!r}: nobody says this any more")
            continue
        for code in LANGUAGES.keys() & row.keys():
            text = _forms(entry, row[code], code)
            if not text or not all(text):
                continue
            wrong = misfits(entry, text, code)
            if wrong:
                refused += [f"{code}: {entry.text!r}: {fault}" for fault in wrong]
                continue
            message = catalogs[code].get(entry.text, context=entry.context)
            if message is not None and message.string != text:
                message.string = text
                taken[code] += 1
    for code, count in taken.items():
        if count:
            write(root, code, catalogs[code])
    return [f"{code}: {count} taken" for code, count in taken.items() if count], refused


def _forms(entry: Said, value: Any, code: str) -> Any:
    """The value as a catalog holds it: a string, or the forms in their order."""
    if isinstance(value, dict):
        return tuple(str(value.get(form) or "") for form in LANGUAGES[code].forms)
    if isinstance(value, list):
        return tuple(value)
    return value
