"""Who is invited: delegations, single guests by their link, people who answered for themselves."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from activity.models import Delivery, deliver, record, rewall
from alliances.models import Alliance, standing_of
from people.models import Person
from search.index import index
from visits.models.visit import SiteVisit, VisitHost
from web.exceptions import DomainError
from web.models import Thing

TERM = timedelta(days=90)  # after the visit: how long the address of a guest without an account is kept
ASKED_A_DAY = 60  # guests invited to one visit within a day: a delegation by bus, no mailing list


def hash_of(token: str) -> str:
    """What the table keeps of a token."""
    return salted_hmac("visits.guest.hash", token, algorithm="sha256").hexdigest()


class Answer(models.TextChoices):
    COMING = "coming", _("I come")
    MAYBE = "maybe", _("Maybe")
    NO = "no", _("I can't")


class InviteeQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """A guest's words and needs are for the hosts, and for the guest."""
        if not isinstance(person, Person):
            return self.none()
        coordinated = [one.pk for one in standing_of(person).coordinated]
        hosting = VisitHost.objects.filter(visit=OuterRef("visit"), person=person)
        return self.filter(
            Q(visit__alliance__in=coordinated)
            | Q(visit__circle__in=person.circle_ids) & Exists(hosting)
            | Q(person=person)
        )

    def delegations(self) -> Self:
        return self.filter(kind=Invitee.Kind.DELEGATION, revoked_at=None)

    def guests(self) -> Self:
        """Single ones, with or without an account; no delegation as such."""
        return self.exclude(kind=Invitee.Kind.DELEGATION).filter(revoked_at=None)

    def reachable(self) -> Self:
        """Guests without an account whose address is still kept."""
        return self.filter(kind=Invitee.Kind.ADDRESS, revoked_at=None).exclude(email="")

    def by_token(self, token: str) -> Any:
        """The guest whose link this is; ``None`` for a forged or revoked one."""
        rows = self.select_related("visit__alliance").filter(revoked_at=None)
        return rows.filter(token_hash=hash_of(token)).first()

    def to_thank(self) -> Self:
        """Who came, can be reached and was not thanked yet; not who waited for a place in vain."""
        reached = Q(person__isnull=False) | ~Q(email="")
        coming = Invitee.objects.filter(
            registrations__answer=Answer.COMING, registrations__seat__isnull=False
        )
        return self.guests().filter(reached, pk__in=coming.values("pk"), thanked_at=None)

    def thank(self, *, at: datetime) -> int:
        """Owe the thanks to each; returns to how many."""
        rows: Any = list(self.to_thank().select_related("person", "visit"))
        for guest in rows:
            guest.write("visits.thanks")
        return Invitee.objects.filter(pk__in=[guest.pk for guest in rows]).update(thanked_at=at)

    def send_invitations(self) -> None:
        """Owe the invitation to each guest without an account; once each."""
        reachable: Any = self.reachable()
        for guest in reachable:
            guest.write("visits.invitation")

    def write(self, visit: SiteVisit, purpose: str, *, at: datetime) -> None:
        """Owe a mail to each guest without an account who has not said no; once for what happened ``at`` then."""
        of = Invitee.objects.filter(visit=visit)
        declined = of.filter(registrations__answer=Answer.NO).values("pk")
        standing = of.filter(registrations__answer__in=(Answer.COMING, Answer.MAYBE)).values("pk")
        reachable: Any = self.reachable()
        for guest in reachable.filter(~Q(pk__in=declined) | Q(pk__in=standing)):
            guest.write(purpose, edition=f"{at.timestamp():.6f}")


