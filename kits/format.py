"""The file format of transfer kits: its schema, and reading a file that a stranger may have made.

``docs/transfer-kit.md`` describes it for others. Whatever is wrong with a file is said in words as a ``DomainError``;
nothing is unpacked to disk.
"""

import json
import zipfile
from typing import Any, BinaryIO
from zlib import error as zlib_error

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from web.exceptions import DomainError

FORMAT, VERSION = "magnet-transfer-kit", 1
KIT, README, LICENCE = "kit.json", "README.md", "LICENCE.txt"
NAMES = {KIT, README, LICENCE}

LARGEST = 5 * 1024 * 1024  # bytes of the file as it is sent
LARGEST_INSIDE = 10 * 1024 * 1024  # bytes of everything in it, unpacked
CHUNK = 64 * 1024

TEXT = {"type": "string", "maxLength": 20_000, "pattern": "^[^\\u0000]*$"}
LINE = {"type": "string", "maxLength": 300, "pattern": "^[^\\u0000]*$"}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,100}$"}
ID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
LANGUAGE = {"enum": ["en", "sl", "hr", "it", "sk"]}
URL = {"type": "string", "maxLength": 500, "pattern": "^https?://[^\\s\\u0000]+$"}
MOMENT = {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?\\+00:00$"}
DAY = {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\d$"}
TEXTS = {"type": "object", "propertyNames": SLUG, "additionalProperties": TEXT, "maxProperties": 30}


def thing(**properties: Any) -> dict[str, Any]:
    """An object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(of: dict[str, Any], most: int = 2_000) -> dict[str, Any]:
    return {"type": "array", "items": of, "maxItems": most}


WRITTEN = {
    "language": LANGUAGE,
    "texts": TEXTS,
    "translations": {"type": "object", "propertyNames": LANGUAGE, "additionalProperties": TEXTS},
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "MAG-NET transfer kit",
    **thing(
        format={"const": FORMAT},
        version={"type": "integer", "minimum": 1},
        exported_at=MOMENT,
        site=URL,
        licence=LINE,
        alliance=thing(
            id=ID,
            slug=SLUG,
            city=LINE,
            country={"type": "string", "pattern": "^[A-Z]{2}$"},
            latitude={"type": "number", "minimum": -90, "maximum": 90},
            longitude={"type": "number", "minimum": -180, "maximum": 180},
            languages=many(LANGUAGE, 5),
            time_zone=LINE,
            **WRITTEN,
        ),
        theme={"anyOf": [{"type": "null"}, thing(slug=SLUG, **WRITTEN)]},
        challenge=thing(
            id=ID, slug=SLUG, url=URL, sources=many(SLUG, 10), demo={"type": "boolean"}, **WRITTEN
        ),
        blocks=many(thing(slug=SLUG, shape=SLUG, **WRITTEN), 200),
        organisations=many(thing(id=ID, slug=SLUG, sector=SLUG, **WRITTEN)),
        initiatives=many(
            thing(
                id=ID,
                slug=SLUG,
                organisation=SLUG,
                stage=SLUG,
                demo={"type": "boolean"},
                logged_at=MOMENT,
                tags=many(thing(block=SLUG, strength=SLUG, reason=TEXT, language=LANGUAGE), 50),
                lessons=many(
                    thing(id=ID, organisation=SLUG, happened_on=DAY, demo={"type": "boolean"}, **WRITTEN)
                ),
                **WRITTEN,
            )
        ),
        lineage=many(
            thing(
                city=LINE,
                title=LINE,
                language=LANGUAGE,
                depth={"type": "integer", "minimum": 1, "maximum": 50},
                stage=SLUG,
                state=SLUG,
                began_on=DAY,
                url=URL,
            )
        ),
    ),
}
_VALIDATOR = Draft202012Validator(SCHEMA)


def read(file: BinaryIO) -> dict[str, Any]:
    """The kit in ``file``, checked against the schema. Raises ``DomainError`` saying what is wrong with it."""
    try:
        kit = json.loads(_unpacked(file), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise DomainError(_("The kit’s text cannot be read. Ask for the file again."), field="kit") from None
    if not isinstance(kit, dict) or kit.get("format") != FORMAT:
        raise DomainError(_("This is not a transfer kit."), field="kit")
    version = kit.get("version")
    if isinstance(version, int) and version > VERSION:
        raise DomainError(
            _("This kit was made by a newer platform than this one. It is read after the next update."),
            field="kit",
        )
    for fault in _VALIDATOR.iter_errors(kit):
        place = "/".join(str(step) for step in fault.absolute_path)
        raise DomainError(
            _("The kit does not hold what a kit must hold. First fault at: %(place)s")
            % {"place": place[:100]},
            field="kit",
        )
    return kit


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON


def _unpacked(file: BinaryIO) -> bytes:
    """``kit.json`` out of the zip; sizes are judged before unpacking and again while, for a zip may lie."""
    file.seek(0, 2)
    if file.tell() > LARGEST:
        raise too_large()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(names) > len(NAMES) or set(names) - NAMES or len(set(names)) < len(names):
                raise DomainError(
                    _("There is something in this file that does not belong into a kit."), field="kit"
                )
            if KIT not in names:
                raise DomainError(_("This is not a transfer kit."), field="kit")
            if sum(entry.file_size for entry in entries) > LARGEST_INSIDE:
                raise too_large()
            with archive.open(KIT) as inside:
                parts, size = [], 0
                while part := inside.read(CHUNK):
                    size += len(part)
                    if size > LARGEST_INSIDE:
                        raise too_large()
                    parts.append(part)
                return b"".join(parts)
    except DomainError:
        raise
    # A broken, encrypted or foreign zip: each of zipfile's own refusals.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib_error):
        raise DomainError(_("This file is broken, or no zip file. Ask for it again."), field="kit") from None


def too_large() -> DomainError:
    return DomainError(_("This file is larger than any kit."), field="kit")
