"""Reports: what was asked for, how far it is, and the files that came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import owe, record
from alliances.models import Alliance, standing_of
from people.models import Person
from reports.registry import ReportKind, kind_of
from web.exceptions import DomainError
from web.models import Thing
from web.slots import Words

JOB = "reports.make"


class State(models.TextChoices):
    ASKED = "asked", _("Waiting for its turn")
    WORKING = "working", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be made")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (State.ASKED, State.WORKING)


class Trouble(models.TextChoices):
    """Why a report could not be made, in words for whoever asked."""

    RIGHTS = "rights", _("Whoever asked for it no longer coordinates this alliance.")
    TIME = "time", _("It took longer than a quarter of an hour and was stopped.")
    SPACE = "space", _("There was no room left on the disk for its files.")
    LOST = "lost", _("The work on it broke off several times.")
    FAULT = "fault", _("Something went wrong on our side, not on yours.")


class Format(models.TextChoices):
    XLSX = "xlsx", _("Workbook (XLSX)")
    CSV = "csv", _("Plain table (CSV)")

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self]


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file as it was written: ``path`` from the folder of all reports, ``size`` in bytes, SHA-256 in hex."""

    format: str
    name: str
    path: str
    size: int
    checksum: str


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Any) -> Self:
        """Those on the alliances a person coordinates; administrators see all."""
        standing = standing_of(person)
        if standing.administrator:
            return self
        return self.filter(alliance__in=standing.coordinated)

    def open(self) -> Self:
        """Waiting or being made."""
        return self.filter(state__in=OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-id")

    def for_reading(self) -> Self:
        """With what a row of the list or a page shows: two queries."""
        return self.select_related("alliance", "asked_by").prefetch_related("files")


class Report(Thing):
    """One report on one alliance: asked for, made by a worker, downloaded.

    ``run`` counts how often somebody has asked for it (again); each run is owed once. ``begun`` counts how often
    a worker began the present run. How far it is (``state`` working, ``begun``, ``step``) is written beside the
    job's own transaction, so it tells how things look and decides nothing.
    """

    kind = models.CharField(_("kind"), max_length=30)
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="reports"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asked_by = models.ForeignKey(
        Person, verbose_name=_("asked for by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    begun = models.PositiveSmallIntegerField(_("times begun"), default=0)
    step = models.CharField(_("at work on"), max_length=30, blank=True)
    trouble = models.CharField(_("why not"), max_length=12, choices=Trouble, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    finding = models.TextField(_("finding"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["alliance", "-asked_at", "-id"], name="report_newest")]
        constraints = [
            # Whoever asks while it is being made gets the one that is being made.
            models.UniqueConstraint(
                fields=["alliance", "kind", "language"], condition=Q(state__in=OPEN), name="report_open_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(trouble=""), name="report_failed_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | Q(finished_at__isnull=False), name="report_done_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    def walls(self) -> tuple[bool, list[UUID]]:
        """Of the alliance's own things, whatever it says."""
        return False, [self.alliance.circle_id]

    @property
    def registered(self) -> ReportKind:
        return kind_of(self.kind)

    @property
    def title(self) -> str:
        return self.registered.title_for(self.alliance)

    @property
    def outcome(self) -> Words:
        """What came of it, in a sentence; empty while it is being made."""
        if self.state == State.FAILED:
            return Trouble(self.trouble).label
        return {State.DONE: _("The report is ready."), State.CANCELLED: _("The report was cancelled.")}.get(
            State(self.state), ""
        )

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def can_be_tried_again(self) -> bool:
        return self.state in (State.FAILED, State.CANCELLED)

    # --- how far it is ---
    @property
    def steps(self) -> list[str]:
        """What is done, one after the other: the kind's steps, then a file for each format."""
        return [*self.registered.steps, *Format.values]

    @property
    def steps_done(self) -> int:
        return self.steps.index(self.step) if self.step in self.steps else 0

    @property
    def step_words(self) -> Words:
        """What is being done now."""
        if self.step in Format.values:
            return _("Writing the files")
        return self.registered.steps.get(self.step, "")

    @property
    def folder(self) -> Path:
        """Where its files lie, whichever run wrote them."""
        return folder() / str(self.pk)

    # --- what people do ---
    @classmethod
    def ask(
        cls, *, kind: str, alliance: Alliance, language: str, by: Person, at: datetime | None = None
    ) -> tuple["Report", bool]:
        """Have a report made: (report, whether it is new). Who asks for one that is being made gets that one."""
        kind_of(kind)
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
            report, new = cls.objects.open().get_or_create(
                kind=kind,
                alliance=alliance,
                language=language,
                defaults={"asked_by": by, "asked_at": at or timezone.now()},
            )
            if new:
                report._owe()
                record("report.asked", actor=by, subject=report, concerns=[alliance], at=at)
        return report, new

    def cancel(self, *, by: Person, at: datetime | None = None) -> None:
        """Have it no more. The worker stops before its next step; no-op when cancelled.

        Raises ``DomainError`` when it is no longer being made.
        """
        with transaction.atomic():
            row = Report.objects.select_for_update(of=("self",)).select_related("alliance").get(pk=self.pk)
            if row.state == State.CANCELLED:
                return
            if not row.is_open:
                raise DomainError(_("This report is no longer being made, so there is nothing to cancel."))
            row.state, row.finished_at = State.CANCELLED, at or timezone.now()
            row.save(update_fields=["state", "finished_at"])
            record("report.cancelled", actor=by, subject=row, concerns=[row.alliance], at=at)
        self.state = row.state

    def try_again(self, *, by: Person, at: datetime | None = None) -> None:
        """Have a failed or cancelled report made after all, for ``by``; no-op while it is made and when it is done.

        Raises ``DomainError`` where the same report has been asked for anew meanwhile.
        """
        now = at or timezone.now()
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=self.alliance_id)
            row = Report.objects.select_for_update(of=("self",)).select_related("alliance").get(pk=self.pk)
            if not row.can_be_tried_again:
                return
            same = Report.objects.open().filter(alliance=row.alliance, kind=row.kind, language=row.language)
            if same.exists():
                raise DomainError(_("This report is being made already: somebody asked for it anew."))
            row.state, row.run, row.begun, row.step = State.ASKED, row.run + 1, 0, ""
            row.trouble, row.error, row.finished_at = "", "", None
            row.asked_by, row.asked_at = by, now
            row.save(
                update_fields=[
                    "state", "run", "begun", "step", "trouble", "error", "finished_at", "asked_by", "asked_at"
                ]
            )  # fmt: skip
            row._owe()
            record("report.asked", actor=by, subject=row, concerns=[row.alliance], at=at)
        self.state = row.state

    def _owe(self) -> None:
        owe(JOB, f"{self.pk}:{self.run}", report=str(self.pk), run=self.run)

    # --- what the worker does ---
    @classmethod
    def tell(cls, pk: UUID, run: int, step: str, *, begins: bool = False) -> None:
        """Say that a worker is at ``step`` of this run; nothing where the run is over."""
        begun = {"begun": F("begun") + 1} if begins else {}
        cls.objects.open().filter(pk=pk, run=run).update(state=State.WORKING, step=step, **begun)

    def finish(self, *, finding: str, files: Iterable[Written], at: datetime) -> bool:
        """Make ``files`` what there is to download; ``False``, and nothing done, where this run is over."""
        with transaction.atomic():
            if not self._still_wanted():
                return False
            ReportFile.objects.bulk_create(ReportFile(report=self, **vars(file)) for file in files)
            self._close(State.DONE, at=at, finding=finding, step="")
            record("report.made", actor=None, subject=self, concerns=[self.alliance], at=at)
        return True

    def fail(self, trouble: Trouble, error: str = "", *, at: datetime) -> None:
        """Say that it could not be made and why; ``error`` is for administrators. No-op where this run is over."""
        with transaction.atomic():
            if self._still_wanted():
                self._close(State.FAILED, at=at, trouble=trouble, error=error[:2000])
                record("report.failed", actor=None, subject=self, concerns=[self.alliance], at=at)

    def _still_wanted(self) -> bool:
        """Whether this run is to go on; holds the row until the transaction ends."""
        return Report.objects.open().select_for_update().filter(pk=self.pk, run=self.run).exists()

    def _close(self, state: State, *, at: datetime, **values: Any) -> None:
        for name, value in {**values, "state": state, "finished_at": at}.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "state", "finished_at"])


class ReportFile(Thing):
    """A file of a finished report. Its row appears together with "ready": no row, no download."""

    report = models.ForeignKey(
        Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="files"
    )
    format = models.CharField(_("format"), max_length=5, choices=Format)
    name = models.CharField(_("name"), max_length=120)
    path = models.CharField(_("path"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["-format"]
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
