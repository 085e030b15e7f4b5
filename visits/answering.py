"""What a guest sees of their own answers: a day, how many places are left, which button is pressed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from people.models import Person
from visits.by_link import takes_strangers
from visits.guest_forms import WishesForm
from visits.models import Answer, Invitee, Places, Registration, SiteVisit, may_answer


@dataclass(frozen=True)
class DayAsked:
    """One day: what was answered, how it stands."""

    day: date
    places: Places
    registration: Registration | None

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """Each answer with its words, and whether it is the present one."""
        now = self.registration.answer if self.registration else ""
        return [(answer.value, answer.label, answer == now) for answer in Answer]


@dataclass(frozen=True)
class Answering:
    """The days to answer for, where the answers go, and the form for wishes once something was answered."""

    days: list[DayAsked] = field(default_factory=list)
    answer_url: str = ""
    wishes_url: str = ""
    form: WishesForm | None = None
    invitee: Invitee | None = None
    sign_in: bool = False
    ask_url: str = ""
    over: bool = False

    @classmethod
    def of_person(
        cls, visit: SiteVisit, person: Any, form: WishesForm | None = None, now: datetime | None = None
    ) -> "Answering":
        """For somebody at the visit's page: the buttons, the way to sign in, or nothing where one is not asked."""
        if visit.is_draft or visit.called_off_at or not visit.days:
            return cls()
        over = visit.is_over(now or timezone.now())
        if not isinstance(person, Person):
            ask_url = reverse("visits:ask", args=[visit.slug]) if takes_strangers(visit, now) else ""
            return cls(sign_in=not over, ask_url=ask_url)
        invitee = visit.invitees.guests().filter(person=person).first()
        if invitee is None and (over or not may_answer(person, visit)):
            return cls()
        return cls(
            days=days_asked(visit, invitee),
            answer_url=reverse("visits:answer", args=[visit.slug]),
            wishes_url=reverse("visits:wishes", args=[visit.slug]),
            form=form or WishesForm(invitee=invitee, named=True) if invitee and not over else None,
            invitee=invitee,
            over=over,
        )

    @classmethod
    def of_guest(cls, invitee: Invitee, form: WishesForm | None = None) -> "Answering":
        """For a guest without an account, at their own address."""
        visit = invitee.visit
        over = visit.is_over()
        return cls(
            days=days_asked(visit, invitee),
            answer_url=reverse("visits:guest_answer", args=[invitee.token]),
            wishes_url=reverse("visits:guest_wishes", args=[invitee.token]),
            form=None if over else form or WishesForm(invitee=invitee, named=False),
            invitee=invitee,
            over=over,
        )


def days_asked(visit: SiteVisit, invitee: Invitee | None) -> list[DayAsked]:
    counts = Registration.objects.all().counted(visit)
    own = {row.day: row for row in invitee.registrations.all()} if invitee else {}
    return [DayAsked(day, counts[day], own.get(day)) for day in visit.days]
