"""The only door to an account: an invitation, bound to an e-mail, an organisation and a role."""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from activity.models import deliver, record
from activity.registry import job
from alliances.models.alliance import Alliance
from alliances.models.membership import Membership
from alliances.models.organisation import Partnership
from people.models import Person
from web.exceptions import DomainError
from web.models import Thing

TERM = timedelta(days=14)
A_DAY = timedelta(hours=24)
KEPT = timedelta(days=30)  # the address of somebody who never came, after the invitation's end
LONGEST_WORD = 500  # characters
SENT_A_DAY = 50  # by one person: enough for a whole alliance, too little to pester people with


class InvitationQuerySet(models.QuerySet):
    def pending(self) -> Self:
        """Neither accepted nor withdrawn, be they expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, now: datetime | None = None) -> Self:
        """Neither accepted, withdrawn nor expired."""
        return self.pending().filter(expires_at__gt=now or timezone.now())

    def visible_to(self, person: Any) -> Self:
        """Within the alliance that invites."""
        if getattr(person, "is_administrator", False):
            return self
        if not isinstance(person, Person):
            return self.none()
        return self.filter(partnership__alliance__circle__in=person.circle_ids)

    def by_token(self, token: str) -> Any:
        """The invitation whose token this is, whatever its state; ``None`` for a forged one."""
        return (
            self.select_related("partnership__alliance", "partnership__organisation")
            .filter(token_hash=hash_of(token))
            .first()
        )


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return salted_hmac("alliances.invitation.hash", token, algorithm="sha256").hexdigest()


class Invitation(Thing):
    """Accepted once, by the person whose e-mail it names, before it expires."""

    partnership = models.ForeignKey(
        Partnership, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role, default=Membership.Role.MEMBER)
    language = models.CharField(_("language"), max_length=5, default="en")
    unit = models.CharField(_("unit or department"), max_length=120, blank=True)
    # Personal: what the one who invites writes to the one who is invited.
    word = models.CharField(_("a line of their own"), max_length=LONGEST_WORD, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        Person, verbose_name=_("invited by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.partnership}"

    @property
    def token(self) -> str:
        """The secret of the link. Derived from the row and the installation's key, so the table alone never
        gives it away and the mail can still be written later."""
        return salted_hmac("alliances.invitation", str(self.pk), algorithm="sha256").hexdigest()

    @property
    def accept_path(self) -> str:
        """Where it is accepted; holds the secret, so it goes into the mail and nowhere else."""
        return reverse("alliances:invitation", args=[self.token])

    def get_absolute_url(self) -> str:
        return reverse("alliances:invite", args=[self.partnership.alliance.slug])

    def walls(self) -> tuple[bool, list[UUID]]:
        return False, [self.partnership.alliance.circle_id]

    def is_for(self, person: Any) -> bool:
        """Whether this invitation names the e-mail ``person`` signs in with."""
        return constant_time_compare(self.email, getattr(person, "email", "").lower())

    def is_open(self, now: datetime | None = None) -> bool:
        return not self.accepted_at and not self.revoked_at and self.expires_at > (now or timezone.now())

    @classmethod
    def send(
        cls,
        *,
        partnership: Partnership,
        email: str,
        role: str,
        language: str,
        by: Person,
        word: str = "",
        unit: str = "",
        at: datetime | None = None,
    ) -> "Invitation":
        """Invite ``email`` into the partnership, a ``unit`` of it perhaps, with a ``word`` of one's own. An open
        invitation for the same place is replaced.

        Raises ``DomainError`` when that person is already in, when the organisation has left, and when ``by``
        has sent too many in a day.
        """
        now, email = at or timezone.now(), email.strip().lower()
        with transaction.atomic():
            alliance = Alliance.objects.at_the_door(partnership.alliance_id)
            cls._refuse(partnership, email, by, now)
            for replaced in cls.objects.pending().filter(partnership=partnership, email=email):
                replaced.revoke(by=by, at=now)
            invitation = cls(
                partnership=partnership,
                email=email,
                role=role,
                language=language,
                word=word,
                unit=unit.strip(),
                invited_by=by,
                expires_at=now + TERM,
            )
            invitation.token_hash = hash_of(invitation.token)
            invitation.save(force_insert=True)
            deliver(
                "alliances.invitation",
                str(invitation.pk),
                language=language,
                address=email,
                delete_at=invitation.expires_at,
                invitation=str(invitation.pk),
            )
            record(
                "invitation.sent",
                actor=by,
                subject=alliance,
                concerns=[partnership.organisation],
                inside=True,
                role=role,
            )
        return invitation

    @classmethod
    def _refuse(cls, partnership: Partnership, email: str, by: Person, now: datetime) -> None:
        if not Partnership.objects.current().filter(pk=partnership.pk).exists():
            raise DomainError(_("This organisation is no longer part of the alliance."), field="partnership")
        if Membership.objects.current().filter(partnership=partnership, person__email=email).exists():
            raise DomainError(_("This person is already a member here."), field="email")
        if cls.objects.filter(invited_by=by, created_at__gt=now - A_DAY).count() >= SENT_A_DAY:
            raise DomainError(_("These are many invitations for one day. Please go on tomorrow."))

    def accept(self, *, by: Person, at: datetime | None = None) -> Membership:
        """Turn the invitation into a membership of ``by``, once; no-op when ``by`` is in through it already.

        Raises ``DomainError`` when it is for another e-mail, was used or withdrawn, or has expired.
        """
        now = at or timezone.now()
        with transaction.atomic():
            row = self.locked()
            if not row.is_for(by):
                raise DomainError(_("This invitation is for another e-mail address."))
            current = Membership.objects.current().filter(person=by, partnership=row.partnership).first()
            if row.accepted_at and current:
                return current
            if not row.is_open(now):
                raise DomainError(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
            row.accepted_at = now
            row.save(update_fields=["accepted_at"])
            membership = Membership.begin(
                person=by, partnership=row.partnership, role=row.role, by=by, unit=row.unit
            )
        self.accepted_at = now
        return membership

    def revoke(self, *, by: Person | None, at: datetime | None = None) -> None:
        """Make the link useless; no-op when used or withdrawn."""
        with transaction.atomic():
            row = self.locked()
            if not (row.accepted_at or row.revoked_at):
                row.revoked_at = at or timezone.now()
                row.save(update_fields=["revoked_at"])
                record("invitation.revoked", actor=by, subject=row.partnership.alliance, inside=True)
        self.accepted_at, self.revoked_at = row.accepted_at, row.revoked_at

    def locked(self) -> "Invitation":
        """The row as it stands now, locked; the alliance's door is locked before it, always in this order."""
        Alliance.objects.at_the_door(self.partnership.alliance_id)
        return (
            Invitation.objects.select_related("partnership__alliance", "partnership__organisation")
            .select_for_update(of=("self",), no_key=True)
            .get(pk=self.pk)
        )


@job("alliances.forget_invitations", every=timedelta(days=1))
def forget_invitations(*, now: datetime) -> None:
    """Delete what was never accepted and ended long ago: it holds the address of somebody with no account."""
    over = Q(expires_at__lte=now - KEPT) | Q(revoked_at__lte=now - KEPT)
    Invitation.objects.filter(over, accepted_at=None).delete()
