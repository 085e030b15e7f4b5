"""People in organisations in alliances, and what that lets them do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models.alliance import Alliance
from alliances.models.organisation import Partnership
from people.models import Person
from web.exceptions import DomainError
from web.models import Thing


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def coordinating(self) -> Self:
        """Those that let their person coordinate an alliance now."""
        return self.current().filter(role=Membership.Role.COORDINATOR, partnership__until=None)

    def visible_to(self, person: Any) -> Self:
        """Who belongs to an alliance is its own affair."""
        if getattr(person, "is_administrator", False):
            return self
        if not isinstance(person, Person):
            return self.none()
        return self.filter(partnership__alliance__circle__in=person.circle_ids)


class Membership(Thing):
    """A person in an organisation's partnership: member, or coordinator of the alliance."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        COORDINATOR = "coordinator", _("Coordinator")

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    partnership = models.ForeignKey(
        Partnership, verbose_name=_("partnership"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    unit = models.CharField(_("unit or department"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "partnership"], condition=Q(ended_at=None), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return self.partnership.alliance.get_absolute_url()

    def walls(self) -> tuple[bool, list[UUID]]:
        return False, [self.partnership.alliance.circle_id]

    @classmethod
    def begin(
        cls, *, person: Person, partnership: Partnership, role: str, by: Person | None, unit: str = ""
    ) -> "Membership":
        """Let ``person`` into the partnership and inside the alliance's wall.

        Already in: the present membership is returned, raised to coordinator where ``role`` says so.
        Raises ``DomainError`` where the organisation has left the alliance.
        """
        with transaction.atomic():
            alliance = Alliance.objects.at_the_door(partnership.alliance_id)
            if not Partnership.objects.current().filter(pk=partnership.pk).exists():
                raise DomainError(_("This organisation is no longer part of the alliance."))
            membership, created = cls.objects.get_or_create(
                person=person,
                partnership=partnership,
                ended_at=None,
                defaults={"role": role, "unit": unit},
            )
            raised = not created and role == cls.Role.COORDINATOR != membership.role
            if raised:
                membership.role = role
                membership.save(update_fields=["role"])
            alliance.circle.let_in(person)
            if created or raised:
                record(
                    "membership.began",
                    actor=by,
                    subject=alliance,
                    concerns=[partnership.organisation],
                    inside=True,
                    role=role,
                )
        forget_standing(person)
        return membership

    def give_role(self, *, role: str, by: Person | None) -> None:
        """Make a member coordinator, or a coordinator member; no-op when that is the role already.

        Raises ``DomainError`` where the membership has ended, and for the alliance's last coordinator.
        """
        with transaction.atomic():
            alliance = Alliance.objects.at_the_door(self.partnership.alliance_id)
            row = Membership.objects.select_for_update(no_key=True).get(pk=self.pk)
            if row.ended_at:
                raise DomainError(_("This membership has ended."))
            if row.role != role:
                if row.role == self.Role.COORDINATOR:
                    row.refuse_if_last_coordinator()
                row.role = role
                row.save(update_fields=["role"])
                record(
                    "membership.changed",
                    actor=by,
                    subject=alliance,
                    concerns=[row.partnership.organisation],
                    inside=True,
                    role=role,
                )
        self.role = role
        forget_standing(self.person)

    def end(self, *, by: Person | None, at: datetime | None = None) -> None:
        """Let the person out; outside the wall too when this was their last membership in the alliance.

        Raises ``DomainError`` for the alliance's last coordinator. No-op when ended.
        """
        with transaction.atomic():
            alliance = Alliance.objects.at_the_door(self.partnership.alliance_id)
            row = Membership.objects.select_for_update(no_key=True).get(pk=self.pk)
            if not row.ended_at:
                if row.role == self.Role.COORDINATOR:
                    row.refuse_if_last_coordinator()
                row.ended_at = at or timezone.now()
                row.save(update_fields=["ended_at"])
                if not row.others_in_alliance().filter(person=row.person).exists():
                    alliance.circle.let_out(row.person)
                record(
                    "membership.ended",
                    actor=by,
                    subject=alliance,
                    concerns=[row.partnership.organisation],
                    inside=True,
                )
        self.ended_at = row.ended_at
        forget_standing(self.person)

    def others_in_alliance(self) -> MembershipQuerySet:
        """The alliance's other current memberships, those of the same person included."""
        return (
            Membership.objects.current()
            .filter(partnership__alliance=self.partnership.alliance_id)
            .exclude(pk=self.pk)
        )

    def refuse_if_last_coordinator(self) -> None:
        if not self.others_in_alliance().filter(role=self.Role.COORDINATOR).exists():
            raise DomainError(_("An alliance needs a coordinator. Name another one first."))


@dataclass
class Standing:
    """What a person is, everywhere: asked once per request, then answered without a query."""

    memberships: list[Membership] = field(default_factory=list)
    administrator: bool = False

    def member_of(self, alliance_id: UUID) -> bool:
        return any(row.partnership.alliance_id == alliance_id for row in self.memberships)

    def coordinates(self, alliance_id: UUID) -> bool:
        return any(
            row.partnership.alliance_id == alliance_id and row.role == Membership.Role.COORDINATOR
            for row in self.memberships
        )

    def coordinates_lead(self) -> bool:
        return any(
            row.partnership.alliance.lead and row.role == Membership.Role.COORDINATOR
            for row in self.memberships
        )

    def works_for(self, partnership_id: UUID) -> bool:
        return any(row.partnership_id == partnership_id for row in self.memberships)

    @property
    def partnerships(self) -> list[Partnership]:
        return [row.partnership for row in self.memberships]

    @property
    def coordinated(self) -> list[Alliance]:
        """The alliances this person coordinates, each once."""
        rows = [row for row in self.memberships if row.role == Membership.Role.COORDINATOR]
        return list({row.partnership.alliance_id: row.partnership.alliance for row in rows}.values())


def standing_of(person: Any) -> Standing:
    """The standing of ``person``, kept on the instance for the length of a request."""
    if not isinstance(person, Person) or not person.is_active:
        return Standing()
    standing = getattr(person, "_standing", None)
    if standing is None:
        rows = (
            Membership.objects.current()
            .filter(person=person, partnership__until=None)
            .select_related("partnership__alliance", "partnership__organisation")
            .order_by("created_at")
        )
        standing = Standing(list(rows), person.is_administrator)
        person._standing = standing  # type: ignore[attr-defined]
    return standing


def coordinated_by(person: Any) -> list[Alliance]:
    """The alliances ``person`` looks after: those they coordinate; for an administrator all, the leading first."""
    standing = standing_of(person)
    if standing.administrator:
        return list(Alliance.objects.visible_to(person).lead_first())
    return standing.coordinated


def forget_standing(person: Person) -> None:
    """Drop what was kept on the instance, after a verb changed it."""
    person.__dict__.pop("_standing", None)
    person.__dict__.pop("circle_ids", None)
