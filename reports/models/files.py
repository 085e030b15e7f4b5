"""The files of a finished report, and where they lie."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from web.models import Thing


class Format(models.TextChoices):
    """What ``reports.formats`` writes, in the order in which the files are offered."""

    PDF = "pdf", _("For printing and passing on (PDF)")
    XLSX = "xlsx", _("Workbook (XLSX)")
    CSV = "csv", _("Plain table (CSV)")
    HTML = "html", _("One page (HTML)")

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self]


CONTENT_TYPES = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file as it was written: ``path`` from the folder of all reports, ``size`` in bytes, SHA-256 in hex."""

    format: str
    name: str
    path: str
    size: int
    checksum: str


class ReportFile(Thing):
    """A file of a finished report. Its row appears together with "ready": no row, no download."""

    report = models.ForeignKey(
        "reports.Report", verbose_name=_("report"), on_delete=models.CASCADE, related_name="files"
    )
    format = models.CharField(_("format"), max_length=5, choices=Format)
    name = models.CharField(_("name"), max_length=120)
    path = models.CharField(_("path"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = [StrIndex(Value(" ".join(Format.values)), F("format"))]
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="report_file_format_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def location(self) -> Path:
        """Where it lies on the disk."""
        return folder() / self.path


def folder() -> Path:
    """Where the files of all reports lie; web and workers must both reach it."""
    return Path(settings.MEDIA_ROOT) / "reports"
