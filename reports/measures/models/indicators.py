"""Indicators: from where to where, and what was measured on the way. A measurement is corrected, never changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance
from people.models import Person
from reports.measures.models.measured import (
    Measured,
    MeasuredQuerySet,
    refuse_future,
    refuse_odd_day,
    today_of,
)
from web.exceptions import DomainError
from web.models import Revision, Thing

MAX_DIGITS, DECIMAL_PLACES = 15, 3
LARGEST = Decimal(10) ** (MAX_DIGITS - DECIMAL_PLACES) - Decimal(10) ** -DECIMAL_PLACES
# Older than that, a measurement tells little of how things stand.
STALE_AFTER = timedelta(days=92)


class Direction(models.TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


def figure_column(words: Any, **options: Any) -> models.DecimalField:
    return models.DecimalField(words, max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, **options)


def refuse_odd_figure(value: Decimal, field: str) -> Decimal:
    """``value`` as the table holds it; raises ``DomainError`` for what is no number, too large or too fine."""
    if not value.is_finite() or abs(value) > LARGEST:
        raise DomainError(_("Write a number of at most twelve digits before the decimal sign."), field=field)
    fitting = value.quantize(Decimal(10) ** -DECIMAL_PLACES)
    if fitting != value:
        raise DomainError(_("At most three digits after the decimal sign."), field=field)
    return fitting


@dataclass(frozen=True)
class Latest:
    """What was measured last: when, and how much."""

    day: date
    value: Decimal


class IndicatorQuerySet(MeasuredQuerySet):
    def with_latest(self) -> Self:
        """With what was measured last, in the same query."""
        rows = Measurement.objects.current().filter(indicator=OuterRef("pk")).order_by("-day")
        return self.annotate(
            latest_day=Subquery(rows.values("day")[:1]), latest_value=Subquery(rows.values("value")[:1])
        )

    def in_order(self) -> Self:
        return self.order_by("target_on", "created_at", "pk")

    def for_reading(self, person: Any) -> Self:
        """With its challenge and the measurements that stand, the earliest first: two queries."""
        rows = Measurement.objects.current().earliest_first()
        return (
            self.select_related("alliance")
            .with_challenge(person)
            .prefetch_related(Prefetch("measurements", rows, to_attr="measured"))
        )


class Indicator(Measured):
    """A number that is to come from ``baseline`` to ``target`` by a day, and ``how`` it is measured."""

    TEXTS = ("name", "unit", "how")
    ASKED = (*Measured.ASKED, "baseline", "baseline_on", "target", "target_on", "direction")

    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60)
    how = models.TextField(_("how it is measured"), max_length=1000, blank=True)
    baseline = figure_column(_("where it began"))
    baseline_on = models.DateField(_("began on"))
    target = figure_column(_("target"))
    target_on = models.DateField(_("by when"))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)

    objects = IndicatorQuerySet.as_manager()

    class Meta(Measured.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes = [models.Index(fields=["alliance", "target_on"], name="indicator_target")]
        constraints = [
            *Measured.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="indicator_says_what"),
            models.CheckConstraint(
                condition=Q(direction="up", target__gt=models.F("baseline"))
                | Q(direction="down", target__lt=models.F("baseline")),
                name="indicator_leads_there",
            ),
            models.CheckConstraint(
                condition=Q(target_on__gt=models.F("baseline_on")), name="indicator_ends_after_beginning"
            ),
        ]

    def __str__(self) -> str:
        return self.text.name

    @property
    def last(self) -> Latest | None:
        """What was measured last, as ``for_reading`` or ``with_latest`` fetched it."""
        measured: list[Measurement] | None = getattr(self, "measured", None)
        if measured is not None:
            return Latest(measured[-1].day, measured[-1].value) if measured else None
        day: date | None = self.latest_day  # type: ignore[attr-defined]
        return Latest(day, self.latest_value) if day else None  # type: ignore[attr-defined]

    @property
    def value(self) -> Decimal:
        """How it stands: as measured last, else where it began."""
        return self.last.value if self.last else self.baseline

    @property
    def is_met(self) -> bool:
        """Whether the last measurement reaches the target."""
        if self.direction == Direction.UP:
            return self.value >= self.target
        return self.value <= self.target

    def is_stale(self, today: date) -> bool:
        """Whether nobody has measured for long, counted from the beginning where nobody ever has."""
        return today - (self.last.day if self.last else self.baseline_on) > STALE_AFTER and (
            self.last is None or self.last.day < self.target_on
        )

    @classmethod
    def add(
        cls,
        *,
        alliance: Alliance,
        language: str,
        by: Person | None,
        key: Any = None,
        demo: bool = False,
        at: datetime | None = None,
        **asked: Any,
    ) -> "Indicator":
        """Begin to measure something; a second answer with the ``key`` of a first one returns that one.

        ``asked`` are the texts and what else the form asks. Raises ``DomainError`` for a challenge of another
        alliance, a target that lies behind, an odd number or day.
        """
        values = cls._checked(alliance, asked)
        with transaction.atomic():
            Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
            if before := cls.answered_before(key, alliance):
                return before
            given = {"id": key} if key else {}
            made = cls.objects.create(alliance=alliance, language=language, demo=demo, **given, **values)
            IndicatorRevision.keep(made, by=by, answers=made.answers(), at=at)
            record("indicator.added", actor=by, subject=made, concerns=made.news_for(), at=at)
        return made

    def change(
        self, *, language: str, by: Person, seen: int | None = None, at: datetime | None = None, **asked: Any
    ) -> None:
        """Say it otherwise or set another target; no-op where nothing differs. What was measured stays.

        Raises what ``add`` does, and ``Overtaken`` where somebody else changed it since the version ``seen``.
        """
        values = self._checked(self.alliance, asked)
        with transaction.atomic():
            row = self.locked()
            if row.rewrite({**values, "language": language}, seen=seen):
                IndicatorRevision.keep(row, by=by, answers=row.answers(), at=at)
                record("indicator.changed", actor=by, subject=row, concerns=row.news_for(), at=at)
        self.refresh_from_db()

    @classmethod
    def _checked(cls, alliance: Alliance, asked: dict[str, Any]) -> dict[str, Any]:
        """``asked`` as columns; raises ``DomainError`` for what does not fit together."""
        values = dict(asked)
        challenge = values.pop("challenge", None)
        cls.refuse_stranger(alliance, challenge)
        for name in ("baseline_on", "target_on"):
            refuse_odd_day(values[name], name)
        for name in ("baseline", "target"):
            values[name] = refuse_odd_figure(values[name], name)
        up = values["direction"] == Direction.UP
        if up and values["target"] <= values["baseline"]:
            raise DomainError(
                _("Where more is better, the target lies above where it began."), field="target"
            )
        if not up and values["target"] >= values["baseline"]:
            raise DomainError(
                _("Where less is better, the target lies below where it began."), field="target"
            )
        if values["target_on"] <= values["baseline_on"]:
            raise DomainError(_("The target’s day comes after the first one."), field="target_on")
        return {**values, "challenge_id": challenge and challenge.pk}

    def measure(
        self,
        *,
        day: date,
        value: Decimal,
        language: str,
        by: Person | None,
        source: str = "",
        note: str = "",
        at: datetime | None = None,
    ) -> "Measurement":
        """Write down what was measured. The same once more is a no-op.

        Raises ``DomainError`` for a day still to come, an odd number, and where that day has another value already.
        """
        value = refuse_odd_figure(value, "value")
        with transaction.atomic():
            row = self.locked()
            refuse_future(day, today_of(row.alliance, at), "day")
            before = row.measurements.current().filter(day=day).first()
            if before is not None:
                if (before.value, before.source, before.note) == (value, source, note):
                    return before
                raise DomainError(_("This day has a measurement already. Correct that one."), field="day")
            made = row.measurements.create(
                day=day, value=value, source=source, note=note, language=language, by=by
            )
            record("indicator.measured", actor=by, subject=row, concerns=row.news_for(), at=at)
        return made


class MeasurementQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(indicator__in=Indicator.objects.visible_to(person))

    def current(self) -> Self:
        """What stands: not corrected by a later one."""
        return self.filter(superseded_at=None)

    def earliest_first(self) -> Self:
        return self.order_by("day", "created_at", "pk")


class Measurement(Thing):
    """One value on one day. A correction is a row of its own that names the one it ``corrects``, which stays.

    Personal: ``by``, who goes when the account does.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="measurements"
    )
    day = models.DateField(_("day"))
    value = figure_column(_("value"))
    source = models.CharField(_("where the number is from"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="correction",
    )
    superseded_at = models.DateTimeField(_("corrected"), null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "day"], condition=Q(superseded_at=None), name="measurement_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.value}"

    def correct(
        self,
        *,
        day: date,
        value: Decimal,
        note: str,
        language: str,
        by: Person,
        source: str = "",
        at: datetime | None = None,
    ) -> "Measurement":
        """Put another value in its place and say why in ``note``; the earlier one stays to be seen.

        The same as it says already is a no-op. Raises ``DomainError`` where it was corrected meanwhile, without a
        note, for a day still to come or taken, and for an odd number.
        """
        value = refuse_odd_figure(value, "value")
        with transaction.atomic():
            indicator = self.indicator.locked()
            row = Measurement.objects.select_for_update().get(pk=self.pk)
            refuse_future(day, today_of(indicator.alliance, at), "day")
            if row.superseded_at:
                return row._corrected_before(day, value, note)
            if (row.day, row.value, row.source) == (day, value, source):
                return row
            if not note.strip():
                raise DomainError(_("Say why, so that nobody is left guessing."), field="note")
            if indicator.measurements.current().filter(day=day).exclude(pk=row.pk).exists():
                raise DomainError(_("This day has a measurement already. Correct that one."), field="day")
            row.superseded_at = at or timezone.now()
            row.save(update_fields=["superseded_at"])
            made = indicator.measurements.create(
                day=day, value=value, source=source, note=note, language=language, by=by, corrects=row
            )
            record("indicator.corrected", actor=by, subject=indicator, concerns=indicator.news_for(), at=at)
        return made

    def _corrected_before(self, day: date, value: Decimal, note: str) -> "Measurement":
        """The correction that is there, where it is this one sent twice."""
        there = self.correction
        if (there.day, there.value, there.note) == (day, value, note):
            return there
        raise DomainError(_("Somebody corrected this measurement while you were writing."))


class IndicatorRevision(Revision):
    source = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="revisions")

    class Meta:
        verbose_name = _("version of an indicator")
        verbose_name_plural = _("versions of indicators")
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="indicator_revision_once")]
