"""Commitments: who does what by when, about anything; one word for every follow-up of the house."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import owe, record, rewall
from activity.registry import job
from alliances.models.alliance import Alliance
from alliances.models.membership import Membership, Standing
from alliances.models.organisation import Organisation
from people.models import Circled, CircledQuerySet, Person
from web.exceptions import DomainError
from web.models import Thing

REMIND = "alliances.remind"
BEFORE_DUE = timedelta(days=3)
HOUR = time(8)  # of the morning, in the alliance's own time


class CommitmentQuerySet(CircledQuerySet):
    def about(self, things: Iterable[Any]) -> Self:
        return self.filter(subject_id__in=[thing.pk for thing in things])

    def open(self) -> Self:
        return self.filter(state=Commitment.State.OPEN)

    def owed_by(self, standing: Standing) -> Self:
        """What this person, or an organisation they work for, has promised in that alliance."""
        of = Q()
        for membership in standing.memberships:
            partnership = membership.partnership
            of |= Q(alliance=partnership.alliance_id, organisation=partnership.organisation_id) & (
                Q(person=None) | Q(person=membership.person_id)
            )
        return self.filter(of) if standing.memberships else self.none()

    def for_reading(self) -> Self:
        return self.select_related("organisation", "alliance", "person")

    def soonest_first(self) -> Self:
        """Open ones by their day, then the settled ones, the last settled first."""
        is_open = Case(When(state=Commitment.State.OPEN, then=Value(0)), default=Value(1))
        return self.order_by(
            is_open, Case(When(state=Commitment.State.OPEN, then=F("due"))), F("settled_at").desc(), "pk"
        )


class Commitment(Thing, Circled):
    """That an organisation, or a person in it, does something by a day. Ends done, or not done because.

    ``subject_type`` and ``subject_id`` point at what it is about, through the registry of subjects; it stands
    behind that thing's walls (``follow_walls``). Personal: ``person`` and ``made_by``; both go when the account
    does, and the commitment stays the organisation's.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        GIVEN_UP = "given_up", _("Not done")

    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="commitments"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    what = models.CharField(_("what"), max_length=300)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("who"), on_delete=models.PROTECT, related_name="commitments"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due = models.DateField(_("by when"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    reason = models.CharField(_("not done because"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        Person, verbose_name=_("made by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    demo = models.BooleanField(_("demo content"), default=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["subject_id"], name="commitment_about"),
            models.Index(fields=["organisation", "due"], name="commitment_open", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="commitment_says_what"),
            models.CheckConstraint(
                condition=~Q(state="given_up") | ~Q(reason=""), name="commitment_given_up_why"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & ~Q(settled_at=None)),
                name="commitment_settled_when",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("alliances:commitment", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due < timezone.localdate(timezone=ZoneInfo(self.alliance.time_zone))

    @classmethod
    def make(
        cls,
        *,
        about: Any,
        alliance: Alliance,
        what: str,
        language: str,
        owner: Organisation | Person,
        due: date,
        by: Person | None,
        demo: bool = False,
        at: datetime | None = None,
    ) -> "Commitment":
        """Promise ``what`` about a thing by the day ``due``; its owner is reminded three days before.

        ``about`` is of a registered subject's model and has ``walls()``; ``alliance`` is the one that keeps the
        commitment. A person as ``owner`` promises for the organisation they work for there. Raises
        ``DomainError`` where the owner takes no part in the alliance, and for a day that has passed.
        """
        now = at or timezone.now()
        if due < timezone.localdate(now, timezone=ZoneInfo(alliance.time_zone)):
            raise DomainError(_("This day has passed."), field="due")
        organisation, person = cls._owner(owner, alliance)
        public, circles = about.walls()
        with transaction.atomic():
            commitment = cls.objects.create(
                alliance=alliance,
                subject_type=ContentType.objects.get_for_model(about),
                subject_id=about.pk,
                what=what,
                language=language,
                organisation=organisation,
                person=person,
                due=due,
                made_by=by,
                public=public,
                circles=circles,
                demo=demo,
            )
            owe(
                REMIND,
                str(commitment.pk),
                due_at=max(commitment.remind_at, now),
                commitment=str(commitment.pk),
            )
            record("commitment.made", actor=by, subject=commitment, concerns=commitment._near(), at=now)
        return commitment

    @staticmethod
    def _owner(owner: Organisation | Person, alliance: Alliance) -> tuple[Organisation, Person | None]:
        if isinstance(owner, Organisation):
            if owner.partnerships.filter(alliance=alliance, until=None).exists():
                return owner, None
            raise DomainError(_("This organisation is not part of the alliance."), field="owner")
        mine = Membership.objects.current().filter(person=owner, partnership__alliance=alliance)
        membership = mine.select_related("partnership__organisation").order_by("created_at").first()
        if membership is None:
            raise DomainError(_("Who promises must belong to the alliance."), field="owner")
        return membership.partnership.organisation, owner

    def _near(self) -> list[Any]:
        """What an event of this commitment is also news of."""
        return [_Named(self.subject_id), self.organisation, self.alliance]

    @property
    def remind_at(self) -> datetime:
        """When its owner is reminded."""
        morning = datetime.combine(self.due - BEFORE_DUE, HOUR)
        return morning.replace(tzinfo=ZoneInfo(self.alliance.time_zone))

    def fulfil(self, *, by: Person, at: datetime | None = None) -> None:
        """Say that it is done; no-op when it is. Raises ``DomainError`` where it was given up."""
        self._settle(self.State.DONE, "commitment.fulfilled", by=by, at=at)

    def give_up(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Say that it will not be done, and why; no-op when that was said.

        Raises ``DomainError`` without a reason, and where it is done already.
        """
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        self._settle(self.State.GIVEN_UP, "commitment.given_up", by=by, at=at, reason=reason)

    def _settle(self, state: str, kind: str, *, by: Person, at: datetime | None, reason: str = "") -> None:
        now = at or timezone.now()
        with transaction.atomic():
            row = (
                Commitment.objects.for_reading().select_for_update(of=("self",), no_key=True).get(pk=self.pk)
            )
            if row.state == state:
                return
            if not row.is_open:
                raise DomainError(_("This commitment is settled already."))
            row.state, row.reason, row.settled_at = state, reason, now
            row.save(update_fields=["state", "reason", "settled_at"])
            record(kind, actor=by, subject=row, concerns=row._near(), at=now)
        self.state, self.reason, self.settled_at = row.state, row.reason, row.settled_at

    @classmethod
    def follow_walls(cls, thing: Any) -> None:
        """Give every commitment about ``thing``, and their events, the walls that ``thing`` has now."""
        public, circles = thing.walls()
        rows = cls.objects.filter(subject_id=thing.pk)
        rows.update(public=public, circles=circles)
        for row in rows:
            rewall(row)


class _Named:
    """A thing of which only the id is known, as ``record`` takes it."""

    def __init__(self, pk: Any) -> None:
        self.pk = pk


@job(REMIND)
def remind(*, commitment: str, now: datetime) -> None:
    """Remind the owner of an open commitment that its day comes near; once."""
    rows = Commitment.objects.for_reading().select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=commitment).first()
    if row is None or not row.is_open or row.reminded_at:
        return
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    record("commitment.due", actor=None, subject=row, concerns=[row.organisation, row.alliance], at=now)
