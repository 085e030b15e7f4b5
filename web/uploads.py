"""What people upload, judged before it is believed: by its content, never by its name or what the browser says.

A photo is decoded and drawn anew in the sizes we show, so that nothing of the file as it came is ever served:
no place it was taken at, no second file hidden behind the first. A PDF is kept as it is, and only ever downloaded.
"""

import hashlib
import os
import re
import unicodedata
import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from web.exceptions import DomainError

LARGEST = 20 * 1024 * 1024  # bytes of one file
MOST_AT_ONCE = 60 * 1024 * 1024  # bytes of all files of one request
PIXELS = 50_000_000  # of a photo before it is decoded; a phone's largest has fewer
LONGEST_SIDE = 20_000  # pixels; beyond it there is no photo, only an attack
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
PDF = "application/pdf"
ACCEPTED = ",".join([*FORMATS, PDF])  # what a file input offers first
NAME = 100  # characters
# A PDF that acts by itself has no place here; what it hides deeper, its reader's own walls must hold.
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


class Kind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    PDF = "pdf", _("PDF")


class Size(models.TextChoices):
    """The sizes a photo is drawn in, by the side it is read from."""

    CARD = "card"
    PAGE = "page"


SIDES = {Size.CARD: 720, Size.PAGE: 1600}  # pixels of the longer side, at most
QUALITY = {Size.CARD: 74, Size.PAGE: 80}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A file that was checked and lies on the disk in ``place``; the keywords of a ``web.files.File``."""

    kind: Kind
    place: str
    name: str
    size: int
    checksum: str
    width: int | None = None
    height: int | None = None


def folder() -> Path:
    """Where the files of all rooms lie; every web process must reach it."""
    return Path(settings.MEDIA_ROOT) / "files"


# --- at the door ------------------------------------------------------------------------------------
class Oversized(UploadedFile):
    """What was too much to be kept; only its name and size are known."""


class Bounded(FileUploadHandler):
    """Let the rest of too large a file pass by unread, so that no upload fills the disk before it is refused."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.all, self.this, self.name = 0, 0, ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.this, self.name = 0, str(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.this += len(raw_data)
        self.all += len(raw_data)
        return None if self._too_much else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self._too_much:
            return None
        return Oversized(file=BytesIO(), name=self.name, size=self.this)

    @property
    def _too_much(self) -> bool:
        return self.this > LARGEST or self.all > MOST_AT_ONCE


# --- what it is -------------------------------------------------------------------------------------
def take(upload: UploadedFile) -> Taken:
    """Check ``upload``, and lay what we serve of it on the disk; ``DomainError`` in words where it is refused.

    Nothing points at the files yet: where the caller's transaction fails, they are tidied away after a day.
    """
    name = plain_name(upload.name or "")
    size = upload.size or 0
    if isinstance(upload, Oversized) or size > LARGEST:
        raise _refusal(_("“%(name)s” is larger than %(limit)s."), name, limit=filesizeformat(LARGEST))
    if not size:
        raise _refusal(_("“%(name)s” is empty."), name)
    upload.seek(0)
    content = upload.read()
    checksum = hashlib.sha256(content).hexdigest()
    kind = filetype.guess(content[:8192])
    mime = kind.mime if kind else ""
    if mime in FORMATS:
        photo = _decode(content, FORMATS[mime], name)
        return _lay_down_photo(photo, name, checksum)
    if mime == PDF:
        _check_pdf(content, name)
        return _lay_down_pdf(content, name, checksum)
    if mime in ("image/heic", "image/heif", "image/avif"):
        raise _refusal(
            _("“%(name)s” is a kind of photo that few can open. Save it as JPEG and try again."), name
        )
    raise _refusal(_("“%(name)s” is neither a photo (JPEG, PNG, WebP, GIF) nor a PDF."), name)


