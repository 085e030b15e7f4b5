"""What happens on a visit, item by item; and what must be done before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliances.models import Partnership
from challenges.models import Challenge
from initiatives.models import Initiative
from people.models import Person
from visits.models.visit import SiteVisit
from visits.plans import TASKS
from web.exceptions import DomainError
from web.models import Thing

A_WHILE = timedelta(hours=1)  # how long an item without an end is taken to last
ANYDAY = date(2000, 1, 3)


class ProgrammeItemQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of visits that ``person`` may see."""
        return self.filter(visit__in=SiteVisit.objects.visible_to(person))

    def standing(self) -> Self:
        """Not taken out."""
        return self.filter(removed_at=None)

    def in_order(self) -> Self:
        return self.order_by("day", F("starts").asc(nulls_last=True), "position", "created_at")

    def for_reading(self, person: Any) -> Self:
        """With what the programme shows of each: of what it is about only what ``person`` may see."""
        challenges = Challenge.objects.visible_to(person).with_text()
        initiatives = Initiative.objects.standing().visible_to(person).with_text()
        return self.select_related("host__organisation").prefetch_related(
            models.Prefetch("challenge", challenges), models.Prefetch("initiative", initiatives)
        )


class ProgrammeItem(Thing):
    """One part of the programme. ``day`` counts from 1, so that a visit may move as a whole; times are the place's.

    An item that was taken out stays as a row, because calendars have to hear that it is cancelled.
    """

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="items"
    )
    day = models.PositiveSmallIntegerField(_("day"), default=1)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("what"), max_length=140)
    text = models.CharField(_("in a few words"), max_length=500, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    host = models.ForeignKey(
        Partnership, verbose_name=_("host"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    challenge = models.ForeignKey(
        Challenge,
        verbose_name=_("shows the challenge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("shows the initiative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    bring = models.CharField(_("what to bring"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(_("edition in calendars"), default=0, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    objects = ProgrammeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="item_has_title"),
            models.CheckConstraint(condition=Q(day__gte=1) & Q(day__lte=31), name="item_day"),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(starts__isnull=False, ends__gt=F("starts")), name="item_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def date(self) -> date | None:
        """Its day in the calendar, where the visit's is known."""
        first = self.visit.first_day
        return first + timedelta(days=self.day - 1) if first else None

    def moment(self, at: time | None) -> datetime | None:
        """That time of its day at the place, where both are known."""
        day = self.date
        return datetime.combine(day, at, tzinfo=self.visit.zone) if day and at else None

    @property
    def begins_at(self) -> datetime | None:
        return self.moment(self.starts)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, or would by the usual hour."""
        begins = self.begins_at
        return self.moment(self.ends) or (begins + A_WHILE if begins else None)

    # --- verbs ---------------------------------------------------------------------------------
    @classmethod
    def add(
        cls, *, visit: SiteVisit, by: Person | None, at: datetime | None = None, **answers: Any
    ) -> "ProgrammeItem":
        """Put an item into the programme. Raises ``DomainError`` for what belongs to another alliance."""
        now = at or timezone.now()
        with transaction.atomic():
            row = visit.locked()
            _refuse(row, answers)
            last = row.items.aggregate(last=Max("position"))["last"] or 0
            item = cls.objects.create(visit=row, position=last + 1, **answers)
            row.tell_of_change(by=by, at=now, soon=False, fields=["programme"])
        return item

    def change(
        self, *, by: Person, seen: int | None = None, at: datetime | None = None, **answers: Any
    ) -> None:
        """Rewrite the item; no-op where nothing differs. Raises ``DomainError`` when it was taken out or changed
        by somebody else since version ``seen``."""
        with transaction.atomic():
            visit = self.visit.locked()
            row = ProgrammeItem.objects.select_for_update().get(pk=self.pk)
            _refuse(visit, answers)
            changed = [name for name, value in answers.items() if getattr(row, name) != value]
            if not changed:
                return
            if row.removed_at:
                raise DomainError(_("This item was taken out of the programme."))
            if seen is not None and seen != row.version:
                raise DomainError(_("Somebody changed this item while you were writing. Look at it again."))
            for name in changed:
                setattr(row, name, answers[name])
            row.save_edition(changed)
            visit.tell_of_change(by=by, at=at or timezone.now(), soon=False, fields=["programme"])
        self.refresh_from_db()

    def move(self, *, up: bool, by: Person, at: datetime | None = None) -> None:
        """Let it change places with its neighbour of the same day: who comes first begins when the first began,
        and both keep their length. No-op at the day's edge."""
        with transaction.atomic():
            visit = self.visit.locked()
            rows = list(
                visit.items.standing().filter(day=self.day).in_order().select_for_update(of=("self",))
            )
            here = next((n for n, row in enumerate(rows) if row.pk == self.pk), None)
            there = None if here is None else here - 1 if up else here + 1
            if here is None or there is None or not 0 <= there < len(rows):
                return
            first, second = (rows[here], rows[there])[:: -1 if up else 1]
            first.starts, first.ends, second.starts, second.ends = _exchanged(first, second)
            first.position, second.position = second.position, first.position
            if first.position == second.position:
                first.position += 1
            for row in (first, second):
                row.save_edition(["starts", "ends", "position"])
            visit.tell_of_change(by=by, at=at or timezone.now(), soon=False, fields=["programme"])
        self.refresh_from_db()

    def remove(self, *, by: Person, at: datetime | None = None) -> None:
        """Take it out of the programme; no-op when it is out."""
        now = at or timezone.now()
        with transaction.atomic():
            visit = self.visit.locked()
            row = ProgrammeItem.objects.select_for_update().get(pk=self.pk)
            if row.removed_at:
                return
            row.removed_at = now
            row.save_edition(["removed_at"])
            visit.tell_of_change(by=by, at=now, soon=False, fields=["programme"])
        self.refresh_from_db()

    def save_edition(self, fields: Iterable[str]) -> None:
        """Save these fields as a new edition."""
        self.version, self.sequence = self.version + 1, self.sequence + 1
        self.save(update_fields=[*fields, "version", "sequence"])


def _refuse(visit: SiteVisit, answers: dict[str, Any]) -> None:
    """What is shown and who hosts belong to the visit's alliance; an item ends after it begins."""
    host, challenge = answers.get("host"), answers.get("challenge")
    initiative = answers.get("initiative")
    if host is not None and host.alliance_id != visit.alliance_id:
        raise DomainError(_("This organisation belongs to another alliance."), field="host")
    if challenge is not None and challenge.alliance_id != visit.alliance_id:
        raise DomainError(_("This challenge belongs to another alliance."), field="challenge")
    if initiative is not None and initiative.partnership.alliance_id != visit.alliance_id:
        raise DomainError(_("This initiative belongs to another alliance."), field="initiative")
    starts, ends = answers.get("starts"), answers.get("ends")
    if ends and (not starts or ends <= starts):
        raise DomainError(_("It ends before it begins."), field="ends")
    if visit.days and answers.get("day", 1) > len(visit.days):
        raise DomainError(_("The visit has no such day."), field="day")


Times = tuple[time | None, time | None, time | None, time | None]


def _exchanged(first: ProgrammeItem, second: ProgrammeItem) -> Times:
    """Begin and end of ``first`` and of ``second`` once the second comes first; simply swapped where a length is
    not known."""
    if first.starts and first.ends and second.starts and second.ends:
        window_ends = max(first.ends, second.ends)
        second_ends = _later(first.starts, _length(second))
        first_starts = _later(window_ends, -_length(first))
        return first_starts, window_ends, first.starts, second_ends
    return second.starts, second.ends, first.starts, first.ends


def _length(item: ProgrammeItem) -> timedelta:
    return datetime.combine(ANYDAY, item.ends or time.max) - datetime.combine(ANYDAY, item.starts or time.min)


def _later(at: time, by: timedelta) -> time:
    return (datetime.combine(ANYDAY, at) + by).time()


@dataclass(frozen=True)
class Slot:
    """An item as the programme shows it: whether it runs now, and with which others it shares a place and a time."""

    item: ProgrammeItem
    now: bool = False
    past: bool = False
    overlaps: tuple[ProgrammeItem, ...] = ()


@dataclass(frozen=True)
class Day:
    """One day of the programme, its date where known."""

    number: int
    date: date | None
    slots: list[Slot]


def programme(visit: SiteVisit, items: Sequence[ProgrammeItem], now: datetime) -> list[Day]:
    """``items`` (in order) by day; a visit's empty days are left out. Nothing runs any more once the visit was held."""
    days: dict[int, list[Slot]] = {}
    current = None if visit.is_over(now) else current_item(items, now)
    for item in items:
        item.visit = visit
        ends = item.ends_at
        slot = Slot(item, item == current, bool(ends and ends <= now), overlapping(item, items))
        days.setdefault(item.day, []).append(slot)
    return [Day(number, slots[0].item.date, slots) for number, slots in sorted(days.items())]


def current_item(items: Sequence[ProgrammeItem], now: datetime) -> ProgrammeItem | None:
    """What runs now; of several the one that began last."""
    running = [
        item
        for item in items
        if (begins := item.begins_at) and (ends := item.ends_at) and begins <= now < ends
    ]
    return max(running, key=lambda item: item.begins_at, default=None)  # type: ignore[arg-type, return-value]


def next_item(items: Sequence[ProgrammeItem], now: datetime) -> ProgrammeItem | None:
    """What begins next, on whichever day."""
    coming = [item for item in items if (begins := item.begins_at) and begins > now]
    return min(coming, key=lambda item: item.begins_at, default=None)  # type: ignore[arg-type, return-value]


def overlapping(item: ProgrammeItem, items: Iterable[ProgrammeItem]) -> tuple[ProgrammeItem, ...]:
    """Which of ``items`` want the same place at the same time."""
    place = " ".join(item.place.split()).casefold()
    if not place or not item.starts:
        return ()
    return tuple(
        other
        for other in items
        if other.pk != item.pk
        and other.day == item.day
        and " ".join(other.place.split()).casefold() == place
        and other.starts
        and item.starts < _end(other)
        and other.starts < _end(item)
    )


def _end(item: ProgrammeItem) -> time:
    """When it ends on its own day; by the usual hour where that is not said, never past midnight."""
    if item.ends:
        return item.ends
    begins = datetime.combine(ANYDAY, item.starts or time.min)
    return min(begins + A_WHILE, datetime.combine(ANYDAY, time.max)).time()


class PreparationQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(visit__in=SiteVisit.objects.visible_to(person))

    def lay_out(self, visit: SiteVisit) -> None:
        """Write the task list of the visit's template."""
        rows: list[Any] = [
            Preparation(visit=visit, key=task.key, days_before=task.days_before, order=order)
            for order, task in enumerate(visit.planned.tasks, start=1)
        ]
        self.bulk_create(rows)

    def in_order(self) -> Self:
        return self.order_by("order", "pk")


class Preparation(Thing):
    """Something to do before or after a visit: a task of its template by ``key``, or one in ``words`` of its own."""

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="preparations"
    )
    key = models.CharField(_("task"), max_length=20, blank=True)
    words = models.CharField(_("task"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    days_before = models.SmallIntegerField(_("days before the first day"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        Person,
        verbose_name=_("done by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = PreparationQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a visit")
        verbose_name_plural = _("tasks of a visit")
        constraints = [
            models.CheckConstraint(condition=~Q(key="") | ~Q(words=""), name="preparation_says_what")
        ]

    def __str__(self) -> str:
        return self.words or str(TASKS[self.key].words if self.key in TASKS else _now("Task"))

    @property
    def due(self) -> date | None:
        """Until when, where the visit's day is known."""
        first = self.visit.first_day
        return first - timedelta(days=self.days_before) if first else None

    def tick(self, *, done: bool, by: Person, at: datetime | None = None) -> None:
        """Say that it is done, or that it is not after all; no-op where it stands so."""
        with transaction.atomic():
            self.visit.locked()
            row = Preparation.objects.select_for_update().get(pk=self.pk)
            if bool(row.done_at) == done:
                return
            row.done_at, row.done_by = (at or timezone.now(), by) if done else (None, None)
            row.save(update_fields=["done_at", "done_by"])
        self.refresh_from_db()
