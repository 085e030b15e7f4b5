"""Initiatives: what a partner does about a challenge, in its own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from secrets import token_hex
from typing import Any, Self
from uuid import UUID, uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db import IntegrityError, models, transaction
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from activity.mentions import named_in
from activity.models import record, rewall
from alliances.models import Partnership, Place
from challenges.models import Challenge
from people.models import Person, Walled, WalledQuerySet
from search.index import index
from web.exceptions import DomainError, Overtaken
from web.models import Thing, TranslatedInTable, TranslatedQuerySet, Translation

RESERVED = {"new", "edit", "import", "triage", "coverage", "adopt"}
STROKES = str.maketrans("đĐłŁøØ", "dDlLoO")  # letters that lose nothing but their stroke in an address
TRIES = 3  # at a plain address, when others take the same one in the same moment


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

    @property
    def step(self) -> int:
        """Which of ``STEPS`` this is, from 1; 0 for a stage beside the way."""
        return STEPS.index(self) + 1 if self in STEPS else 0


STEPS = (
    Stage.IDEA,
    Stage.FRAMING,
    Stage.FIELD_RESEARCH,
    Stage.DESIGN,
    Stage.PROTOTYPING,
    Stage.UPTAKE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A challenge as a card names it: fetched with its initiative, in the reader's language."""

    slug: str
    title: str
    language: str

    def get_absolute_url(self) -> str:
        return reverse("challenges:detail", args=[self.slug])


