"""What is uploaded is judged by its content, drawn anew, and served so that nothing in it ever runs."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests import uploads
from web.exceptions import DomainError
from web.uploads import LARGEST, NAME, Kind, Size, folder, plain_name, take


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(content: bytes, name: str = "photo.jpg", mime: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, mime)


def left_over() -> list[Path]:
    return [path for path in folder().rglob("*") if path.is_file()]


POLYGLOT = uploads.picture("GIF") + b"<script>alert(document.domain)</script>"
REFUSED = {
    "svg": uploads.SVG,
    "svg with a preamble": b'<?xml version="1.0"?>' + uploads.SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif that is html": uploads.HTML_IN_GIF,
    "pixel bomb": uploads.pixel_bomb(),
    "pixel bomb below the decoder's own limit": uploads.pixel_bomb(9_000, 9_000),
    "long and thin": uploads.pixel_bomb(30_000, 10),
    "cut JPEG": uploads.picture(size=(900, 900), quality=95)[:2000],
    "cut PNG": uploads.picture("PNG", size=(900, 900))[:200],
    "TIFF": uploads.picture("TIFF"),
    "a program": b"\x7fELF" + b"\x00" * 200,
    "a zip": b"PK\x03\x04" + b"\x00" * 200,
    "only the beginning of a PDF": b"%PDF-1.7\n1 0 obj",
    "PDF with a script": uploads.pdf(body=b"<< /S /JavaScript /JS (app.alert(1)) >>").read(),
    "PDF with a file inside": uploads.pdf(body=b"<< /Type /EmbeddedFile >>").read(),
    "nothing": b"",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_or_paper_is_refused_in_words_and_leaves_nothing(what: str) -> None:
    with pytest.raises(DomainError) as refusal:
        take(sent(REFUSED[what], name="../../etc/passwd.jpg"))
    assert "“passwd.jpg”" in str(refusal.value.message)
    assert refusal.value.field == "attached"
    assert left_over() == []


def test_more_than_twenty_megabytes_are_refused_before_reading() -> None:
    class Unread(SimpleUploadedFile):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("read")

    upload = Unread("big.jpg", b"x", "image/jpeg")
    upload.size = LARGEST + 1
    with pytest.raises(DomainError, match="larger than"):
        take(upload)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_photo_is_drawn_anew_in_each_size(format: str) -> None:
    taken = take(sent(uploads.picture(format, size=(2400, 1200)), name="Court & table.xyz", mime="text/html"))
    assert (taken.kind, taken.name, taken.width, taken.height) == (
        Kind.PHOTO,
        "Court & table.webp",
        1600,
        800,
    )
    for size, width in ((Size.CARD, 720), (Size.PAGE, 1600)):
        with Image.open(folder() / taken.place / f"{size}.webp") as drawn:
            assert (drawn.format, drawn.width) == ("WEBP", width)
    assert len(left_over()) == 2


def test_where_and_by_whom_it_was_taken_is_gone_and_it_stands_upright() -> None:
    upload = uploads.located()
    assert b"Somebody Known" in upload.read()
    taken = take(upload)
    for size in Size:
        path = folder() / taken.place / f"{size}.webp"
        content = path.read_bytes()
        assert not any(word in content for word in (b"Somebody", b"EXIF", b"XMP ", b"GPS"))
        with Image.open(path) as drawn:
            assert drawn.size == (40, 60)
            assert dict(drawn.getexif()) == {}


def test_what_hides_behind_a_photo_is_not_kept() -> None:
    taken = take(sent(POLYGLOT, name="x.html"))
    assert not any(b"<script" in path.read_bytes() for path in left_over())
    assert taken.name == "x.webp"


def test_transparency_stays() -> None:
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    path = folder().parent / "clear.png"
    path.parent.mkdir(exist_ok=True)
    image.save(path)
    taken = take(sent(path.read_bytes()))
    with Image.open(folder() / taken.place / "page.webp") as drawn:
        assert drawn.mode == "RGBA"


def test_a_pdf_is_kept_as_it_is() -> None:
    upload = uploads.pdf("načrt.html")
    taken = take(upload)
    upload.seek(0)
    assert (folder() / taken.place / "file.pdf").read_bytes() == upload.read()
    assert (taken.kind, taken.name) == (Kind.PDF, "načrt.html.pdf")


@given(st.text(max_size=300))
def test_any_name_becomes_a_plain_one(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert len(plain) <= NAME
    assert not set(plain) & set("/\\\x00\r\n\u202e")


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%PDF-"]),
)
def test_no_bytes_whatever_do_more_than_be_refused(content: bytes, start: bytes) -> None:
    with pytest.raises(DomainError):
        take(sent(start + content))
