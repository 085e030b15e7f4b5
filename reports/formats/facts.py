"""What every format says first: what this is, on whom, over which days, read when."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.document import Document

Fact = tuple[str, str | date | datetime]


def facts(document: Document, checksum: str) -> Iterator[Fact]:
    """Name and value of each, days as days; in the active language."""
    yield _("Report"), document.title
    yield _("What this is"), document.note
    yield _("Alliance"), document.alliance
    yield _("From"), document.since
    yield _("Until"), document.until
    yield _("Figures as of"), document.as_of
    yield _("Finding"), document.finding
    if checksum:
        yield _("Checksum (SHA-256)"), checksum


def told(value: str | date | datetime) -> str:
    """A fact's value as it reads."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value
