"""The catalogs: ``locale/<language>/LC_MESSAGES/django.po``, kept in step with the sources.

English is the source and has no catalog. The files carry no dates and no line numbers, hold nothing
obsolete and nothing fuzzy: a changed string comes back untranslated.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from web.messages.sources import Said, said, unmarked


@dataclass(frozen=True)
class Language:
    """A language of the interface, its plural rule exactly as Django's own catalogs state it.

    Another rule would make Django count in ours and in its own by different forms.
    """

    code: str
    name: str
    plural: str
    forms: tuple[str, ...]
    quotes: str


LANGUAGES = {
    language.code: language
    for language in (
        Language(
            "sl",
            "Slovene",
            "(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)",
            ("one", "two", "few", "other"),
            "»«",
        ),
        Language(
            "hr",
            "Croatian",
            "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
            ("one", "few", "other"),
            "„”",
        ),
        Language("it", "Italian", "(n != 1)", ("one", "other"), "«»"),
        Language(
            "sk",
            "Slovak",
            "(n % 1 == 0 && n == 1 ? 0 : n % 1 == 0 && n >= 2 && n <= 4 ? 1 : n % 1 != 0 ? 2: 3)",
            ("one", "few", "many", "other"),
            "„“",
        ),
    )
}

HEADER = """\
# {name} words of the MAG-NET platform. Terms and the form of address: docs/glossary.md.
# Written by `manage.py messages update`; translations are what a person writes here.
msgid ""
msgstr ""
"Project-Id-Version: MAG-NET\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={forms}; plural={plural};\\n"

