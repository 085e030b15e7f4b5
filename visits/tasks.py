"""What the days bring by themselves: a visit begins and ends, what guests told goes when its day is over."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from activity.models import record
from activity.registry import job
from visits.models import Invitee, Outcome, Phase, SiteVisit

SIX_WEEKS = timedelta(weeks=6)


@job("visits.keep_step", every=timedelta(minutes=15))
def keep_step(*, now: datetime) -> None:
    """Move open visits on when their first day has come, and those under way when their last day is over."""
    moving = SiteVisit.objects.standing().filter(
        phase__in=(Phase.INVITED, Phase.OPEN, Phase.UNDER_WAY),
        first_day__lte=(now + timedelta(days=1)).date(),
    )
    for visit in moving:
        if visit.days[-1] < visit.today(now):
            visit.move_on(to=Phase.HELD, by=None, at=now)
        elif visit.days[0] <= visit.today(now):
            visit.move_on(to=Phase.UNDER_WAY, by=None, at=now)


@job("visits.forget_needs", every=timedelta(hours=1))
def forget_needs(*, now: datetime) -> None:
    """Delete what guests need in access and diet, the day after the visit; of a visit called off at once."""
    told = Invitee.objects.exclude(needs="").select_related("visit")
    over = [
        row.pk
        for row in told
        if row.visit.called_off_at or (row.visit.days and row.visit.days[-1] < row.visit.today(now))
    ]
    Invitee.objects.filter(pk__in=over).update(needs="")


@job("visits.forget_guests", every=timedelta(days=1))
def forget_guests(*, now: datetime) -> None:
    """Delete name and address of guests without an account when their term is over; their link dies with it."""
    kept = Invitee.objects.reachable().select_related("visit")
    over = [row.pk for row in kept if row.delete_at <= now]
    Invitee.objects.filter(pk__in=over).update(email="", name="", organisation="", token_hash=None, needs="")


@job("visits.ask_owners", every=timedelta(days=1))
def ask_owners(*, now: datetime) -> None:
    """Six weeks after a visit ask the owners of what is still open how their commitments stand; once each."""
    past = timezone.localdate(now) - SIX_WEEKS
    open_ones = Outcome.objects.promised().filter(
        commitment__state="open", asked_at=None, visit__last_day__lte=past, visit__called_off_at=None
    )
    # Whoever runs beside this waits for the rows, and then no longer finds them unasked.
    locked = open_ones.select_for_update(of=("self",), no_key=True)
    for row in locked.select_related("visit", "alliance", "commitment__organisation"):
        owner: Any = row.commitment and row.commitment.organisation
        record(
            "visit.commitment_asked", actor=None, subject=row.visit, concerns=[row.alliance, owner], at=now
        )
        row.asked_at = now
        row.save(update_fields=["asked_at"])
