"""A document as files. Each writer says the same: ``write`` is the one way in."""

from collections.abc import Callable
from pathlib import Path

from django.utils import translation

from reports.document import Document
from reports.formats.page import write_html
from reports.formats.paper import write_pdf
from reports.formats.table import write_csv
from reports.formats.workbook import write_xlsx

WRITERS: dict[str, Callable[[Document, Path, str], None]] = {
    "pdf": write_pdf,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "html": write_html,
}


def write(format: str, document: Document, path: Path, *, checksum: str = "") -> None:
    """Write ``document`` as a file of that format (pdf, xlsx, csv, html) to ``path``, in the document's language and
    the time zone that is active. ``checksum`` is written into it where there is one, for a document that is frozen.
    """
    with translation.override(document.language):
        WRITERS[format](document, path, checksum)
