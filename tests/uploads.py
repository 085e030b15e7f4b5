"""Files as people and attackers send them: made here, none shipped."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(
    format: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "seagreen", **save: object
) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, format, **save)
    return out.getvalue()


def photo(name: str = "court.jpg", colour: str = "seagreen", **fields: object) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(colour=colour, **fields), "image/jpeg")  # type: ignore[arg-type]


def located(name: str = "home.jpg") -> SimpleUploadedFile:
    """A photo, lying on its side, that says where it was taken and by whom."""
    image = Image.new("RGB", (60, 40), "orange")
    exif = image.getexif()
    exif[0x0112] = 6  # turn it by 90 degrees
    exif[0x013B] = "Somebody Known"
    exif.get_ifd(0x8825)[2] = (46.0, 14.0, 0.0)
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"Somebody Known")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def pdf(name: str = "plan.pdf", body: bytes = b"1 0 obj<<>>endobj") -> SimpleUploadedFile:
    content = b"%PDF-1.7\n" + body + b"\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
    return SimpleUploadedFile(name, content, "application/pdf")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pixel_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few hundred bytes of PNG that claim to be that many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + _chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML_IN_GIF = b"GIF89a/*" + b"<script>alert(document.domain)</script>*/=1;"
