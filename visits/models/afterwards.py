"""What guests and hosts take away from a visit, and what comes of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance, Commitment, Organisation
from challenges.models import Adoption, Challenge
from initiatives.models import Initiative
from people.models import Person
from visits.models.guests import Invitee
from visits.models.programme import ProgrammeItem
from visits.models.visit import Phase, SiteVisit
from web.exceptions import DomainError
from web.files import File, FileAnswers, FileQuerySet
from web.models import Thing

TAKEAWAY_LENGTH = 280


class TakeawayQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of visits that ``person`` may see."""
        return self.filter(visit__in=SiteVisit.objects.visible_to(person), removed_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def for_reading(self, person: Any) -> Self:
        """With what it is pinned to, of which only what ``person`` may see."""
        return self.select_related("item", "author").prefetch_related(
            models.Prefetch("challenges", Challenge.objects.visible_to(person).with_text()),
            models.Prefetch("initiatives", Initiative.objects.standing().visible_to(person).with_text()),
            models.Prefetch("files", TakeawayFile.objects.standing().in_order(), to_attr="photos"),
        )


class Takeaway(Thing):
    """A sentence somebody jotted down on the day. Personal: its ``author`` or guest, whom erasure takes off it."""

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="takeaways"
    )
    item = models.ForeignKey(
        ProgrammeItem,
        verbose_name=_("programme item"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="takeaways",
    )
    text = models.CharField(_("takeaway"), max_length=TAKEAWAY_LENGTH)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    author = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invitee = models.ForeignKey(
        Invitee, verbose_name=_("guest"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    challenges = models.ManyToManyField(
        Challenge, verbose_name=_("challenges"), blank=True, related_name="takeaways"
    )
    initiatives = models.ManyToManyField(
        Initiative, verbose_name=_("initiatives"), blank=True, related_name="takeaways"
    )
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    objects = TakeawayQuerySet.as_manager()

    class Meta:
        verbose_name = _("takeaway")
        verbose_name_plural = _("takeaways")
        indexes = [models.Index(fields=["visit", "-created_at"], name="takeaway_newest")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="takeaway_says_something")]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def jot(
        cls,
        *,
        visit: SiteVisit,
        text: str,
        language: str,
        by: Person | None = None,
        invitee: Invitee | None = None,
        item: ProgrammeItem | None = None,
        attached: FileAnswers | None = None,
        key: Any = None,
        at: datetime | None = None,
    ) -> "Takeaway":
        """Write one down; a second answer with the ``key`` of a first one by the same writer returns that one.

        Raises ``DomainError`` before the visit is under way and for an item of another visit.
        """
        with transaction.atomic():
            row = visit.locked()
            if row.phase not in (Phase.UNDER_WAY, Phase.HELD, Phase.WRITTEN_UP) and not row.is_today(at):
                raise DomainError(_("Takeaways are jotted down on the day and after it."))
            if item is not None and item.visit_id != row.pk:
                raise DomainError(_("This belongs to another visit."), field="item")
            given = {"id": key} if key else {}
            before = cls.objects.filter(pk=key).first() if key else None
            if before is not None:
                if (before.visit_id, before.author_id) != (row.pk, by and by.pk):
                    raise DomainError(_("This form cannot be sent again. Please begin a new one."))
                return before
            takeaway = cls.objects.create(
                visit=row, item=item, text=text, language=language, author=by, invitee=invitee, **given
            )
            if attached is not None:
                TakeawayFile.settle(owner=takeaway, answers=attached, by=by, at=at)
            record("visit.takeaway_jotted", actor=by, subject=row, concerns=row.news_for(), at=at)
        return takeaway

    def pin(
        self,
        *,
        challenges: Iterable[Challenge],
        initiatives: Iterable[Initiative],
        by: Person,
        at: datetime | None = None,
    ) -> None:
        """Pin it to what it is about, in place of what it was pinned to; no-op where nothing differs."""
        challenges, initiatives = list(challenges), list(initiatives)
        with transaction.atomic():
            visit = self.visit.locked()
            row = Takeaway.objects.select_for_update().get(pk=self.pk)
            before = {*row.challenges.all(), *row.initiatives.all()}
            if before == {*challenges, *initiatives}:
                return
            row.challenges.set(challenges)
            row.initiatives.set(initiatives)
            new = [one for one in (*challenges, *initiatives) if one not in before]
            record("visit.takeaway_pinned", actor=by, subject=visit, concerns=[visit.alliance, *new], at=at)

    def remove(self, *, by: Person, at: datetime | None = None) -> None:
        """Take it off every page; no-op when it is off."""
        with transaction.atomic():
            self.visit.locked()
            row = Takeaway.objects.select_for_update().get(pk=self.pk)
            if row.removed_at:
                return
            row.removed_at = at or timezone.now()
            row.save(update_fields=["removed_at"])
        self.refresh_from_db()


class TakeawayFile(File):
    """A photo of a takeaway; whoever may see the visit sees it."""

    OWNER = "takeaway"

    takeaway = models.ForeignKey(Takeaway, on_delete=models.CASCADE, related_name="files")

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a takeaway")
        verbose_name_plural = _("photos of takeaways")
        indexes = [models.Index(fields=["takeaway", "added_at"], name="takeaway_files")]

    def url(self, size: str) -> str:
        return reverse("visits:photo", args=[self.takeaway.visit.slug, self.pk, size])


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of visits, and of challenges or commitments, that ``person`` may see."""
        return self.filter(
            Q(challenge__in=Challenge.objects.visible_to(person))
            | Q(commitment__in=Commitment.objects.visible_to(person)),
            visit__in=SiteVisit.objects.visible_to(person),
            dropped_at=None,
        )

    def taken_home(self) -> Self:
        return self.filter(challenge__isnull=False)

    def promised(self) -> Self:
        return self.filter(commitment__isnull=False).order_by("commitment__due", "pk")

    def in_order(self) -> Self:
        return self.order_by("challenge__theme__order", "challenge__slug", "alliance__city")


class Outcome(Thing):
    """What came of a visit: a challenge that a city ticked, with the ``adoption`` it drafted; or a commitment."""

    visit = models.ForeignKey(
        SiteVisit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="outcomes"
    )
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("who takes it home"), on_delete=models.PROTECT, related_name="+"
    )
    challenge = models.ForeignKey(
        Challenge,
        verbose_name=_("challenge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    adoption = models.ForeignKey(
        Adoption,
        verbose_name=_("adoption"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    commitment = models.OneToOneField(
        Commitment,
        verbose_name=_("commitment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    drafted = models.BooleanField(_("the adoption was drafted by this tick"), default=False)
    asked_at = models.DateTimeField(_("asked how it stands"), null=True, blank=True)
    ticked_by = models.ForeignKey(
        Person,
        verbose_name=_("ticked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(fields=["visit", "alliance", "challenge"], name="outcome_once"),
            models.CheckConstraint(
                condition=Q(challenge__isnull=False, commitment=None)
                | Q(challenge=None, commitment__isnull=False),
                name="outcome_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance.city}: {self.commitment or self.challenge}"

    @classmethod
    def take_home(
        cls,
        *,
        visit: SiteVisit,
        alliance: Alliance,
        challenge: Challenge,
        by: Person | None,
        at: datetime | None = None,
    ) -> "Outcome":
        """A city ticks a challenge of the hosts as one it takes home; no-op when ticked.

        Where the city has not adopted it, an adoption is drafted for it to confirm. Raises ``DomainError`` for a
        city that was not there, for a challenge that is not the hosts', and for one that cannot be adopted.
        """
        with transaction.atomic():
            row = visit.locked()
            if challenge.alliance_id != row.alliance_id:
                raise DomainError(_("This challenge belongs to another alliance."), field="challenge")
            if not row.invitees.delegations().filter(alliance=alliance).exists():
                raise DomainError(_("This city was not among the guests."), field="alliance")
            known = row.outcomes.filter(alliance=alliance, challenge=challenge).first()
            if known and not known.dropped_at:
                return known
            known = known or cls(visit=row, alliance=alliance, challenge=challenge)
            looked = challenge.adoptions.filter(alliance=alliance).first()
            known.drafted = looked is None or looked.let_go
            known.adoption = challenge.declare_interest(alliance=alliance, by=by, at=at)
            known.dropped_at, known.ticked_by = None, by
            known.save()
            record(
                "visit.outcome_taken",
                actor=by,
                subject=row,
                concerns=[row.alliance, alliance, challenge],
                at=at,
            )
        return known

    @classmethod
    def commit(
        cls,
        *,
        visit: SiteVisit,
        alliance: Alliance,
        what: str,
        language: str,
        owner: Organisation,
        due: date,
        by: Person,
        at: datetime | None = None,
    ) -> "Outcome":
        """``owner``, an organisation of the hosts or of a delegation, promises something by a day.

        Raises ``DomainError`` for an alliance that was not there, and what ``Commitment.make`` refuses.
        """
        with transaction.atomic():
            row = visit.locked()
            present = row.invitees.delegations().filter(alliance=alliance).exists()
            if alliance.pk != row.alliance_id and not present:
                raise DomainError(_("This city was not among the guests."), field="owner")
            commitment = Commitment.make(
                about=row, alliance=alliance, what=what, language=language, owner=owner, due=due, by=by, at=at
            )
            return cls.objects.create(visit=row, alliance=alliance, commitment=commitment, ticked_by=by)

    def drop(self, *, by: Person, at: datetime | None = None) -> None:
        """Untick it; no-op when it is not ticked. The adoption that the tick drafted goes with it, where nobody has
        done anything about it and no other visit's tick rests on it."""
        with transaction.atomic():
            self.visit.locked()
            row = Outcome.objects.select_for_update().get(pk=self.pk)
            if row.dropped_at:
                return
            row.dropped_at = at or timezone.now()
            row.save(update_fields=["dropped_at"])
            record("visit.outcome_dropped", actor=by, subject=row.visit, concerns=[row.challenge], at=at)
            others = Outcome.objects.filter(adoption=row.adoption, dropped_at=None)
            if row.drafted and row.adoption and row.adoption.untouched and not others.exists():
                reason = _("The city unticked it after the visit.")
                row.adoption.stop(reason=str(reason), by=by, at=at)
        self.refresh_from_db()