"""


def path_of(root: Path, code: str) -> Path:
    """Where the catalog of a language lies."""
    return root / "locale" / code / "LC_MESSAGES" / "django.po"


def read(root: Path, code: str) -> Catalog:
    """The catalog as it stands on disk; an empty one when there is none yet."""
    path = path_of(root, code)
    if not path.exists():
        return read_po(BytesIO(_header(code).encode()), locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def in_step(code: str, entries: list[Said], translated: Catalog) -> Catalog:
    """A catalog of exactly these entries, with the translations that still fit."""
    catalog = read_po(BytesIO(_header(code).encode()), locale=code)
    for entry in entries:
        message = catalog.add(
            (entry.text, entry.plural) if entry.plural else entry.text,
            locations=[(name, 0) for name in sorted(entry.files)],
            auto_comments=entry.comments,
            context=entry.context,
        )
        known = translated.get(entry.text, context=entry.context)
        if known and known.id == message.id and not known.fuzzy:
            message.string = known.string
    return catalog


def as_text(code: str, catalog: Catalog) -> str:
    """The file a catalog makes."""
    out = BytesIO()
    write_po(out, catalog, width=110, omit_header=True, include_lineno=False)
    return _header(code) + out.getvalue().decode().strip() + "\n"


def write(root: Path, code: str, catalog: Catalog) -> None:
    """Put a catalog where Django and the translators look for it."""
    _write(path_of(root, code), as_text(code, catalog).encode())


def template(root: Path) -> str:
    """Every string of the sources with nothing translated, as one .po text."""
    return as_text("it", in_step("it", said(root), Catalog(locale="it"))).split("\n\n", 1)[1]


def update(root: Path) -> list[str]:
    """Bring every catalog in step with the sources. Answers with a line per language."""
    entries, lines = said(root), []
    for code in LANGUAGES:
        catalog = in_step(code, entries, read(root, code))
        stale = _on_disk(root, code) != as_text(code, catalog)
        if stale:
            write(root, code, catalog)
        lacking = sum(not is_translated(message) for message in catalog if message.id)
        state = "written" if stale else "as it was"
        lines.append(f"{code}: {len(entries)} strings, {lacking} untranslated, {state}")
    return lines


def compile_(root: Path, *, force: bool = False) -> list[str]:
    """Write the binary catalogs Django reads, where the text is newer. Answers with a line each."""
    lines = []
    for code in LANGUAGES:
        source = path_of(root, code)
        target = source.with_suffix(".mo")
        if not source.exists():
            lines.append(f"{code}: no catalog")
        elif not force and target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            lines.append(f"{code}: up to date")
        else:
            out = BytesIO()
            write_mo(out, read(root, code))
            _write(target, out.getvalue())
            lines.append(f"{code}: compiled")
    return lines


def faults(root: Path) -> list[str]:
    """Everything that would show a person a wrong or an untranslated word; empty when all is well."""
    entries = said(root)
    found = [f"unmarked: {line}" for line in unmarked(root)]
    for code in LANGUAGES:
        catalog = read(root, code)
        if _on_disk(root, code) != as_text(code, in_step(code, entries, catalog)):
            found.append(f"{code}: the catalog is not in step with the sources: manage.py messages update")
        for entry in entries:
            message = catalog.get(entry.text, context=entry.context)
            where = f"{code}: {entry.text!r} ({min(entry.files)})"
            if message is None or not is_translated(message):
                found.append(f"{where}: untranslated")
            else:
                found += [f"{where}: {fault}" for fault in misfits(entry, message.string, code)]
    return found


def is_translated(message: Message) -> bool:
    """Every form of it is there."""
    string = message.string
    return all(string) if isinstance(string, tuple | list) else bool(string)


# --- does a translation fit its source ---------------------------------------------------------------
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%%|%[sdf]|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")


def misfits(entry: Said, translation: str | tuple[str, ...] | list[str] | None, code: str) -> list[str]:
    """What is wrong with a translation: forms, placeholders, markup, line ends, straight quotes."""
    if not entry.plural:
        if not isinstance(translation, str):
            return ["has plural forms, its source has none"]
        return _misfits(translation, entry.text, entry.text, code)
    forms = LANGUAGES[code].forms
    if not isinstance(translation, tuple | list) or len(translation) != len(forms):
        return [f"needs the forms {', '.join(forms)}"]
    found = []
    for form, text in zip(forms, translation, strict=True):
        # "One" may leave the number out as the English does. In Slovene and Croatian it stands for 101 or 21 too; a
        # sentence that says "1" whenever there is one would be odd every day, one without "21" is so hardly ever.
        least = entry.text if form == "one" else entry.plural
        found += [f"{form}: {fault}" for fault in _misfits(text, least, entry.text + entry.plural, code)]
    return found


def _misfits(text: str, least: str, most: str, code: str) -> list[str]:
    found = []
    have, need, may = (Counter(PLACEHOLDER.findall(part)) for part in (text, least, most))
    if set(have) - set(may):
        found.append(f"unknown placeholders {sorted(set(have) - set(may))}")
    if set(need) - set(have):
        found.append(f"missing placeholders {sorted(set(need) - set(have))}")
    if [p for p in PLACEHOLDER.findall(text) if p in {"%s", "%d"}] != [
        p for p in PLACEHOLDER.findall(least) if p in {"%s", "%d"}
    ]:
        found.append("nameless placeholders differ in number or order")
    if Counter(TAG.findall(text)) != Counter(TAG.findall(least)):
        found.append("markup differs")
    if (text[:1] == "\n", text[-1:] == "\n") != (least[:1] == "\n", least[-1:] == "\n"):
        found.append("line ends differ")
    if foreign := set("\"'“”„«»‚‘‹›") & set(TAG.sub("", text)) - set(LANGUAGES[code].quotes):
        found.append(f"not this language's quotes or apostrophes: {' '.join(sorted(foreign))}")
    if re.search(r"[:…?]$", least.strip()) and text.strip()[-1:] != least.strip()[-1:]:
        found.append(f"does not end in {least.strip()[-1]}")
    return found


def _header(code: str) -> str:
    language = LANGUAGES[code]
    return HEADER.format(name=language.name, code=code, forms=len(language.forms), plural=language.plural)


def _on_disk(root: Path, code: str) -> str:
    path = path_of(root, code)
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a page may be reading the file this moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    passing.write_bytes(content)
    passing.replace(path)
