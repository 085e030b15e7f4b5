"""What was learned from settled tags: one row, written by a job, read by the tagging desk."""

from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Prefetch
from django.utils.translation import gettext_lazy as _

from blocks.models.block import Block
from blocks.models.state import SETTLED
from blocks.models.tag import Tag
from blocks.suggesting import Knowledge, Sample
from initiatives.models import Initiative

LEARN = "blocks.learn"


class Learned(models.Model):
    """The one row of what is known. Only public initiatives teach: no count tells of what is behind a wall."""

    knowledge = models.JSONField(_("what was counted"))
    learned_at = models.DateTimeField(_("learned"))

    class Meta:
        verbose_name = _("what was learned of blocks")
        verbose_name_plural = _("what was learned of blocks")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="learned_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.learned_at:%Y-%m-%d %H:%M}"

    @classmethod
    def anew(cls, *, at: datetime) -> Self:
        """Count everything again and keep that."""
        with transaction.atomic():
            known = Knowledge.of(samples(), descriptions())
            row, _new = cls.objects.update_or_create(
                pk=1, defaults={"knowledge": known.as_json(), "learned_at": at}
            )
        return row

    @classmethod
    def knowledge_now(cls) -> Knowledge | None:
        """What is known; ``None`` before anything was learned."""
        found: Any = cls.objects.values_list("knowledge", flat=True).first()
        return Knowledge(**found) if found else None


def samples() -> list[Sample]:
    """Public initiatives with the blocks a coordinator settled, where there are any."""
    settled = Tag.objects.filter(state__in=SETTLED).annotate(slug=F("block__slug"))
    rows = (
        Initiative.objects.standing()
        .filter(public=True, tags__state__in=SETTLED)
        .distinct()
        .prefetch_related("challenges", Prefetch("tags", settled, to_attr="settled"))
        .order_by("pk")
    )
    return [sample_of(row, {tag.slug for tag in row.settled}) for row in rows]


def sample_of(initiative: Initiative, blocks: Any = ()) -> Sample:
    """An initiative as suggestions read it: its author's own words, and its challenges."""
    return Sample(
        language=initiative.language,
        text=f"{initiative.title}\n{initiative.body}",
        challenges=frozenset(challenge.slug for challenge in initiative.challenges.all() if challenge.public),
        blocks=frozenset(blocks),
    )


def descriptions() -> dict[str, dict[str, str]]:
    """What the current blocks say of themselves, in every language."""
    return {
        block.slug: {
            text.language: f"{text.name}\n{text.question}\n{text.description}"
            for text in (block.text_in(language) for language in [block.language, *block.translations])
        }
        for block in Block.objects.current()
    }
