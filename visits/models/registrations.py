"""Who comes on which day, and who waits for a place."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from people.models import Person
from visits.models.guests import Answer, Invitee
from visits.models.visit import Phase, SiteVisit
from web.exceptions import DomainError
from web.models import Thing


class RegistrationQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(day=day)

    def seated(self) -> Self:
        return self.filter(seat__isnull=False)

    def waiting(self) -> Self:
        """Those who want to come and have no place, first come first."""
        return self.filter(answer=Answer.COMING, seat=None).order_by("asked_at", "pk")

    def fill_places(self, visit: SiteVisit, *, at: datetime) -> None:
        """Give every free place to who has waited longest; call it with ``visit`` locked.

        Days that are no longer the visit's are left alone, and nobody is moved off a place.
        """
        for day in visit.days:
            waiting = visit.registrations.on(day).waiting().select_related("invitee__person")
            # One at a time: of a thousand who wait, a full house reads none.
            while (seat := free_seat(visit, day)) and (row := waiting.first()):
                row.seat, row.promoted_at = seat, at
                row.save(update_fields=["seat", "promoted_at"])
                row.invitee.write("visits.promoted", edition=f"{day.isoformat()}:{at.timestamp():.3f}")

    def counted(self, visit: SiteVisit) -> dict[date, "Places"]:
        """How it stands on each of the visit's days; one query."""
        rows = (
            self.filter(visit=visit)
            .values("day")
            .annotate(
                coming=Count("pk", filter=Q(seat__isnull=False)),
                waiting=Count("pk", filter=Q(answer=Answer.COMING, seat=None)),
                maybe=Count("pk", filter=Q(answer=Answer.MAYBE)),
            )
        )
        found = {row.pop("day"): Places(capacity=visit.capacity, **row) for row in rows}
        return {day: found.get(day, Places(capacity=visit.capacity)) for day in visit.days}


@dataclass(frozen=True)
class Places:
    """How many come, wait and may come on one day."""

    capacity: int | None
    coming: int = 0
    waiting: int = 0
    maybe: int = 0

    @property
    def free(self) -> int | None:
        """Places left; ``None`` where there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.coming, 0)


class Registration(Thing):
    """One guest's answer for one day. Who comes has a ``seat``; who comes without one waits, since ``asked_at``.

    The seat's number is nobody's chair: it is how the database itself refuses to give a place twice.
    """

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="registrations"
    )
    invitee = models.ForeignKey(
        Invitee, verbose_name=_("guest"), on_delete=models.CASCADE, related_name="registrations"
    )
    day = models.DateField(_("day"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)
    seat = models.PositiveIntegerField(_("place"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    promoted_at = models.DateTimeField(_("got a place from the waiting list"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(fields=["invitee", "day"], name="registration_once_a_day"),
            models.UniqueConstraint(
                fields=["visit", "day", "seat"],
                condition=Q(seat__isnull=False),
                name="registration_seat_once",
            ),
            models.CheckConstraint(
                condition=Q(seat=None) | Q(answer="coming", seat__gte=1), name="registration_seat_if_coming"
            ),
        ]
        indexes = [models.Index(fields=["visit", "day", "asked_at"], name="registration_in_turn")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_answer_display()}"

    @property
    def waits(self) -> bool:
        return self.answer == Answer.COMING and self.seat is None

    @classmethod
    def answer_for(
        cls,
        *,
        visit: SiteVisit,
        day: date,
        answer: str,
        by: Person | None = None,
        invitee: Invitee | None = None,
        at: datetime | None = None,
    ) -> "Registration":
        """Say whether one comes on ``day``: ``invitee`` by their link, or ``by`` for themselves. No-op when said.

        Who says **I come** gets a place where one is free, else waits; who gives one up lets the next one in.
        Raises ``DomainError`` when the visit takes no answers (a draft, over, called off), for a day that is not
        the visit's, and where one is not invited.
        """
        now = at or timezone.now()
        with transaction.atomic():
            row = visit.locked()
            refuse_answers(row, day, now)
            if invitee is None:
                if by is None or not may_answer(by, row):
                    raise DomainError(_("This visit is for who is invited."))
                invitee = Invitee.of_person(row, by)
            known = cls.objects.filter(invitee=invitee, day=day).first()
            if known and known.answer == answer:
                return known
            seat = free_seat(row, day) if answer == Answer.COMING else None
            registration, _made = cls.objects.update_or_create(
                invitee=invitee,
                day=day,
                defaults={
                    "visit": row,
                    "answer": answer,
                    "seat": seat,
                    "asked_at": now,
                    "promoted_at": None,
                },
            )
            row.registrations.fill_places(row, at=now)
            record("visit.answered", actor=by, subject=row, inside=True, at=now, answer=str(answer))
        registration.refresh_from_db()
        return registration


def refuse_answers(visit: SiteVisit, day: date, now: datetime) -> None:
    """Raise ``DomainError`` where nobody can answer for ``day`` now."""
    if visit.is_draft:
        raise DomainError(_("This visit is not announced yet."))
    if visit.is_over(now) or day < visit.today(now):
        raise DomainError(_("This visit is over."))
    if day not in visit.days:
        raise DomainError(_("The visit has no such day."))


def may_answer(person: Person, visit: SiteVisit) -> bool:
    """Whether ``person`` may answer without a link of their own: to an open visit everybody, else who is invited,
    and the host alliance."""
    if visit.phase in (Phase.OPEN, Phase.UNDER_WAY):
        return True
    if visit.circle_id in person.circle_ids:
        return True
    invited = Q(person=person) | Q(kind=Invitee.Kind.DELEGATION, alliance__circle__in=person.circle_ids)
    return visit.invitees.filter(invited, revoked_at=None).exists()


def free_seat(visit: SiteVisit, day: date) -> int | None:
    """The lowest free place of ``day``, while fewer than the capacity are taken; call it with ``visit`` locked."""
    taken = set(visit.registrations.on(day).seated().values_list("seat", flat=True))
    if visit.capacity is not None and len(taken) >= visit.capacity:
        return None
    return next(seat for seat in range(1, len(taken) + 2) if seat not in taken)
