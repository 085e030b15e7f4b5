"""A schedule says when reports are due; an opening is the one draft that came of one of its days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance, Membership
from people.models import Person
from reports.measures.models import Milestone, today_of
from reports.measures.models.measured import MeasuredQuerySet, refuse_odd_day
from reports.models.report import Report
from reports.models.states import State
from reports.registry import kind_of
from reports.schedules.dates import moment, period, yearly
from web.exceptions import DomainError, Overtaken
from web.models import Thing
from web.slots import Words

DAYS_BEFORE = 14
LONGEST_BEFORE = 60
MOST_DATES = 24
# A reminder this long after the due day helps nobody.
TOO_LATE = timedelta(days=7)


@dataclass(frozen=True, order=True)
class DueDay:
    """A day on which a report is due, with the milestone it is taken from, if it is."""

    day: date
    milestone_id: UUID | None = None


class ReportScheduleQuerySet(MeasuredQuerySet):
    def standing(self) -> Self:
        """Not stopped."""
        return self.filter(stopped_at=None)

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")


class ReportSchedule(Thing):
    """Which report is due when. Days come from ``dates``, from ``yearly_from`` (that day and every year after), and
    from the days of the alliance's milestones.

    ``begin`` is the first day of the first report; each further one goes on from the last. ``asked_for`` is nobody's:
    a draft is asked for in the name of ``set_by`` while they coordinate, else of another coordinator. Personal:
    ``set_by``, who goes when the account does.
    """

    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="report_schedules"
    )
    kind = models.CharField(_("kind"), max_length=30)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sections = ArrayField(
        models.CharField(max_length=30), verbose_name=_("sections"), default=list, blank=True
    )
    dates = ArrayField(models.DateField(), verbose_name=_("due on"), default=list, blank=True)
    yearly_from = models.DateField(_("every year from"), null=True, blank=True)
    with_milestones = models.BooleanField(_("with milestones"), default=False)
    begin = models.DateField(_("first day of the first report"))
    days_before = models.PositiveSmallIntegerField(_("days before"), default=DAYS_BEFORE)
    set_by = models.ForeignKey(
        Person, verbose_name=_("set by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What was due before is nobody's debt.
    set_on = models.DateField(_("set on"))
    version = models.PositiveIntegerField(_("version"), default=1)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    demo = models.BooleanField(_("demo content"), default=False)

    objects = ReportScheduleQuerySet.as_manager()

    ASKED = (
        "kind", "language", "sections", "dates", "yearly_from", "with_milestones", "begin", "days_before"
    )  # fmt: skip

    class Meta:
        verbose_name = _("schedule of reports")
        verbose_name_plural = _("schedules of reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(days_before__gte=1, days_before__lte=LONGEST_BEFORE), name="schedule_days_before"
            ),
            models.CheckConstraint(
                condition=~Q(dates=[]) | Q(yearly_from__isnull=False) | Q(with_milestones=True),
                name="schedule_falls_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> Words:
        """What is due, in a word."""
        return kind_of(self.kind).label

    def get_absolute_url(self) -> str:
        return f"{reverse('reports:schedules', args=[self.alliance.slug])}#schedule-{self.pk}"

    def walls(self) -> tuple[bool, list[UUID]]:
        return False, [self.alliance.circle_id]

    # --- what people do ---
    @classmethod
    def set(
        cls, *, alliance: Alliance, by: Person, demo: bool = False, at: datetime | None = None, **asked: Any
    ) -> "ReportSchedule":
        """Have reports fall due; the same once more gives the one there is. Raises ``DomainError`` without any day."""
        values = cls._checked(asked)
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
            known = cls.objects.standing().filter(alliance=alliance, **values).first()
            if known is not None:
                return known
            made = cls.objects.create(
                alliance=alliance, set_by=by, set_on=today_of(alliance, at), demo=demo, **values
            )
            record("schedule.set", actor=by, subject=made, concerns=[alliance], at=at)
        return made

    def change(
        self, *, by: Person, seen: int | None = None, at: datetime | None = None, **asked: Any
    ) -> None:
        """Have them fall due otherwise; what was opened stays. No-op where nothing differs.

        Raises ``Overtaken`` where somebody changed it since the version ``seen``, and what ``set`` does.
        """
        values = self._checked(asked)
        with transaction.atomic():
            row = self._locked()
            if row.stopped_at:
                raise DomainError(_("This schedule was stopped."))
            changed = [name for name, value in values.items() if getattr(row, name) != value]
            if changed:
                if seen is not None and seen != row.version:
                    raise Overtaken(_("Somebody changed this while you were writing."))
                for name in changed:
                    setattr(row, name, values[name])
                row.version, row.set_by = row.version + 1, by
                row.save(update_fields=[*changed, "version", "set_by"])
                record("schedule.set", actor=by, subject=row, concerns=[row.alliance], at=at)
        self.refresh_from_db()

    def stop(self, *, by: Person, at: datetime | None = None) -> None:
        """Let nothing fall due any more; drafts that were opened stay. No-op when stopped."""
        with transaction.atomic():
            row = self._locked()
            if not row.stopped_at:
                row.stopped_at = at or timezone.now()
                row.save(update_fields=["stopped_at"])
                record("schedule.stopped", actor=by, subject=row, concerns=[row.alliance], at=at)
        self.refresh_from_db()

    @classmethod
    def _checked(cls, asked: dict[str, Any]) -> dict[str, Any]:
        """``asked`` as columns, days in order; raises ``DomainError`` for what cannot be."""
        values = {**asked, "dates": sorted(set(asked["dates"])), "sections": list(asked["sections"])}
        if set(values["sections"]) - set(kind_of(values["kind"]).sections):
            raise DomainError(_("This report has no such section."), field="sections")
        if not (values["dates"] or values["yearly_from"] or values["with_milestones"]):
            raise DomainError(_("Say at least one day on which it is due."), field="dates")
        refuse_odd_day(values["begin"], "begin")
        if values["yearly_from"]:
            refuse_odd_day(values["yearly_from"], "yearly_from")
        for day in values["dates"]:
            refuse_odd_day(day, "dates")
        return values

    def _locked(self) -> "ReportSchedule":
        rows = ReportSchedule.objects.select_for_update(of=("self",), no_key=True).select_related("alliance")
        return rows.get(pk=self.pk)

    # --- what the days bring ---
    def due_days(self, since: date, until: date) -> list[DueDay]:
        """What falls due from ``since`` to ``until``, each day once, the first first."""
        found = {day: DueDay(day) for day in self.dates if since <= day <= until}
        if self.yearly_from:
            found |= {day: DueDay(day) for day in yearly(self.yearly_from, since, until)}
        if self.with_milestones:
            rows = Milestone.objects.standing().filter(alliance=self.alliance, due__range=(since, until))
            for pk, day in rows.values_list("pk", "due"):
                found.setdefault(day, DueDay(day, pk))
        return sorted(found.values(), key=lambda one: one.day)

    def keep(self, *, now: datetime) -> None:
        """Open what is to be opened by ``now`` and remind of what is owed, each once however often this is called."""
        with transaction.atomic():
            row = self._locked()
            if row.stopped_at:
                return
            zone, today = row.alliance.time_zone, today_of(row.alliance, now)
            openings = list(row.openings.select_related("report"))
            row._follow_milestones(openings)
            for due in row.due_days(row.set_on, today + timedelta(days=row.days_before)):
                if moment(due.day, zone, before=row.days_before) <= now:
                    opening = row._open(due, openings, now)
                    if opening is not None:
                        openings.append(opening)
            for opening in openings:
                opening.remind(now=now, zone=zone)

    def _follow_milestones(self, openings: "Iterable[Opening]") -> None:
        """A milestone that moves after its draft was opened takes the draft along."""
        days = dict(
            Milestone.objects.filter(
                pk__in=[one.milestone_id for one in openings if one.milestone_id]
            ).values_list("pk", "due")
        )
        for opening in openings:
            day = days.get(opening.milestone_id, opening.due)
            taken = any(other.due == day for other in openings if other is not opening)
            if day != opening.due and opening.is_owed and not taken:
                opening.due = day
                opening.save(update_fields=["due"])

    def _open(self, due: DueDay, openings: "list[Opening]", now: datetime) -> "Opening | None":
        """Open the draft for one day, unless that was done; ``None`` where it was."""
        if any(
            due.day == one.due or (due.milestone_id and due.milestone_id == one.milestone_id)
            for one in openings
        ):
            return None
        since, until = period(due.day, self.begin, [one.due for one in openings])
        report, _new = Report.ask(
            kind=self.kind,
            alliance=self.alliance,
            language=self.language,
            since=since,
            until=until,
            sections=[name for name in self.sections if name in kind_of(self.kind).sections],
            by=self._in_whose_name(),
            demo=self.demo,
            at=now,
        )
        opening = self.openings.create(
            due=due.day, milestone_id=due.milestone_id, report=report, opened_at=now
        )
        record("report.draft_opened", due=due.day.isoformat(), **opening.told(now))
        return opening

    def _in_whose_name(self) -> Person | None:
        """Who asks for the drafts: who set the schedule while they coordinate, else who coordinates longest."""
        rows = Membership.objects.coordinating().filter(partnership__alliance=self.alliance)
        people = [row.person for row in rows.select_related("person").order_by("created_at")]
        return next((one for one in people if one.pk == self.set_by_id), people[0] if people else None)


class OpeningQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(schedule__in=ReportSchedule.objects.visible_to(person))

    def owed(self) -> Self:
        """Those whose report is not frozen yet, and nobody gave up."""
        return self.filter(report__state__in=(State.ASKED, State.WORKING, State.DRAFTED))

    def soonest_first(self) -> Self:
        return self.order_by("due", "pk")


class Opening(Thing):
    """The draft that a schedule opened for one day: that there is a row means that it was, once and for all."""

    schedule = models.ForeignKey(
        ReportSchedule, verbose_name=_("schedule"), on_delete=models.PROTECT, related_name="openings"
    )
    due = models.DateField(_("due"))
    milestone = models.ForeignKey(
        Milestone,
        verbose_name=_("milestone"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    report = models.ForeignKey(
        Report, verbose_name=_("report"), on_delete=models.PROTECT, related_name="openings"
    )
    opened_at = models.DateTimeField(_("opened"))
    # How many days before the due day the last reminder was for.
    reminded = models.PositiveSmallIntegerField(_("reminded"), null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    REMINDERS = (7, 1)  # days before

    class Meta:
        verbose_name = _("scheduled draft")
        verbose_name_plural = _("scheduled drafts")
        constraints = [
            models.UniqueConstraint(fields=["schedule", "due"], name="opening_once_a_day"),
            models.UniqueConstraint(fields=["schedule", "milestone"], name="opening_once_a_milestone"),
        ]

    def __str__(self) -> str:
        return f"{self.due}: {self.report}"

    @property
    def is_owed(self) -> bool:
        """Whether somebody still has to write into it and freeze it."""
        return self.report.state in (State.ASKED, State.WORKING, State.DRAFTED)

    def told(self, now: datetime) -> dict[str, Any]:
        """What an event of it says, for ``record``: it is news of the report, inside its alliance."""
        alliance = self.schedule.alliance
        return {"actor": None, "subject": self.report, "concerns": [alliance], "at": now, "inside": True}

    def remind(self, *, now: datetime, zone: str) -> None:
        """Tell who owes the words that the day comes near; once for each reminder, the latest alone after a break.

        Nobody is reminded of a draft that was opened after the reminder's own day.
        """
        passed = [days for days in self.REMINDERS if moment(self.due, zone, before=days) <= now]
        if not passed or not self.is_owed or now >= moment(self.due, zone) + TOO_LATE:
            return
        latest = min(passed)
        if self.reminded is not None and self.reminded <= latest:
            return
        self.reminded = latest
        self.save(update_fields=["reminded"])
        if moment(self.due, zone, before=latest) > self.opened_at:
            record("report.words_owed", due=self.due.isoformat(), **self.told(now))
