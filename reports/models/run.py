"""A run: how a report is being made, from being asked for to what it came to."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import owe, record
from people.models import Person
from reports.models.files import Format
from reports.models.states import OPEN, UNFINISHED, Aim, State, Trouble
from reports.registry import ReportKind, kind_of
from web.models import Thing
from web.slots import Words

JOB = "reports.make"


class RunQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        """Not frozen, and on the way there."""
        return self.filter(state__in=UNFINISHED)

    def drafts(self) -> Self:
        """Those that wait to be written into and frozen."""
        return self.filter(state=State.DRAFTED)

    def open(self) -> Self:
        """Waiting or being made."""
        return self.filter(state__in=OPEN)


class Run(Thing):
    """What a report is to become, and what it knows of its present run.

    ``run`` counts how often somebody has asked for it (again); each run is owed once, and comes to its ``aim``.
    ``begun`` counts how often a worker began the present run. How far it is (``state`` working, ``begun``, ``step``)
    is written beside the job's own transaction, so it tells how things look and decides nothing.

    ``asked_by`` is whoever asked for the present run: of a frozen report the person who froze it.
    """

    kind = models.CharField(_("kind"), max_length=30)
    sections = ArrayField(
        models.CharField(max_length=30), verbose_name=_("sections"), default=list, blank=True
    )
    asked_by = models.ForeignKey(
        Person, verbose_name=_("asked for by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    aim = models.CharField(_("comes to"), max_length=8, choices=Aim, default=Aim.FREEZE)
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    begun = models.PositiveSmallIntegerField(_("times begun"), default=0)
    step = models.CharField(_("at work on"), max_length=30, blank=True)
    trouble = models.CharField(_("why not"), max_length=12, choices=Trouble, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        abstract = True

    alliance: Any  # what it is on

    @property
    def registered(self) -> ReportKind:
        return kind_of(self.kind)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def can_be_tried_again(self) -> bool:
        return self.state in (State.FAILED, State.CANCELLED)

    # --- how far it is ---
    @property
    def chosen(self) -> list[str]:
        """Its sections by name, in reading order."""
        known = self.registered.sections
        return [name for name in known if name in self.sections] or list(known)

    @property
    def gathers(self) -> bool:
        """Whether the present run reads the figures; freezing a draft keeps those that were seen."""
        return self.aim == Aim.DRAFT or not self.registered.narrative

    @property
    def steps(self) -> list[str]:
        """What is done, one after the other: each section, then a file for each format."""
        return [
            *(self.chosen if self.gathers else []),
            *(Format.values if self.aim == Aim.FREEZE else []),
        ]

    @property
    def steps_done(self) -> int:
        return self.steps.index(self.step) if self.step in self.steps else 0

    @property
    def step_words(self) -> Words:
        """What is being done now."""
        if self.step in Format.values:
            return _("Writing the files")
        section = self.registered.sections.get(self.step)
        return section.label if section else ""

    # --- from one run to the next ---
    def _begin(self, aim: Aim, *, by: Person, now: datetime) -> None:
        """Begin a run for ``by``; in its verb's transaction."""
        self.state, self.aim, self.run, self.begun, self.step = State.ASKED, aim, self.run + 1, 0, ""
        self.trouble, self.error, self.finished_at = "", "", None
        self.asked_by, self.asked_at = by, now
        self.save(
            update_fields=[
                "state", "aim", "run", "begun", "step", "trouble", "error", "finished_at", "asked_by", "asked_at"
            ]
        )  # fmt: skip
        self._owe()
        record("report.asked", actor=by, subject=self, concerns=[self.alliance], at=now, inside=True)

    def _owe(self) -> None:
        owe(JOB, f"{self.pk}:{self.run}", report=str(self.pk), run=self.run)

    @classmethod
    def tell(cls, pk: UUID, run: int, step: str, *, begins: bool = False) -> None:
        """Say that a worker is at ``step`` of this run; nothing where the run is over."""
        begun = {"begun": F("begun") + 1} if begins else {}
        cls.objects.open().filter(pk=pk, run=run).update(state=State.WORKING, step=step, **begun)

    def fail(self, trouble: Trouble, error: str = "", *, at: datetime) -> None:
        """Say that it could not be made and why; ``error`` is for administrators. No-op where this run is over."""
        with transaction.atomic():
            if self._still_wanted():
                self._close(State.FAILED, at=at, trouble=trouble, error=error[:2000])
                record(
                    "report.failed", actor=None, subject=self, concerns=[self.alliance], at=at, inside=True
                )

    def _still_wanted(self) -> bool:
        """Whether this run is to go on; holds the row until the transaction ends."""
        return type(self).objects.open().select_for_update().filter(pk=self.pk, run=self.run).exists()

    def _close(self, state: State, *, at: datetime, **values: Any) -> None:
        for name, value in {**values, "state": state, "finished_at": at}.items():
            setattr(self, name, value)
        self.save(update_fields=[*values, "state", "finished_at"])
