"""A document as one HTML file that needs nothing beside it: it reads on a screen and prints."""

from pathlib import Path

from django.template.loader import render_to_string

from reports.document import Document
from reports.formats.facts import facts, told
from reports.shown import origin
from web.assets import embedded

# What the file is drawn with, in the order of static/css/house.css.
STYLES = (
    "layers",
    "tokens",
    "base",
    "components/details",
    "components/evidence",
    "components/facts",
    "components/figures",
    "components/gap",
    "components/heat",
    "components/picture",
    "components/report",
    "components/table",
    "utilities",
)


def write_html(document: Document, path: Path, checksum: str = "") -> None:
    """Write the document as HTML; its links lead to this site."""
    path.write_text(as_html(document, checksum), encoding="utf-8")


def as_html(document: Document, checksum: str = "") -> str:
    """The file's text."""
    context = {
        "document": document,
        "facts": [(name, told(value)) for name, value in list(facts(document, checksum))[1:]],
        "origin": origin(),
        "style": embedded(STYLES),
    }
    return render_to_string("reports/file.html", context)
