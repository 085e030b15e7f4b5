"""Blocks as versioned data, and the tags that say why an initiative belongs to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from initiatives.models import Initiative
from people.models import Person
from web.exceptions import DomainError
from web.models import Thing, TranslatedInRow


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


class BlockQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Not retired, in their order."""
        return self.filter(retired_at=None).order_by("order", "slug")

    def visible_to(self, person: Any) -> Self:
        """Blocks belong to the installation and are public."""
        return self


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

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("innovation block")
        verbose_name_plural = _("innovation blocks")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.text.name

    def get_absolute_url(self) -> str:
        return reverse("blocks:detail", args=[self.slug])

    def walls(self) -> tuple[bool, list[Any]]:
        return True, []


@dataclass(frozen=True)
class Choice:
    """One block chosen for an initiative, how strongly, and why."""

    block: Block
    strength: str
    reason: str = ""


class TagQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Not declined, on an initiative that was not withdrawn."""
        return self.exclude(state=Tag.State.DECLINED).filter(initiative__withdrawn_at=None)

    def settled(self) -> Self:
        """Confirmed or amended by a coordinator."""
        return self.filter(state__in=[Tag.State.CONFIRMED, Tag.State.AMENDED])

    def visible_to(self, person: Any) -> Self:
        """A tag stands behind its initiative's wall."""
        if getattr(person, "is_administrator", False):
            return self
        return self.filter(Initiative.objects.all().wall_of(person, "initiative__"))


class Tag(Thing):
    """That an initiative works through a block: how strongly, why, who says so, and who confirmed it."""

    class Strength(models.TextChoices):
        CONTRIBUTING = "contributing", _("Contributing")
        CORE = "core", _("Core")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        AMENDED = "amended", _("Amended")
        DECLINED = "declined", _("Declined")

    initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative"), on_delete=models.CASCADE, related_name="tags"
    )
    block = models.ForeignKey(Block, verbose_name=_("block"), on_delete=models.PROTECT, related_name="tags")
    block_version = models.PositiveIntegerField(_("version of the block"))
    strength = models.CharField(_("strength"), max_length=12, choices=Strength)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    word = models.CharField(_("a word on the decision"), max_length=500, blank=True)
    author = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmer = models.ForeignKey(
        Person,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "block"], name="tag_once"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(word=""), name="tag_declined_with_a_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block}: {self.get_strength_display()}"

    @property
    def settled(self) -> bool:
        return self.state in (self.State.CONFIRMED, self.State.AMENDED)

    @classmethod
    def put(
        cls,
        *,
        initiative: Initiative,
        choices: Iterable[Choice],
        by: Person,
        confirming: bool,
        at: datetime | None = None,
    ) -> list["Tag"]:
        """Say by which blocks an initiative works: the whole answer at once, none for a block left out.

        A coordinator (``confirming``) makes confirmed tags, confirms what a partner proposed and amends where the
        strength or reason differs; a partner makes proposals and never touches what a coordinator settled.
        Blocks left out lose their tag (a partner's answer removes only proposals). Returns the tags that stand.
        Raises ``DomainError`` for a withdrawn initiative or a retired block. A second, equal answer is a no-op.
        """
        answers = {choice.block.pk: choice for choice in choices}
        now = at or timezone.now()
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=initiative.pk)
            if row.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            if any(choice.block.retired_at for choice in answers.values()):
                raise DomainError(_("This block is retired and takes no new tags."))
            before = {tag.block_id: tag for tag in row.tags.select_for_update().select_related("block")}
            gone = [
                tag
                for block, tag in before.items()
                if block not in answers and (confirming or tag.state == cls.State.PROPOSED)
            ]
            cls.objects.filter(pk__in=[tag.pk for tag in gone]).delete()
            moved = bool(gone)
            for block, choice in answers.items():
                moved |= cls._answer(row, before.get(block), choice, by, confirming, now)
            if moved:
                kind = "initiative.tagged" if confirming else "tag.proposed"
                blocks = [choice.block for choice in answers.values()]
                record(
                    kind,
                    actor=by,
                    subject=row,
                    concerns=[*row.news_for(), *blocks, *(tag.block for tag in gone)],
                    at=now,
                    blocks=[block.slug for block in blocks],
                )
        return list(row.tags.select_related("block").order_by("block__order"))

    @classmethod
    def _answer(
        cls, row: Initiative, tag: "Tag | None", choice: Choice, by: Person, confirming: bool, now: datetime
    ) -> bool:
        """Write one block's answer; whether anything moved."""
        same = tag is not None and (tag.strength, tag.reason) == (choice.strength, choice.reason)
        if tag is None:
            cls.objects.create(
                initiative=row,
                block=choice.block,
                block_version=choice.block.version,
                strength=choice.strength,
                reason=choice.reason,
                state=cls.State.CONFIRMED if confirming else cls.State.PROPOSED,
                author=by,
                confirmer=by if confirming else None,
                decided_at=now if confirming else None,
            )
            return True
        if same and (tag.settled or not confirming):
            return False
        if tag.settled and not confirming:
            return False
        if confirming:
            tag.state = cls.State.CONFIRMED if same else cls.State.AMENDED
            tag.confirmer, tag.decided_at = by, now
        else:
            tag.state, tag.author = cls.State.PROPOSED, by
        tag.strength, tag.reason, tag.word = choice.strength, choice.reason, ""
        tag.block_version = choice.block.version
        tag.save(
            update_fields=[
                "state",
                "confirmer",
                "decided_at",
                "author",
                "strength",
                "reason",
                "word",
                "block_version",
            ]
        )
        return True