def plain_name(name: str) -> str:
    """The file's own name without folders, signs that nobody sees, and more letters than a line holds."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = " ".join(seen.split()).rpartition(".")
    if not dot:
        return ending[:NAME] or "file"
    ending = ending[:10]
    return f"{stem[: NAME - len(ending) - 1]}.{ending}" if stem else ending or "file"


def _refusal(words: Any, name: str, **more: str) -> DomainError:
    return DomainError(words % {"name": name, **more}, field="attached")


def _decode(content: bytes, format: str, name: str) -> Image.Image:
    """The photo's pixels, upright and in plain colours. Its size is judged before a pixel is decoded."""
    broken = _refusal(_("“%(name)s” cannot be read as a photo. It may have been cut off on the way."), name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            photo = Image.open(BytesIO(content), formats=[format])
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except Exception as error:
        raise broken from error
    width, height = photo.size
    if width * height > PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_many_pixels(name)
    try:
        if format == "JPEG":
            photo.draft("RGB", (SIDES[Size.PAGE], SIDES[Size.PAGE]))  # decodes no finer than needed
        photo.load()
        upright = ImageOps.exif_transpose(photo)
        return _plain_colours(upright)
    except Exception as error:  # a decoder's many ways to stumble over bad bytes
        raise broken from error


def _too_many_pixels(name: str) -> DomainError:
    return _refusal(
        _("“%(name)s” has more than %(limit)s million pixels. Save it smaller and try again."),
        name,
        limit=str(PIXELS // 1_000_000),
    )


def _plain_colours(photo: Image.Image) -> Image.Image:
    """As every screen shows it: sRGB, with transparency where there is any, and no word of where it comes from."""
    profile = photo.info.get("icc_profile")
    clear = photo.has_transparency_data
    if profile and photo.mode in ("RGB", "RGBA", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            photo = ImageCms.profileToProfile(  # type: ignore[assignment]
                photo,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGBA" if clear else "RGB",
            )
    plain = photo.convert("RGBA" if clear else "RGB")
    plain.info = {}
    return plain


def _check_pdf(content: bytes, name: str) -> None:
    """Refuse what is no whole PDF, and one that acts when it is opened."""
    if (
        not content.startswith(b"%PDF-")
        or b"%%EOF" not in content[-2048:]
        or b"startxref" not in content[-4096:]
    ):
        raise _refusal(_("“%(name)s” is no whole PDF. It may have been cut off on the way."), name)
    if ACTIVE.search(content):
        raise _refusal(
            _("“%(name)s” holds a program or other files. Print it into a new PDF and try again."), name
        )


# --- on the disk ------------------------------------------------------------------------------------
def _lay_down_photo(photo: Image.Image, name: str, checksum: str) -> Taken:
    drawn = {size: _drawn(photo, size) for size in Size}
    page, content = drawn[Size.PAGE]
    place = lay_down({f"{size}.webp": content for size, (_photo, content) in drawn.items()})
    return Taken(
        kind=Kind.PHOTO,
        place=place,
        name=f"{Path(name).stem}.webp",
        size=len(content),
        checksum=checksum,
        width=page.width,
        height=page.height,
    )


def _drawn(photo: Image.Image, size: Size) -> tuple[Image.Image, bytes]:
    """The photo in that size, and its bytes as WebP."""
    small = photo.copy()
    small.thumbnail((SIDES[size], SIDES[size]), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=QUALITY[size], method=4)
    return small, out.getvalue()


def _lay_down_pdf(content: bytes, name: str, checksum: str) -> Taken:
    name = name if name.lower().endswith(".pdf") else f"{name}.pdf"
    place = lay_down({"file.pdf": content})
    return Taken(kind=Kind.PDF, place=place, name=name, size=len(content), checksum=checksum)


def lay_down(files: dict[str, bytes]) -> str:
    """Write ``files`` into a folder of their own, which is there whole or not at all, also after a loss of power;
    returns the folder's path from ``folder()``."""
    own = uuid4().hex
    place = folder() / own[:2] / own
    aside = place.with_name(f"{own}.part")
    aside.mkdir(parents=True)
    for name, content in files.items():
        with (aside / name).open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    _settle(aside)
    aside.rename(place)
    _settle(place.parent)
    _settle(folder())
    return f"{own[:2]}/{own}"


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
