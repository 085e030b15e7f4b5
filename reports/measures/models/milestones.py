"""Milestones: what is to be reached by a day, whether it was, and what shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance
from challenges.models import Challenge
from initiatives.models import Initiative, Update
from people.models import Person
from reports.measures.models.measured import (
    Measured,
    MeasuredQuerySet,
    refuse_future,
    refuse_odd_day,
    today_of,
)
from visits.models import SiteVisit
from web.exceptions import DomainError
from web.models import Revision, Thing

AT_MOST_A_YEAR = 2  # by the European Urban Initiative's Monitoring Plan


class State(models.TextChoices):
    PLANNED = "planned", _("Planned")
    MOVED = "moved", _("Moved")
    REACHED = "reached", _("Reached")
    MISSED = "missed", _("Missed")


OPEN = (State.PLANNED, State.MOVED)


class MilestoneQuerySet(MeasuredQuerySet):
    def open(self) -> Self:
        """Still to be reached."""
        return self.filter(state__in=OPEN)

    def soonest_first(self) -> Self:
        return self.order_by("due", "created_at", "pk")

    def for_reading(self, person: Any) -> Self:
        """With what a page shows of each: its challenge, and its evidence as ``person`` may see it."""
        return (
            self.select_related("alliance")
            .with_challenge(person)
            .prefetch_related(Prefetch("evidence", Evidence.objects.for_reading(person), to_attr="shown"))
        )


class Milestone(Measured):
    """Something to be reached by a day. ``planned_for`` is the first day that was agreed, ``due`` the present one;
    ``reason`` says why it was moved or missed."""

    TEXTS = ("title",)

    title = models.CharField(_("title"), max_length=200)
    due = models.DateField(_("due"))
    planned_for = models.DateField(_("planned for"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta(Measured.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        indexes = [models.Index(fields=["alliance", "due"], name="milestone_due")]
        constraints = [
            *Measured.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="milestone_says_what"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="milestone_state_known"),
            models.CheckConstraint(
                condition=Q(state="reached", reached_on__isnull=False)
                | (~Q(state="reached") & Q(reached_on=None)),
                name="milestone_reached_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["moved", "missed"]) | ~Q(reason=""), name="milestone_not_kept_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due < today_of(self.alliance)

    @property
    def was_moved(self) -> bool:
        return self.due != self.planned_for

    @classmethod
    def plan(
        cls,
        *,
        alliance: Alliance,
        title: str,
        work_package: str,
        due: date,
        language: str,
        by: Person | None,
        challenge: Challenge | None = None,
        key: Any = None,
        demo: bool = False,
        at: datetime | None = None,
    ) -> "Milestone":
        """Agree on a milestone; a second answer with the ``key`` of a first one returns that one.

        Raises ``DomainError`` for a third one due in a calendar year and for a challenge of another alliance.
        """
        cls.refuse_stranger(alliance, challenge)
        refuse_odd_day(due, "due")
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
            if before := cls.answered_before(key, alliance):
                return before
            cls._refuse_third(alliance, due)
            made = cls.objects.create(
                **({"id": key} if key else {}),
                alliance=alliance,
                title=title,
                work_package=work_package,
                challenge=challenge,
                due=due,
                planned_for=due,
                language=language,
                demo=demo,
            )
            MilestoneRevision.keep(made, by=by, answers=made.answers(), at=at)
            record("milestone.planned", actor=by, subject=made, concerns=made.news_for(), at=at)
        return made

    @classmethod
    def _refuse_third(cls, alliance: Alliance, due: date, *, besides: Any = None) -> None:
        """Raise ``DomainError`` where that year is full; the caller holds the alliance."""
        same_year = cls.objects.standing().filter(alliance=alliance, due__year=due.year).exclude(pk=besides)
        if same_year.count() >= AT_MOST_A_YEAR:
            raise DomainError(
                _("Two milestones are due in %(year)s already, and a Monitoring Plan has at most two a year.")
                % {"year": due.year},
                field="due",
            )

    def change(
        self,
        *,
        title: str,
        work_package: str,
        challenge: Challenge | None,
        language: str,
        by: Person,
        seen: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Say it in other words, or put it elsewhere; its day is moved by ``move``. No-op where nothing differs.

        Raises ``Overtaken`` where somebody else changed it since the version ``seen``.
        """
        self.refuse_stranger(self.alliance, challenge)
        with transaction.atomic():
            row = self.locked()
            values = {
                "title": title,
                "work_package": work_package,
                "challenge_id": challenge and challenge.pk,
                "language": language,
            }
            if row.rewrite(values, seen=seen):
                MilestoneRevision.keep(row, by=by, answers=row.answers(), at=at)
                record("milestone.changed", actor=by, subject=row, concerns=row.news_for(), at=at)
        self.refresh_from_db()

    def move(self, *, due: date, reason: str, by: Person, at: datetime | None = None) -> None:
        """Agree on another day, and say why; no-op where it is due that day already.

        Raises ``DomainError`` without a reason and for a third one due in that year.
        """
        _say_why(reason)
        refuse_odd_day(due, "due")
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=self.alliance_id)
            row = self.locked()
            if row.is_open and row.due == due:
                return
            self._refuse_third(row.alliance, due, besides=row.pk)
            was = row.due
            row._stand(State.MOVED, due=due, reason=reason, reached_on=None)
            record(
                "milestone.moved",
                actor=by,
                subject=row,
                concerns=row.news_for(),
                at=at,
                was=was.isoformat(),
                due=due.isoformat(),
            )
        self.refresh_from_db()

    def reach(
        self, *, on: date, by: Person, proof: "Proof | None" = None, at: datetime | None = None
    ) -> None:
        """Say that it is reached, when, and what shows it; no-op where that was said.

        Raises ``DomainError`` for a day still to come and for evidence of another alliance.
        """
        with transaction.atomic():
            row = self.locked()
            refuse_future(on, today_of(row.alliance, at), "on")
            if proof:
                row.prove(proof=proof, by=by, at=at)
            if row.state == State.REACHED and row.reached_on == on:
                return
            row._stand(State.REACHED, reason="", reached_on=on)
            record("milestone.reached", actor=by, subject=row, concerns=row.news_for(), at=at)
        self.refresh_from_db()

    def miss(self, *, reason: str, by: Person, at: datetime | None = None) -> None:
        """Say that it was not reached, and why; no-op where that was said. Raises ``DomainError`` without a reason."""
        _say_why(reason)
        with transaction.atomic():
            row = self.locked()
            if row.state == State.MISSED and row.reason == reason:
                return
            row._stand(State.MISSED, reason=reason, reached_on=None)
            record("milestone.missed", actor=by, subject=row, concerns=row.news_for(), at=at)
        self.refresh_from_db()

    def _stand(self, state: State, **values: Any) -> None:
        for name, value in {**values, "state": state}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *values])

    def prove(self, *, proof: "Proof", by: Person | None, at: datetime | None = None) -> None:
        """Add what shows it, one row for each thing named; what is there already is not added again.

        Raises ``DomainError`` for what belongs to another alliance.
        """
        with transaction.atomic():
            row = self.locked()
            new = [
                one for one in proof.rows(row.alliance) if not row.evidence.standing().filter(**one).exists()
            ]
            for one in new:
                Evidence.objects.create(milestone=row, language=proof.language, by=by, **one)
            if new:
                record("milestone.evidenced", actor=by, subject=row, concerns=row.news_for(), at=at)


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What somebody names as evidence at once."""

    initiative: Initiative | None = None
    update: Update | None = None
    visit: SiteVisit | None = None
    url: str = ""
    words: str = ""
    language: str = "en"

    def __bool__(self) -> bool:
        return bool(self.initiative or self.update or self.visit or self.url or self.words)

    def rows(self, alliance: Alliance) -> list[dict[str, Any]]:
        """The columns of a row for each; raises ``DomainError`` for what is another alliance's."""
        of = {
            "initiative": self.initiative and self.initiative.partnership.alliance_id,
            "update": self.update and self.update.about.partnership.alliance_id,
            "visit": self.visit and self.visit.alliance_id,
        }
        for name, owner in of.items():
            if owner and owner != alliance.pk:
                raise DomainError(_("This belongs to another alliance."), field=name)
        named = {name: getattr(self, name) for name in (*of, "url", "words")}
        return [{name: value} for name, value in named.items() if value]


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(milestone__in=Milestone.objects.visible_to(person))

    def standing(self) -> Self:
        """Not taken out."""
        return self.filter(removed_at=None)

    def for_reading(self, person: Any) -> Self:
        """With what each points at, of which only what ``person`` may see: three queries."""
        initiatives = Initiative.objects.standing().visible_to(person).with_text()
        updates = Update.objects.standing().visible_to(person).with_text().select_related("initiative")
        return (
            self.standing()
            .order_by("created_at", "pk")
            .prefetch_related(
                Prefetch("initiative", initiatives),
                Prefetch("update", updates),
                Prefetch("visit", SiteVisit.objects.standing().visible_to(person).with_text()),
            )
        )