class InitiativeQuerySet(WalledQuerySet, TranslatedQuerySet):  # type: ignore[override]
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-logged_at", "-id")

    def for_cards(self) -> Self:
        """With what a card shows, all in one query."""
        return self.select_related("partnership__organisation", "partnership__alliance", "place").with_text()

    def for_reading(self) -> Self:
        """With what its own page shows besides: the organisations beside the leading one, and who logged it."""
        partners = Partnership.objects.select_related("organisation")
        return self.for_cards().select_related("author").prefetch_related(Prefetch("partners", partners))

    def with_challenges(self, person: Any) -> Self:
        """Bring the challenges that ``person`` may see along in the same query; see ``named_challenges``."""
        rows = Challenge.objects.visible_to(person).filter(initiatives=OuterRef("pk")).with_text()
        named = JSONObject(slug="slug", title="title", language="language", translated="fetched_text")
        return self.annotate(
            fetched_challenges=ArraySubquery(rows.order_by("theme__order", "slug").values(named=named))
        )

    def on_challenge(self, challenge: Challenge | UUID) -> Self:
        return self.filter(challenges=challenge)

    def led_by(self, partnerships: Iterable[Partnership | UUID]) -> Self:
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
            # The list in its order, whole and by each of its own filters.
            models.Index(
                fields=["-logged_at", "-id"], name="initiative_newest", condition=Q(withdrawn_at=None)
            ),
            models.Index(
                fields=["partnership", "-logged_at", "-id"],
                name="initiative_newest_of",
                condition=Q(withdrawn_at=None),
            ),
            models.Index(
                fields=["stage", "-logged_at", "-id"],
                name="initiative_newest_at",
                condition=Q(withdrawn_at=None),
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
    def named_challenges(self) -> list[Named]:
        """The challenges that ``with_challenges`` fetched."""
        found = []
        for row in self.fetched_challenges:  # type: ignore[attr-defined]
            translated = row["translated"]
            title = translated and translated["texts"].get("title")
            language = translated["language"] if title else row["language"]
            found.append(Named(row["slug"], title or row["title"], language))
        return found

    @property
    def step(self) -> int:
        """How far along the method, of ``steps``; 0 when it stands beside it."""
        return Stage(self.stage).step

    @property
    def steps(self) -> int:
        return len(STEPS)

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
        partners: Iterable[Partnership] = (),
        public: bool = True,
        demo: bool = False,
        slug: str = "",
        key: UUID | None = None,
        at: datetime | None = None,
    ) -> "Initiative":
        """Publish a new initiative of ``partnership``, with the ``partners`` beside it.

        Without a ``slug`` it gets an address made of its title. A second answer with the ``key`` of a first one by
        the same person (a form sent twice) changes nothing and returns what the first one made. Raises
        ``DomainError`` for a challenge, place or partner of another alliance, and for somebody else's key.
        """
        challenges, partners = list(challenges), list(partners)
        cls._refuse_strangers(partnership, place, challenges, partners)
        now = at or timezone.now()
        initiative = cls(
            id=key or uuid4(),
            slug=slug,
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
        with transaction.atomic():
            if not initiative._take_address():
                return cls._sent_before(initiative.pk, by)
            initiative.challenges.set(challenges)
            initiative.partners.set(partners)
            record(
                "initiative.logged",
                actor=by,
                subject=initiative,
                concerns=initiative.news_for(),
                mentions=named_in(text, by),
                at=now,
            )
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
        seen: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Rewrite the initiative; no-op where nothing differs. Walls of its events and entries follow ``public``.

        ``seen`` is the version the person read before writing. Raises ``Overtaken`` when somebody else changed it
        since, ``DomainError`` when withdrawn, or for a challenge or place of another alliance.
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
            before = row.body
            changed = [name for name, value in new.items() if getattr(row, name) != value]
            others = {one.pk for one in row.challenges.all()} != {one.pk for one in challenges}
            if not changed and not others:
                return
            if seen is not None and seen != row.version:
                raise Overtaken(_("Somebody changed this initiative while you were writing."))
            if others:
                row.challenges.set(challenges)
                changed.append("challenges")
            for name in changed:
                if name in new:
                    setattr(row, name, new[name])
            row.changed_at = at or timezone.now()
            row.version += 1
            row.save(update_fields=[*(name for name in changed if name in new), "changed_at", "version"])
            if "public" in changed:
                rewall(row)
            record(
                "initiative.changed",
                actor=by,
                subject=row,
                concerns=row.news_for(),
                mentions=named_in(text, by, before=before),
                fields=sorted(changed),
            )
            index(row)
        self.refresh_from_db()

    def withdraw(self, *, by: Person, reason: str, at: datetime | None = None) -> None:
        """Take the initiative off every page; its address answers 410 with ``reason``. No-op when withdrawn.

        Raises ``DomainError`` without a reason.
        """
        if not reason.strip():
            raise DomainError(_("Say why, so that nobody is left guessing."), field="reason")
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=self.pk)
            if row.withdrawn_at:
                return
            row.withdrawn_at, row.withdrawn_reason = at or timezone.now(), reason
            row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
            record("initiative.withdrawn", actor=by, subject=row, concerns=row.news_for())
            index(row)
        self.withdrawn_at, self.withdrawn_reason = row.withdrawn_at, reason

    def _take_address(self) -> bool:
        """Insert the row; where its title's address was taken just now, under the next free one. Whether it is new."""
        given = self.slug
        for attempt in count(1):
            self.slug = given or free_slug(self.title, crowded=attempt > TRIES)
            try:
                with transaction.atomic():
                    self.save(force_insert=True)
            except IntegrityError:
                if Initiative.objects.filter(pk=self.pk).exists():
                    return False
                if given or not Initiative.objects.filter(slug=self.slug).exists():
                    raise
            else:
                break
        return True

    @classmethod
    def _sent_before(cls, key: UUID, by: Person | None) -> "Initiative":
        made = cls.objects.filter(pk=key, author=by).first()
        if made is None:
            raise DomainError(_("This form cannot be sent again. Please begin a new one."))
        return made

    @staticmethod
    def _refuse_strangers(
        partnership: Partnership,
        place: Place | None,
        challenges: Iterable[Challenge],
        partners: Iterable[Partnership] = (),
    ) -> None:
        if place is not None and place.alliance_id != partnership.alliance_id:
            raise DomainError(_("This place belongs to another alliance."), field="place")
        if any(one.alliance_id != partnership.alliance_id for one in challenges):
            raise DomainError(_("This challenge belongs to another alliance."), field="challenges")
        if any(one.alliance_id != partnership.alliance_id for one in partners):
            raise DomainError(_("This organisation belongs to another alliance."), field="partners")


def free_slug(title: str, *, crowded: bool = False) -> str:
    """An address made of ``title`` that no initiative has yet; where many take it at once, with a few random signs."""
    stem = slugify(title.translate(STROKES))[:80].strip("-") or "initiative"
    if crowded:
        return f"{stem}-{token_hex(4)}"
    alike = Initiative.objects.filter(Q(slug=stem) | Q(slug__regex=rf"^{stem}-[0-9]+$"))
    taken = set(alike.values_list("slug", flat=True)) | RESERVED
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
