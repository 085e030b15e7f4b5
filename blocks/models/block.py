"""Innovation blocks: the lenses themselves, which belong to the installation."""

from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from blocks.models.state import SETTLED, STANDING, State, Strength
from people.models import Person, WalledQuerySet
from search.index import index
from web.exceptions import DomainError
from web.models import Thing, TranslatedInRow

# Words that stand in this room's own addresses.
RESERVED = ("new", "edit", "tag", "taggings", "triage", "coverage", "adopt")


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
        order: int = 0,
    ) -> "Block":
        """Add a block to the installation. Raises ``DomainError`` for an address that is taken or reserved."""
        with transaction.atomic():
            if slug in RESERVED or cls.objects.filter(slug=slug).exists():
                raise DomainError(_("This address is taken."), field="slug")
            block = cls.objects.create(
                slug=slug,
                shape=shape,
                name=name,
                question=question,
                description=description,
                language=language,
                order=order,
            )
            record("block.opened", actor=by, subject=block)
            index(block)
        return block

    def retire(self, *, by: Person, at: datetime | None = None) -> None:
        """Take no new tags for this block; those it has keep their meaning. No-op when retired."""
        with transaction.atomic():
            row = Block.objects.select_for_update().get(pk=self.pk)
            if row.retired_at:
                return
            row.retired_at = at or timezone.now()
            row.save(update_fields=["retired_at"])
            record("block.retired", actor=by, subject=row)
            index(row)
        self.retired_at = row.retired_at