class Evidence(Thing):
    """What shows that a milestone was reached: one record of the platform, one address, or words.

    Personal: ``by``, who goes when the account does.
    """

    milestone = models.ForeignKey(
        Milestone, verbose_name=_("milestone"), on_delete=models.CASCADE, related_name="evidence"
    )
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("initiative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    update = models.ForeignKey(
        Update, verbose_name=_("update"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    url = models.CharField(_("web address"), max_length=500, blank=True)
    words = models.CharField(_("in words"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(initiative__isnull=False)
                | Q(update__isnull=False)
                | Q(visit__isnull=False)
                | ~Q(url="")
                | ~Q(words=""),
                name="evidence_says_something",
            )
        ]

    def __str__(self) -> str:
        return str(self.thing or self.url or self.words)

    @property
    def thing(self) -> Any:
        """The record it points at, where it points at one that may be seen."""
        return self.initiative or self.update or self.visit

    @property
    def href(self) -> str:
        """Where it leads; empty for words, and for an address that is no web address."""
        if self.thing:
            return self.thing.get_absolute_url()
        return self.url if self.url.startswith(("https://", "http://")) else ""

    @property
    def is_shown(self) -> bool:
        """Whether there is anything the reader may see."""
        return bool(self.thing or self.url or self.words)

    def remove(self, *, by: Person, at: datetime | None = None) -> None:
        """Take it out; no-op when it is out."""
        with transaction.atomic():
            milestone = self.milestone.locked()
            row = Evidence.objects.select_for_update().get(pk=self.pk)
            if row.removed_at:
                return
            row.removed_at = at or timezone.now()
            row.save(update_fields=["removed_at"])
            record("milestone.changed", actor=by, subject=milestone, concerns=milestone.news_for(), at=at)


class MilestoneRevision(Revision):
    source = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="revisions")

    class Meta:
        verbose_name = _("version of a milestone")
        verbose_name_plural = _("versions of milestones")
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="milestone_revision_once")]
