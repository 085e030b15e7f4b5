"""A table of initiatives that a coordinator brings: read row by row, judged in words, then taken in at once."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import owe, record
from alliances.models import Alliance, standing_of
from initiatives.models.initiative import Initiative
from people.models import Person
from web.exceptions import DomainError
from web.models import Thing

JOB = "initiatives.take_in"


class ImportState(models.TextChoices):
    READ = "read", _("Waiting for your word")
    ASKED = "asked", _("Waiting for its turn")
    WORKING = "working", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Could not be imported")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (ImportState.ASKED, ImportState.WORKING)


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, person: Any) -> Self:
        """Those into the alliances a person coordinates; administrators see all."""
        standing = standing_of(person)
        return self if standing.administrator else self.filter(alliance__in=standing.coordinated)

    def open(self) -> Self:
        """Waiting for a worker, or being taken in."""
        return self.filter(state__in=OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Import(Thing):
    """One file's rows on their way to become initiatives of ``alliance``.

    ``run`` counts how often somebody has asked for it; each run is owed once, and takes in every good row or none.
    ``done`` is written beside the job's own transaction: it tells how things look and decides nothing.
    Personal: ``asked_by``, who goes when the account does; rows are forgotten after ``initiatives.importing.KEPT``.
    """

    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="imports"
    )
    asked_by = models.ForeignKey(
        Person, verbose_name=_("asked for by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("file"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    guessed = models.BooleanField(_("encoding guessed"), default=False)
    ignored = models.JSONField(_("columns left aside"), default=list)
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.READ)
    as_drafts = models.BooleanField(_("as drafts"), default=True)
    run = models.PositiveSmallIntegerField(_("run"), default=0)
    good = models.PositiveIntegerField(_("good rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    trouble = models.TextField(_("what went wrong"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["alliance", "-created_at", "-id"], name="import_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiatives:import_one", args=[self.pk])

    def walls(self) -> tuple[bool, list[Any]]:
        """The alliance's own affair."""
        return False, [self.alliance.circle_id]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def awaits(self) -> bool:
        """Whether somebody's word is all it waits for."""
        return self.state in (ImportState.READ, ImportState.FAILED, ImportState.CANCELLED)

    # --- what people do ---
    @classmethod
    def read(
        cls, *, alliance: Alliance, name: str, language: str, rows: list["ImportRow"], by: Person, **seen: Any
    ) -> "Import":
        """Keep a file's judged ``rows``; nothing is taken in before somebody says so."""
        good = sum(row.is_good for row in rows)
        with transaction.atomic():
            made = cls.objects.create(
                alliance=alliance, name=name, language=language, asked_by=by, good=good, **seen
            )
            for row in rows:
                row.source = made
            ImportRow.objects.bulk_create(rows, batch_size=500)
        return made

    def take_in(self, *, as_drafts: bool, by: Person, at: datetime | None = None) -> None:
        """Have the good rows taken in, for ``by``; no-op while they are, and when they have been.

        Raises ``DomainError`` where no row is good.
        """
        with transaction.atomic():
            row = Import.objects.select_for_update(of=("self",)).select_related("alliance").get(pk=self.pk)
            if not row.awaits:
                return
            if not row.good:
                raise DomainError(_("No row can be imported as it is."))
            row.state, row.run, row.done, row.trouble = ImportState.ASKED, row.run + 1, 0, ""
            row.as_drafts, row.asked_by, row.finished_at = as_drafts, by, None
            row.save(
                update_fields=["state", "run", "done", "trouble", "as_drafts", "asked_by", "finished_at"]
            )
            owe(JOB, f"{row.pk}:{row.run}", source=str(row.pk), run=row.run)
            record("import.asked", actor=by, subject=row, concerns=[row.alliance], at=at)

    def cancel(self, *, by: Person, at: datetime | None = None) -> None:
        """Have it no more: the worker stops, and nothing of it stays. No-op when cancelled.

        Raises ``DomainError`` when it is done or not being taken in.
        """
        with transaction.atomic():
            row = Import.objects.select_for_update(of=("self",)).select_related("alliance").get(pk=self.pk)
            if row.state == ImportState.CANCELLED:
                return
            if not row.is_open:
                raise DomainError(_("Nothing is being imported here, so there is nothing to cancel."))
            row.state, row.finished_at = ImportState.CANCELLED, at or timezone.now()
            row.save(update_fields=["state", "finished_at"])
            record("import.cancelled", actor=by, subject=row, concerns=[row.alliance], at=at)

    # --- what the worker does ---
    def is_wanted(self) -> bool:
        """Whether this run is to go on."""
        return Import.objects.open().filter(pk=self.pk, run=self.run).exists()

    def tell(self, done: int) -> None:
        """Say that ``done`` rows of this run are through; nothing where it is over."""
        Import.objects.open().filter(pk=self.pk, run=self.run).update(state=ImportState.WORKING, done=done)

    def close(self, state: ImportState, *, at: datetime, trouble: str = "") -> bool:
        """Say what came of this run; ``False``, and nothing said, where nobody wants it any more."""
        with transaction.atomic():
            mine = Import.objects.open().select_for_update().filter(pk=self.pk, run=self.run)
            if not mine.exists():
                return False
            done = {"done": F("good")} if state == ImportState.DONE else {}
            mine.update(state=state, finished_at=at, trouble=trouble[:2000], **done)
            record(f"import.{state}", actor=None, subject=self, concerns=[self.alliance], at=at)
        return True


class ImportRow(models.Model):
    """One row of the file: what its cells said, what is wrong with it, and what became of it.

    ``problems`` are codes with their values, said in the reader's language by ``initiatives.judging``. ``key`` is
    made of the row's organisation and title: the same row, in this file or another, is the same initiative.
    """

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    key = models.UUIDField(_("key"), null=True)
    known = models.BooleanField(_("is here already"), default=False)
    initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.cells.get('title', '')}"

    @property
    def is_good(self) -> bool:
        return not self.problems and not self.known
