"""The file format of transfer kits: its schema, and reading a file that a stranger may have made.

``docs/transfer-kit.md`` describes it for others. Whatever is wrong with a file is said in words as a ``DomainError``;
nothing is unpacked to disk.
"""

import json
import re
import stat
import zipfile
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from zlib import error as zlib_error

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from web.exceptions import DomainError

FORMAT, VERSION = "magnet-transfer-kit", 2
KIT, README, LICENCE = "kit.json", "README.md", "LICENCE.txt"
NAMES = {KIT, README, LICENCE, "pictures/"}
PICTURE = re.compile(r"pictures/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.webp")

LARGEST = 20 * 1024 * 1024  # bytes of the file as it is sent
LARGEST_INSIDE = 30 * 1024 * 1024  # bytes of everything in it, unpacked
LARGEST_TEXT = 10 * 1024 * 1024  # bytes of kit.json
MOST_ENTRIES = 1_000
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


@dataclass(frozen=True)
class Kit:
    """What ``kit.json`` says, and the pictures beside it: WebP by id."""

    data: dict[str, Any]
    pictures: dict[str, bytes] = field(default_factory=dict)


def picture_entry(pk: str) -> str:
    """Where the picture of that id lies in the zip."""
    return f"pictures/{pk}.webp"


def thing(*, pictures: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """An object that has exactly these properties; ``pictures`` may be missing, as in kits of the first version."""
    return {
        "type": "object",
        "properties": {**properties, **({"pictures": pictures} if pictures else {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def many(of: dict[str, Any], most: int = 2_000) -> dict[str, Any]:
    return {"type": "array", "items": of, "maxItems": most}


WRITTEN: dict[str, Any] = {
    "language": LANGUAGE,
    "texts": TEXTS,
    "translations": {"type": "object", "propertyNames": LANGUAGE, "additionalProperties": TEXTS},
}
PICTURES = many(thing(id=ID, name=LINE, alt=LINE, added_at=MOMENT), 12)
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
                    thing(
                        id=ID,
                        organisation=SLUG,
                        happened_on=DAY,
                        demo={"type": "boolean"},
                        pictures=PICTURES,
                        **WRITTEN,
                    )
                ),
                pictures=PICTURES,
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


def read(file: BinaryIO) -> Kit:
    """The kit in ``file``, checked against the schema. Raises ``DomainError`` saying what is wrong with it."""
    text, pictures = _unpacked(file)
    try:
        kit = json.loads(text, parse_constant=_no_number)
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
            % {"place": place[:100] or KIT},
            field="kit",
        )
    if {row["id"] for row in pictures_named(kit)} != set(pictures):
        raise DomainError(_("The kit’s pictures are not those that it names."), field="kit")
    return Kit(kit, pictures)


def pictures_named(kit: dict[str, Any]) -> list[dict[str, Any]]:
    """Every picture that the data names, of initiatives and of lessons."""
    owners = [one for row in kit["initiatives"] for one in (row, *row["lessons"])]
    return [picture for owner in owners for picture in owner.get("pictures", [])]


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON


def _unpacked(file: BinaryIO) -> tuple[bytes, dict[str, bytes]]:
    """``kit.json`` and the pictures out of the zip; sizes are judged before unpacking and while, for a zip may lie."""
    file.seek(0, 2)
    if file.tell() > LARGEST:
        raise too_large()
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_strangers(entries)
            if sum(entry.file_size for entry in entries) > LARGEST_INSIDE:
                raise too_large()
            text = _read(archive, KIT, LARGEST_TEXT)
            left, pictures = LARGEST_INSIDE - len(text), {}
            for entry in entries:
                if found := PICTURE.fullmatch(entry.filename):
                    pictures[found[1]] = _read(archive, entry.filename, left)
                    left -= len(pictures[found[1]])
            return text, pictures
    except DomainError:
        raise
    # A broken, encrypted or foreign zip: each of zipfile's own refusals.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib_error):
        raise DomainError(_("This file is broken, or no zip file. Ask for it again."), field="kit") from None


def _refuse_strangers(entries: list[zipfile.ZipInfo]) -> None:
    """Entries by other names, by one name twice, and links have no place in a kit; ``kit.json`` must be there."""
    names = [entry.filename for entry in entries]
    foreign = [name for name in names if name not in NAMES and not PICTURE.fullmatch(name)]
    links = [entry for entry in entries if stat.S_ISLNK(entry.external_attr >> 16)]
    if foreign or links or len(set(names)) < len(names) or len(names) > MOST_ENTRIES:
        raise DomainError(_("There is something in this file that does not belong into a kit."), field="kit")
    if KIT not in names:
        raise DomainError(_("This is not a transfer kit."), field="kit")


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The entry of that name, unpacked no further than ``most`` bytes."""
    with archive.open(name) as inside:
        parts, size = [], 0
        while part := inside.read(CHUNK):
            size += len(part)
            if size > most:
                raise too_large()
            parts.append(part)
        return b"".join(parts)


def too_large() -> DomainError:
    return DomainError(_("This file is larger than any kit."), field="kit")
