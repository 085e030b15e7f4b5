"""What milestones and indicators have in common: whose they are, where they belong, who may see them."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance
from challenges.models import Challenge
from people.models import Person
from web.exceptions import DomainError, Overtaken
from web.models import Thing, TranslatedInRow

# Days before and after these years are slips of the pen.
FIRST_YEAR, LAST_YEAR = 2000, 2099


class WorkPackage(models.TextChoices):
    """The work packages of an innovative action, by the European Urban Initiative's names."""

    MANAGEMENT = "management", _("Project management")
    MONITORING = "monitoring", _("Monitoring and evaluation")
    COMMUNICATION = "communication", _("Communication and capitalisation")
    THEMATIC = "thematic", _("Thematic")
    TRANSFER = "transfer", _("Transfer")


def today_of(alliance: Alliance, now: datetime | None = None) -> date:
    """What day it is where the alliance is."""
    return timezone.localdate(now, timezone=ZoneInfo(alliance.time_zone))


def refuse_odd_day(day: date, field: str) -> None:
    """Raise ``DomainError`` for a day that nobody can mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError(
            _("This day lies too far away: a year from %(first)s to %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR},
            field=field,
        )


def refuse_future(day: date, today: date, field: str) -> None:
    """Raise ``DomainError`` for a day that has not come yet."""
    refuse_odd_day(day, field)
    if day > today:
        raise DomainError(_("This day is still to come."), field=field)


class MeasuredQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """What an alliance measures is its own affair: its members and administrators."""
        if getattr(person, "is_administrator", False):
            return self
        if not isinstance(person, Person):
            return self.none()
        return self.filter(alliance__circle__in=person.circle_ids)

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def with_challenge(self, person: Any) -> Self:
        """With the challenge it belongs to, where ``person`` may see that; one query."""
        return self.prefetch_related(Prefetch("challenge", Challenge.objects.visible_to(person).with_text()))


class Measured(Thing, TranslatedInRow):
    """Something an alliance measures itself by, under a work package, a challenge or both."""

    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    work_package = models.CharField(_("work package"), max_length=16, choices=WorkPackage)
    challenge = models.ForeignKey(
        Challenge,
        verbose_name=_("challenge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    demo = models.BooleanField(_("demo content"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    # What the form asks besides the texts; the columns that a revision keeps as ``answers``.
    ASKED: tuple[str, ...] = ("work_package", "challenge_id")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="%(class)s_withdrawn_why"
            ),
            models.CheckConstraint(
                condition=Q(work_package__in=WorkPackage.values), name="%(class)s_package_known"
            ),
        ]

    def walls(self) -> tuple[bool, list[UUID]]:
        """The alliance's own, whatever it says."""
        return False, [self.alliance.circle_id]

    def get_absolute_url(self) -> str:
        return f"{reverse('reports:measures', args=[self.alliance.slug])}#{self._meta.model_name}-{self.pk}"

    def news_for(self) -> list[Any]:
        """What an event of this is also news of."""
        return [self.alliance, *([self.challenge] if self.challenge else [])]

    def answers(self) -> dict[str, Any]:
        """What it says besides its texts, as plain values."""
        return {name: _plain(getattr(self, name)) for name in self.ASKED}

    def locked(self) -> Self:
        """This row as it is now, held to the end of the transaction; raises ``DomainError`` when withdrawn."""
        manager: Any = type(self)._default_manager
        row = manager.select_for_update(of=("self",), no_key=True).select_related("alliance").get(pk=self.pk)
        if row.withdrawn_at:
            raise DomainError(_("This was withdrawn."))
        return row

    def rewrite(self, values: dict[str, Any], *, seen: int | None) -> bool:
        """Take over ``values`` into a locked row; ``False`` where nothing differs.

        Raises ``Overtaken`` where it is no longer at the version ``seen``.
        """
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        if not changed:
            return False
        if seen is not None and seen != self.version:
            raise Overtaken(_("Somebody changed this while you were writing."))
        for name in changed:
            setattr(self, name, values[name])
        self.version += 1
        self.save(update_fields=[*changed, "version"])
        return True

    def withdraw(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Take it off every page, with a reason that stays at its address; no-op when withdrawn."""
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        manager: Any = type(self)._default_manager
        with transaction.atomic():
            row = (
                manager.select_for_update(of=("self",), no_key=True)
                .select_related("alliance")
                .get(pk=self.pk)
            )
            if row.withdrawn_at:
                return
            row.withdrawn_at, row.withdrawn_reason = at or timezone.now(), reason
            row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record(
                f"{self._meta.model_name}.withdrawn", actor=by, subject=row, concerns=[row.alliance], at=at
            )
        self.withdrawn_at, self.withdrawn_reason = row.withdrawn_at, row.withdrawn_reason

    @classmethod
    def refuse_stranger(cls, alliance: Alliance, challenge: Challenge | None) -> None:
        """Raise ``DomainError`` for a challenge of another alliance."""
        if challenge is not None and challenge.alliance_id != alliance.pk:
            raise DomainError(_("This challenge belongs to another alliance."), field="challenge")

    @classmethod
    def answered_before(cls, key: Any, alliance: Alliance) -> Self | None:
        """What a first sending of the same form made; raises ``DomainError`` for the key of something else."""
        manager: Any = cls._default_manager
        before = manager.filter(pk=key).first() if key else None
        if before is not None and before.alliance_id != alliance.pk:
            raise DomainError(_("This form cannot be sent again. Please begin a new one."))
        return before


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
