"""Innovation blocks: the lenses themselves, which belong to the installation."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from blocks.models.state import SETTLED, STANDING, State, Strength
from people.models import Person, WalledQuerySet
from search.index import index
from web.exceptions import DomainError, Overtaken
from web.models import Rendering, Thing, TranslatedInRow

# Words that stand in this room's own addresses.
RESERVED = (
    "new",
    "edit",
    "tag",
    "taggings",
    "triage",
    "coverage",
    "adopt",
    "propose",
    "proposals",
    "history",
    "connections",
)


class Shape(models.TextChoices):
    """Each shape has its own pair of colours, so that colour never speaks alone."""

    SQUARE = "square", _("Square")
    CIRCLE = "circle", _("Circle")
    STAR = "star", _("Star")
    DIAMOND = "diamond", _("Diamond")
    TRIANGLE = "triangle", _("Triangle")
    HOUSE = "house", _("House")
    HEXAGON = "hexagon", _("Hexagon")
    CROSS = "cross", _("Cross")


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a block is at one moment: its words in the language they were written in, their translations
    (``{"sl": {"name": …}}``), and its shape."""

    shape: str
    language: str
    name: str
    question: str
    description: str = ""
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewBlock:
    """A block that does not stand yet: its address and what it is to mean."""

    slug: str
    meaning: Meaning


def standing_for(person: Any, tags: str = "") -> Q:
    """The tags that stand and that ``person`` may see, as a condition for a query that reaches them over
    ``tags`` (``"tags__"``): neither declined nor removed, on an initiative that was not withdrawn."""
    wall = WalledQuerySet.wall_of(person, f"{tags}initiative__")
    return Q(**{f"{tags}state__in": STANDING, f"{tags}initiative__withdrawn_at": None}) & wall


def numbers(tags: str, standing: Q) -> dict[str, Count]:
    """What is counted over the relation ``tags``: all that are ``standing``, those settled as core and as
    contributing, and those that no coordinator has settled yet. The three together are the first."""
    settled = standing & Q(**{f"{tags}__state__in": SETTLED})
    return {
        "total": Count(tags, filter=standing, distinct=True),
        "core": Count(tags, filter=settled & Q(**{f"{tags}__strength": Strength.CORE}), distinct=True),
        "contributing": Count(
            tags, filter=settled & Q(**{f"{tags}__strength": Strength.CONTRIBUTING}), distinct=True
        ),
        "proposed": Count(tags, filter=standing & Q(**{f"{tags}__state": State.PROPOSED}), distinct=True),
    }


class BlockQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Not retired, in their order."""
        return self.filter(retired_at=None).order_by("order", "slug")

    def visible_to(self, person: Any) -> Self:
        """Blocks belong to the installation and are public."""
        return self

    def with_counts(self, person: Any) -> Self:
        """With the ``numbers`` of initiatives that ``person`` may see."""
        return self.annotate(**numbers("tags", standing_for(person, "tags__")))


class Block(Thing, TranslatedInRow):
    """A lens: its name, the question it asks of an initiative, and what it means."""

    TEXTS = ("name", "question", "description")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    shape = models.CharField(_("shape"), max_length=12, choices=Shape)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=80)
    question = models.CharField(_("the question it asks"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    # What it was a part of, until that was split.
    split_from = models.ForeignKey(
        "self",
        verbose_name=_("split from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("innovation block")
        verbose_name_plural = _("innovation blocks")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED),
                name="block_address_not_reserved",
                violation_error_message=_("This address is taken by a page of the platform."),
            ),
        ]

    def __str__(self) -> str:
        return self.text.name

    def get_absolute_url(self) -> str:
        return reverse("blocks:detail", args=[self.slug])

    def walls(self) -> tuple[bool, list[Any]]:
        return True, []

    @property
    def said(self) -> Meaning:
        """What it means now, as its form says it: without how its translations came about."""
        translations = {
            language: {name: words for name, words in texts.items() if name != self.MADE}
            for language, texts in self.translations.items()
        }
        return replace(self.meaning, translations=translations)

    @property
    def meaning(self) -> Meaning:
        """What it means now."""
        return Meaning(
            shape=self.shape,
            language=self.language,
            name=self.name,
            question=self.question,
            description=self.description,
            translations=self.translations,
        )

    @classmethod
    def open(
        cls,
        *,
        slug: str,
        shape: str,
        name: str,
        question: str,
        language: str,
        by: Person | None,
        description: str = "",
        translations: dict[str, dict[str, str]] | None = None,
        order: int = 0,
        at: datetime | None = None,
    ) -> "Block":
        """Add a block to the installation. Raises ``DomainError`` for an address that is taken or reserved."""
        meaning = Meaning(
            shape=shape,
            language=language,
            name=name,
            question=question,
            description=description,
            translations=translations or {},
        )
        with transaction.atomic():
            block = cls._add(NewBlock(slug=slug, meaning=meaning), order=order, by=by)
            record("block.opened", actor=by, subject=block, at=at)
        return block

    @classmethod
    def _add(
        cls, new: NewBlock, *, order: int, by: Person | None, split_from: "Block | None" = None
    ) -> "Block":
        """Insert a block with its first version, and index it; in its verb's transaction."""
        if new.slug in RESERVED or cls.objects.filter(slug=new.slug).exists():
            raise DomainError(_("This address is taken."), field="slug")
        block = cls.objects.create(slug=new.slug, order=order, split_from=split_from, **asdict(new.meaning))
        block._write_down(by, timezone.now())
        index(block)
        return block

    def _write_down(self, by: Person | None, now: datetime, word: str = "") -> None:
        """Keep what this block means now as the version it has; in its verb's transaction."""
        BlockVersion.objects.create(
            block=self, version=self.version, by=by, written_at=now, word=word, **asdict(self.meaning)
        )

    def change(
        self,
        *,
        by: Person | None,
        meaning: Meaning,
        order: int | None = None,
        word: str = "",
        seen: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Rewrite what the block means, as a new version; tags keep the one they were given under. No-op where
        nothing differs; a new place in the ``order`` alone makes no version.

        ``word`` says what changed. ``seen`` is the version the person read before writing: raises ``Overtaken``
        where somebody rewrote it since, ``DomainError`` where it is retired.
        """
        with transaction.atomic():
            row = Block.objects.select_for_update().get(pk=self.pk)
            if row.retired_at:
                raise DomainError(_("This block is retired and keeps the meaning it had."))
            if order is not None and order != row.order:
                row.order = order
                row.save(update_fields=["order"])
            if meaning != row.said:
                if seen is not None and seen != row.version:
                    raise Overtaken(_("Somebody rewrote this block while you were writing."))
                row._take_on(meaning, by, at or timezone.now(), word)
        self.refresh_from_db()

    def keep_rendering(self, rendering: Rendering, translator: Any) -> None:
        """The version it has is read in one more language, too; what it means stays."""
        super().keep_rendering(rendering, translator)
        BlockVersion.objects.now_of([self]).update(translations=self.translations)

    def _with_credits(self, meaning: Meaning) -> Meaning:
        """``meaning`` with what is known of translations that it leaves as they are; one that was fresh stays so
        where the words it was made of stay."""
        same = all(getattr(meaning, name) == getattr(self, name) for name in ("language", *self.TEXTS))
        kept: dict[str, Any] = {}
        for language, texts in meaning.translations.items():
            before = dict(self.translations.get(language, {}))
            made = dict(before.pop(self.MADE, {}))
            if same and made.get("version") == self.version:
                made["version"] = self.version + 1
            kept[language] = {**texts, self.MADE: made} if made and texts == before else texts
        return replace(meaning, translations=kept)

    def _take_on(self, meaning: Meaning, by: Person | None, now: datetime, word: str) -> None:
        renamed = meaning.name != self.name
        for name, value in asdict(self._with_credits(meaning)).items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*asdict(meaning), "version"])
        self._write_down(by, now, word)
        record(
            "block.renamed" if renamed else "block.changed",
            actor=by,
            subject=self,
            at=now,
            version=self.version,
        )
        index(self)

    def split(
        self, *, by: Person | None, into: Iterable[NewBlock], at: datetime | None = None
    ) -> list["Block"]:
        """Retire this block and put its parts in its place; its tags keep pointing at what it meant.

        Returns the parts. Raises ``DomainError`` for fewer than two of them, for an address that is taken or used
        twice, and where the block is retired already.
        """
        parts = list(into)
        if len({part.slug for part in parts}) < 2:
            raise DomainError(_("A block is split into at least two, each with an address of its own."))
        now = at or timezone.now()
        with transaction.atomic():
            row = Block.objects.select_for_update().get(pk=self.pk)
            if row.retired_at:
                raise DomainError(_("This block is retired and keeps the meaning it had."))
            made = [Block._add(part, order=row.order, by=by, split_from=row) for part in parts]
            row._retire(now)
            record(
                "block.split", actor=by, subject=row, concerns=made, at=now, into=[part.slug for part in made]
            )
        self.retired_at = row.retired_at
        return made

    def retire(self, *, by: Person | None, at: datetime | None = None) -> None:
        """Take no new tags for this block; those it has keep their meaning. No-op when retired."""
        now = at or timezone.now()
        with transaction.atomic():
            row = Block.objects.select_for_update().get(pk=self.pk)
            if row.retired_at:
                return
            row._retire(now)
            record("block.retired", actor=by, subject=row, at=now)
        self.retired_at = row.retired_at

    def bring_back(self, *, by: Person | None, at: datetime | None = None) -> None:
        """Let a retired block take tags again. No-op when it does."""
        with transaction.atomic():
            row = Block.objects.select_for_update().get(pk=self.pk)
            if not row.retired_at:
                return
            row.retired_at = None
            row.save(update_fields=["retired_at"])
            record("block.brought_back", actor=by, subject=row, at=at)
            index(row)
        self.retired_at = None

    def _retire(self, now: datetime) -> None:
        self.retired_at = now
        self.save(update_fields=["retired_at"])
        index(self)


class BlockVersionQuerySet(models.QuerySet):
    def now_of(self, blocks: Iterable[Block | Any]) -> Self:
        """The version that each of ``blocks`` has now."""
        return self.filter(block__in=blocks, version=F("block__version"))

    def newest_first(self) -> Self:
        return self.order_by("-version")


class BlockVersion(Thing, TranslatedInRow):
    """What a block meant from one moment on: never changed, so that a tag keeps the meaning it was given under. While
    it is the version the block has, a translation of that meaning is added to it.

    Its number is ``version``. ``by`` is a personal field: an erased account leaves it empty.
    """

    TEXTS = Block.TEXTS

    block = models.ForeignKey(
        Block, verbose_name=_("block"), on_delete=models.PROTECT, related_name="versions"
    )
    shape = models.CharField(_("shape"), max_length=12, choices=Shape)
    name = models.CharField(_("name"), max_length=80)
    question = models.CharField(_("the question it asks"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    word = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = BlockVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a block")
        verbose_name_plural = _("versions of blocks")
        constraints = [models.UniqueConstraint(fields=["block", "version"], name="block_version_once")]

    def __str__(self) -> str:
        return f"{self.text.name} ({self.version})"
