"""Themes that cities share, and the challenge each alliance makes of one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.models import record, rewall
from alliances.models import Alliance
from people.models import Person, Walled, WalledQuerySet
from search.index import index
from web.models import Thing, TranslatedInRow, TranslatedInTable, TranslatedQuerySet, Translation


class Theme(Thing, TranslatedInRow):
    """What a family of challenges is about, across cities: housing, city vibe."""

    TEXTS = ("name",)

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.text.name


class ChallengeQuerySet(WalledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def in_alliance(self, slug: str) -> Self:
        return self.filter(alliance__slug=slug)

    def for_cards(self) -> Self:
        """With what a card shows, in the same query."""
        return self.select_related("alliance", "theme").with_text()

    def in_order(self) -> Self:
        """The lead alliance's first, then by theme."""
        return self.order_by("-alliance__lead", "alliance__name", "theme__order", "slug")


class Challenge(Thing, Walled, TranslatedInTable):
    """A question an alliance works on. Its dossier grows out of ``text``."""

    TEXTS = ("title", "summary", "body")

    class Source(models.TextChoices):
        """Where the project's own publications name the challenge."""

        MISSION = "mission", _("One of the four challenges of the mission")
        TEAMS = "published_teams", _("On the project's published list of teams")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.PROTECT, related_name="challenges"
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("theme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="challenges",
    )
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("the problem in a line"), max_length=300)
    body = models.TextField(_("description"), blank=True)
    sources = ArrayField(
        models.CharField(max_length=20, choices=Source), verbose_name=_("named by"), default=list, blank=True
    )
    demo = models.BooleanField(_("demo content"), default=False)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")

    def __str__(self) -> str:
        return self.text.title

    def get_absolute_url(self) -> str:
        return reverse("challenges:detail", args=[self.slug])

    @property
    def source_words(self) -> list[str]:
        """Where the project's own publications name it, in words."""
        return [str(Challenge.Source(source).label) for source in self.sources]

    @classmethod
    def open(
        cls,
        *,
        alliance: Alliance,
        slug: str,
        title: str,
        summary: str,
        language: str,
        by: Person | None,
        body: str = "",
        theme: Theme | None = None,
        sources: Iterable[str] = (),
        public: bool = True,
        demo: bool = False,
        at: datetime | None = None,
    ) -> "Challenge":
        """Put a new challenge before the alliance."""
        with transaction.atomic():
            challenge = cls.objects.create(
                alliance=alliance,
                circle_id=alliance.circle_id,
                slug=slug,
                title=title,
                summary=summary,
                body=body,
                language=language,
                theme=theme,
                sources=list(sources),
                public=public,
                demo=demo,
            )
            record("challenge.opened", actor=by, subject=challenge, concerns=[alliance], at=at)
            index(challenge)
        return challenge

    def show_to_all(self, public: bool, *, by: Person) -> None:
        """Make the challenge public, or the alliance's own again; its events and entries follow."""
        with transaction.atomic():
            row = Challenge.objects.select_for_update().get(pk=self.pk)
            if row.public == public:
                return
            row.public = public
            row.save(update_fields=["public"])
            rewall(row)
            record("challenge.wall_moved", actor=by, subject=row, concerns=[row.alliance], public=public)
            index(row)
        self.public = public


class ChallengeTranslation(Translation):
    source = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="translations")

    class Meta:
        verbose_name = _("translation of a challenge")
        verbose_name_plural = _("translations of challenges")
        constraints = [
            models.UniqueConstraint(fields=["source", "language"], name="challenge_translation_once")
        ]
