"""Initiatives: what a partner does about a challenge, in its own words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from activity.models import record, rewall
from alliances.models import Partnership, Place
from challenges.models import Challenge
from people.models import Person, Walled, WalledQuerySet
from search.index import index
from web.exceptions import DomainError
from web.models import Thing, TranslatedInTable, TranslatedQuerySet, Translation

RESERVED = {"new", "edit", "import", "triage", "coverage", "adopt"}


class Stage(models.TextChoices):
    """Where an initiative stands, by the U-RLLL method (Urban Real-Life Learning Lab)."""

    IDEA = "idea", _("Idea")
    FRAMING = "framing", _("Challenge framing")
    FIELD_RESEARCH = "field_research", _("Field research")
    DESIGN = "participatory_design", _("Participatory design")
    PROTOTYPING = "prototyping_testing", _("Prototyping and testing")
    UPTAKE = "uptake", _("Uptake")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class InitiativeQuerySet(WalledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-logged_at", "-id")

    def for_cards(self) -> Self:
        """With what a card shows, all in one query."""
        return self.select_related("partnership__organisation", "partnership__alliance", "place").with_text()

    def on_challenge(self, challenge: Challenge) -> Self:
        return self.filter(challenges=challenge)

    def led_by(self, partnerships: Iterable[Partnership]) -> Self:
        return self.filter(partnership__in=partnerships)


class Initiative(Thing, Walled, TranslatedInTable):
    """One piece of work, led by an organisation in an alliance."""

    TEXTS = ("title", "body")

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    partnership = models.ForeignKey(
        Partnership, verbose_name=_("led by"), on_delete=models.PROTECT, related_name="initiatives"
    )
    partners = models.ManyToManyField(
        Partnership, verbose_name=_("partners"), blank=True, related_name="joined_initiatives"
    )
    author = models.ForeignKey(
        Person,
        verbose_name=_("logged by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField(_("title"), max_length=140)
    body = models.TextField(_("what is happening"), max_length=10_000)
    stage = models.CharField(_("stage"), max_length=24, choices=Stage, default=Stage.IDEA)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    challenges = models.ManyToManyField(
        Challenge, verbose_name=_("challenges"), blank=True, related_name="initiatives"
    )
    demo = models.BooleanField(_("demo content"), default=False)
    logged_at = models.DateTimeField(_("logged"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        indexes = [
            models.Index(
                fields=["-logged_at", "-id"], name="initiative_newest", condition=Q(withdrawn_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="initiative_withdrawn_why"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="initiative_has_words"),
        ]

    def __str__(self) -> str:
        return self.text.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:detail", args=[self.slug])

    @property
    def alliance_id(self) -> UUID:
        return self.partnership.alliance_id

    def news_for(self) -> list[Any]:
        """What an event of this initiative is also news of."""
        return [self.partnership.alliance, self.partnership.organisation, *self.challenges.all()]

    @classmethod
    def log(
        cls,
        *,
        partnership: Partnership,
        title: str,
        text: str,
        language: str,
        by: Person | None,
        stage: str = Stage.IDEA,
        place: Place | None = None,
        challenges: Iterable[Challenge] = (),
        public: bool = True,
        demo: bool = False,
        slug: str = "",
        at: datetime | None = None,
    ) -> "Initiative":
        """Publish a new initiative of ``partnership``.

        Raises ``DomainError`` for a challenge of another alliance or a place outside this one.
        """
        challenges = list(challenges)
        cls._refuse_strangers(partnership, place, challenges)
        now = at or timezone.now()
        with transaction.atomic():
            initiative = cls.objects.create(
                slug=slug or free_slug(title),
                partnership=partnership,
                circle_id=partnership.alliance.circle_id,
                author=by,
                title=title,
                body=text,
                language=language,
                stage=stage,
                place=place,
                public=public,
                demo=demo,
                logged_at=now,
                changed_at=now,
            )
            initiative.challenges.set(challenges)
            record("initiative.logged", actor=by, subject=initiative, concerns=initiative.news_for(), at=now)
            index(initiative)
        return initiative

    def change(
        self,
        *,
        by: Person,
        title: str,
        text: str,
        language: str,
        stage: str,
        place: Place | None,
        challenges: Iterable[Challenge],
        public: bool,
        at: datetime | None = None,
    ) -> None:
        """Rewrite the initiative; no-op where nothing differs. Walls of its events and entries follow ``public``.

        Raises ``DomainError`` when withdrawn, or for a challenge or place of another alliance.
        """
        challenges = list(challenges)
        self._refuse_strangers(self.partnership, place, challenges)
        new = {
            "title": title,
            "body": text,
            "language": language,
            "stage": stage,
            "place_id": place and place.pk,
            "public": public,
        }
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            changed = [name for name, value in new.items() if getattr(row, name) != value]
            if {one.pk for one in row.challenges.all()} != {one.pk for one in challenges}:
                row.challenges.set(challenges)
                changed.append("challenges")
            if not changed:
                return
            for name in changed:
                if name in new:
                    setattr(row, name, new[name])
            row.changed_at = at or timezone.now()
            row.version += 1
            row.save(update_fields=[*(name for name in changed if name in new), "changed_at", "version"])
            if "public" in changed:
                rewall(row)
            record(
                "initiative.changed", actor=by, subject=row, concerns=row.news_for(), fields=sorted(changed)
            )
            index(row)
        self.refresh_from_db()

    def withdraw(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Take the initiative off every page; its address answers 410 with ``reason``. No-op when withdrawn."""
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                return
            row.withdrawn_at, row.withdrawn_reason = at or timezone.now(), reason
            row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record("initiative.withdrawn", actor=by, subject=row, concerns=row.news_for())
            index(row)
        self.withdrawn_at, self.withdrawn_reason = row.withdrawn_at, reason

    @staticmethod
    def _refuse_strangers(
        partnership: Partnership, place: Place | None, challenges: Iterable[Challenge]
    ) -> None:
        if place is not None and place.alliance_id != partnership.alliance_id:
            raise DomainError(_("This place belongs to another alliance."), field="place")
        if any(one.alliance_id != partnership.alliance_id for one in challenges):
            raise DomainError(_("This challenge belongs to another alliance."), field="challenges")


def free_slug(title: str) -> str:
    """An address made of ``title`` that no initiative has yet."""
    stem = slugify(title)[:80].strip("-") or "initiative"
    taken = set(Initiative.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


class InitiativeTranslation(Translation):
    source = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of an initiative")
        verbose_name_plural = _("translations of initiatives")
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="initiative_translation_once")
        ]
