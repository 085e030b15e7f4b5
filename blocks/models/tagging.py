"""Acts of tagging: who said what by which blocks an initiative works, and when; kept to be told and undone."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import F, Func, OuterRef, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Organisation
from blocks.models.state import State
from initiatives.models import Initiative
from people.models import Person, WalledQuerySet
from web.exceptions import DomainError
from web.models import Thing

if TYPE_CHECKING:
    from blocks.models.tag import Tag


def mark_of(initiative: Initiative) -> str:
    """A short mark of an initiative's own text, the one that ``desk.changed`` makes in the database."""
    text = f"{initiative.title}\n{initiative.body}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


# What an act left of the tag that an outer query looks at: its fields afterwards, or NULL where it left it alone.
LEFT = Func(
    F("changes"),
    Value("$[*] ? (@.block == $block).after"),
    Func(Value("block"), Cast(OuterRef("block_id"), models.TextField()), function="jsonb_build_object"),
    function="jsonb_path_query_first",
    output_field=models.JSONField(),
)


def _news(tag: "Tag", was: dict[str, Any] | None, confirming: bool) -> str:
    """The kind of event that tells of this step."""
    if not confirming:
        return "tag.proposed"
    if was is None or was["state"] != State.PROPOSED:
        return "initiative.tagged"
    return f"tag.{tag.state}"


class TaggingQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Behind its initiative's wall."""
        return self.filter(WalledQuerySet.wall_of(person, "initiative__"))

    def of(self, initiative: Initiative) -> Self:
        """The acts that made its tags what they are, the newest first."""
        rows = self.filter(initiative=initiative, undone_at=None)
        return rows.select_related("organisation").order_by("-said_at", "-id")


class Tagging(Thing):
    """One act of tagging an initiative: who, when, and each tag as it was before and after.

    Together they are the full history of its tags, and the last of them can be undone.
    """

    initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative"), on_delete=models.CASCADE, related_name="taggings"
    )
    initiative_version = models.PositiveIntegerField(_("version of the initiative"))
    # Which text the tags were given to: another one puts the initiative back on the desk.
    text_mark = models.CharField(_("mark of the text"), max_length=32, blank=True)
    by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirming = models.BooleanField(_("as coordinator"))
    changes = models.JSONField(_("before and after"))
    said_at = models.DateTimeField(_("when"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = TaggingQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of tagging")
        verbose_name_plural = _("acts of tagging")
        indexes = [models.Index(fields=["initiative", "-said_at"], name="tagging_newest")]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.said_at:%Y-%m-%d %H:%M}"

    @classmethod
    def write(
        cls,
        initiative: Initiative,
        moves: "list[tuple[Tag, dict[str, Any] | None]]",
        by: Person,
        organisation: Organisation | None,
        confirming: bool,
        now: datetime,
    ) -> "Tagging":
        """Write down what ``Tag.put`` did, and its event; in its transaction."""
        tagging = cls.objects.create(
            initiative=initiative,
            initiative_version=initiative.version,
            text_mark=mark_of(initiative),
            by=by,
            organisation=organisation,
            confirming=confirming,
            changes=[{"block": str(tag.block_id), "before": was, "after": tag.kept()} for tag, was in moves],
            said_at=now,
        )
        told: dict[str, list[Tag]] = {}
        for tag, was in moves:
            told.setdefault(_news(tag, was, confirming), []).append(tag)
        for kind, tags in told.items():
            record(
                kind,
                actor=by,
                subject=initiative,
                concerns=[*initiative.news_for(), *(tag.block for tag in tags)],
                at=now,
                blocks=[tag.block.slug for tag in tags],
            )
        return tagging

    @classmethod
    def text_changed(cls, initiative: Initiative) -> bool:
        """Whether no act of tagging that stands was about the initiative's present text."""
        acts = cls.objects.filter(initiative=initiative, undone_at=None)
        return not acts.filter(text_mark=mark_of(initiative)).exists()

    def undo(self, *, by: Person, at: datetime | None = None) -> None:
        """Give the tags back what they were before this act. No-op when undone.

        Raises ``DomainError`` where somebody changed one of them since, or the initiative was withdrawn.
        """
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=self.initiative_id)
            act = Tagging.objects.get(pk=self.pk)
            if act.undone_at:
                return
            if row.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            tags = {str(tag.block_id): tag for tag in row.tags.select_related("block")}
            if any(tags[change["block"]].kept() != change["after"] for change in act.changes):
                raise DomainError(_("These tags have changed since. Nothing was undone."))
            for change in act.changes:
                tags[change["block"]].restore(change["before"] or {"state": State.REMOVED})
            act.undone_at = at or timezone.now()
            act.save(update_fields=["undone_at"])
            blocks = [tags[change["block"]].block for change in act.changes]
            record(
                "tags.undone",
                actor=by,
                subject=row,
                concerns=[*row.news_for(), *blocks],
                at=act.undone_at,
                blocks=[block.slug for block in blocks],
            )
        self.undone_at = act.undone_at