class Invitee(Thing):
    """Somebody invited: a whole delegation, a single guest by e-mail, or a person who answered for themselves.

    Personal: ``person``, ``name``, ``organisation``, ``email``, ``expectation``, ``needs``: they are in a
    person's export, and erasure empties them. ``needs`` are read by hosts alone and emptied after the visit;
    an ``email`` goes with its name after its term.
    """

    KEPT = ("email", "name", "organisation", "expectation", "needs")

    class Kind(models.TextChoices):
        DELEGATION = "delegation", _("Delegation")
        ADDRESS = "address", _("Guest by e-mail")
        PERSON = "person", _("Person with an account")

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="invitees"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    alliance = models.ForeignKey(
        Alliance,
        verbose_name=_("delegation of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    expectation = models.TextField(_("what they expect"), max_length=1000, blank=True)
    reply = models.TextField(_("what came of it"), max_length=1000, blank=True)
    needs = models.TextField(_("access and diet"), max_length=500, blank=True)
    invited_by = models.ForeignKey(
        Person,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    thanked_at = models.DateTimeField(_("thanked"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "alliance"], condition=Q(kind="delegation"), name="invitee_delegation_once"
            ),
            models.UniqueConstraint(
                fields=["visit", "email"],
                condition=Q(kind="address", revoked_at=None) & ~Q(email=""),
                name="invitee_address_once",
            ),
            models.UniqueConstraint(
                fields=["visit", "person"], condition=Q(person__isnull=False), name="invitee_person_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="delegation") | Q(alliance__isnull=False, person=None, email=""),
                name="invitee_delegation_is_an_alliance",
            ),
            models.CheckConstraint(
                condition=Q(kind="address") | Q(email="", token_hash=None),
                name="invitee_only_guests_have_links",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.DELEGATION and self.alliance:
            return self.alliance.city
        return self.name or (str(self.person) if self.person else "") or self.email or str(_("A guest"))

    @property
    def token(self) -> str:
        """The secret of the link: derived from the row and the installation's key, so that the table alone never
        gives it away and mails can still be written later."""
        return salted_hmac("visits.guest", str(self.pk), algorithm="sha256").hexdigest()

    @property
    def guest_path(self) -> str:
        """Where a guest without an account answers; holds the secret, so it goes into mails and nowhere else."""
        return reverse("visits:guest", args=[self.token])

    @property
    def kept(self) -> list[tuple[str, str]]:
        """All that is kept of them, by the names of its fields."""
        fields = [self._meta.get_field(name) for name in self.KEPT]
        return [(str(capfirst(field.verbose_name)), getattr(self, field.name)) for field in fields]  # type: ignore[union-attr]

    @property
    def delete_at(self) -> datetime:
        """When the address is to be forgotten: its term after the visit, or after the invitation where no day is
        known."""
        days = self.visit.days
        if not days:
            return (self.created_at or timezone.now()) + TERM + timedelta(days=180)
        return datetime.combine(days[-1], datetime.min.time(), tzinfo=self.visit.zone) + TERM

    # --- verbs ---------------------------------------------------------------------------------
    @classmethod
    def invite_delegation(
        cls, *, visit: SiteVisit, alliance: Alliance, by: Person | None, at: datetime | None = None
    ) -> "Invitee":
        """Invite an alliance: its members may see the visit and answer each for themselves. No-op when invited."""
        with transaction.atomic():
            row = visit.locked()
            if alliance.pk == row.alliance_id:
                raise DomainError(_("The hosts are there already."), field="alliance")
            known = row.invitees.filter(kind=cls.Kind.DELEGATION, alliance=alliance).first()
            if known and not known.revoked_at:
                return known
            if known:
                known.revoked_at = None
                known.save(update_fields=["revoked_at"])
            else:
                known = cls.objects.create(
                    visit=row, kind=cls.Kind.DELEGATION, alliance=alliance, invited_by=by
                )
            rewall(row)
            record(
                "visit.delegation_invited", actor=by, subject=row, concerns=[row.alliance, alliance], at=at
            )
            index(row)
        return known

    @classmethod
    def invite_guest(
        cls,
        *,
        visit: SiteVisit,
        email: str,
        language: str,
        by: Person | None,
        name: str = "",
        organisation: str = "",
        at: datetime | None = None,
    ) -> "Invitee":
        """Invite somebody by e-mail, account or none; the link goes out once the visit is announced.

        Who is invited already is returned as they stand. Raises ``DomainError`` for too many in a day.
        """
        now, email = at or timezone.now(), email.strip().lower()
        with transaction.atomic():
            row = visit.locked()
            known = row.invitees.filter(kind=cls.Kind.ADDRESS, email=email, revoked_at=None).first()
            if known:
                return known
            fresh = row.invitees.filter(kind=cls.Kind.ADDRESS, created_at__gt=now - timedelta(days=1)).count()
            if fresh >= ASKED_A_DAY:
                raise DomainError(_("These are many invitations for one day. Please go on tomorrow."))
            guest = cls(
                visit=row,
                kind=cls.Kind.ADDRESS,
                email=email,
                name=name,
                organisation=organisation,
                language=language,
                invited_by=by,
            )
            guest.token_hash = hash_of(guest.token)
            guest.save(force_insert=True)
            if not row.is_draft:
                guest.write("visits.invitation")
            record("visit.guest_invited", actor=by, subject=row, inside=True, at=at)
        return guest

    @classmethod
    def of_person(cls, visit: SiteVisit, person: Person) -> "Invitee":
        """The row of somebody with an account; made where there is none. Call it with the visit locked."""
        delegation = visit.invitees.delegations().filter(alliance__circle__in=person.circle_ids).first()
        return cls.objects.get_or_create(
            visit=visit,
            person=person,
            defaults={
                "kind": cls.Kind.PERSON,
                "alliance": delegation.alliance if delegation else None,
                "language": person.language,
            },
        )[0]

    def forget(self, *, at: datetime | None = None) -> None:
        """A guest without an account has all that is kept of them deleted, by themselves: places go to who waits, the
        link dies with it, mails that are owed are let go. No-op when forgotten."""
        now = at or timezone.now()
        with transaction.atomic():
            visit = self.visit.locked()
            row = Invitee.objects.select_for_update().get(pk=self.pk)
            if row.kind != self.Kind.ADDRESS or not row.email:
                return
            Delivery.objects.filter(address=row.email, ids__invitee=str(row.pk)).delete()
            empty = dict.fromkeys(self.KEPT, "")
            Invitee.objects.filter(pk=row.pk).update(**empty, reply="", token_hash=None, revoked_at=now)
            row.registrations.all().delete()
            visit.registrations.fill_places(visit, at=now)
            record("visit.guest_uninvited", actor=None, subject=visit, inside=True, at=now)
        self.refresh_from_db()

    def leave_no_name(self, *, at: datetime | None = None) -> None:
        """Whoever this is has their account deleted: all that is kept of them goes, and of visits to come their
        places, to who waits. That somebody came to a visit that is over stays counted. Their mails go elsewhere."""
        now = at or timezone.now()
        with transaction.atomic():
            visit = SiteVisit.objects.select_for_update(no_key=True).get(pk=self.visit_id)
            empty = dict.fromkeys(self.KEPT, "")
            Invitee.objects.filter(pk=self.pk).update(**empty, reply="", token_hash=None, person=None)
            if visit.is_over(now):
                return
            Invitee.objects.filter(pk=self.pk).update(revoked_at=now)
            self.registrations.all().delete()
            if not visit.called_off_at:
                visit.registrations.fill_places(visit, at=now)

    def revoke(self, *, by: Person, at: datetime | None = None) -> None:
        """Take the invitation back: its link is dead, its places go to who waits. No-op when taken back."""
        now = at or timezone.now()
        with transaction.atomic():
            visit = self.visit.locked()
            row = Invitee.objects.select_for_update().get(pk=self.pk)
            if row.revoked_at:
                return
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            row.registrations.update(answer=Answer.NO, seat=None)
            visit.registrations.fill_places(visit, at=now)
            if row.kind == self.Kind.DELEGATION:
                rewall(visit)
                index(visit)
            record("visit.guest_uninvited", actor=by, subject=visit, inside=True, at=now)
        self.refresh_from_db()

    def tell(
        self,
        *,
        expectation: str,
        needs: str,
        name: str | None = None,
        organisation: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """What the guest expects and needs, in their own words. Raises ``DomainError`` once the visit is over."""
        now = at or timezone.now()
        with transaction.atomic():
            if self.visit.locked().is_over(now):
                raise DomainError(_("This visit is over."))
            row = Invitee.objects.select_for_update().get(pk=self.pk)
            row.expectation, row.needs = expectation, needs
            row.name = row.name if name is None else name
            row.organisation = row.organisation if organisation is None else organisation
            row.save(update_fields=["expectation", "needs", "name", "organisation"])
        self.refresh_from_db()

    def answer_expectation(self, *, reply: str, by: Person, at: datetime | None = None) -> None:
        """Tell the guest what came of what they expected."""
        with transaction.atomic():
            visit = self.visit.locked()
            row = Invitee.objects.select_for_update().get(pk=self.pk)
            if row.reply == reply:
                return
            row.reply = reply
            row.save(update_fields=["reply"])
            record("visit.expectation_answered", actor=by, subject=visit, inside=True, at=at)
        self.refresh_from_db()

    def write(self, purpose: str, *, edition: str = "") -> None:
        """Owe a mail to this guest, by whichever way they are reached; once for each ``edition``."""
        deliver(
            purpose,
            f"{self.pk}:{edition}" if edition else str(self.pk),
            language=self.person.language if self.person else self.language,
            person=self.person,
            address="" if self.person else self.email,
            delete_at=None if self.person else self.delete_at,
            invitee=str(self.pk),
        )
