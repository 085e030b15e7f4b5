"""Tags: by which blocks an initiative works, who says so and why; and the verb that says it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.models import Organisation, standing_of
from blocks.models.block import Block, BlockVersion, standing_for
from blocks.models.state import SETTLED, STANDING, State, Strength
from blocks.models.tagging import LEFT, Tagging
from initiatives.models import Initiative
from people.models import Person, WalledQuerySet
from web.exceptions import DomainError, Overtaken
from web.models import Thing


@dataclass(frozen=True)
class Choice:
    """One block's answer: how strongly (``""`` for not at all) and why.

    Where a coordinator says "not at all" to a proposal, ``reason`` is the word that goes with declining it.
    """

    block: Block
    strength: str
    reason: str = ""


class TagQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Neither declined nor removed, on an initiative that was not withdrawn."""
        return self.filter(state__in=STANDING, initiative__withdrawn_at=None)

    def settled(self) -> Self:
        """Confirmed or amended by a coordinator."""
        return self.filter(state__in=SETTLED)

    def proposed(self) -> Self:
        """Waiting for a coordinator."""
        return self.filter(state=State.PROPOSED)

    def visible_to(self, person: Any) -> Self:
        """A tag stands behind its initiative's wall."""
        return self.filter(WalledQuerySet.wall_of(person, "initiative__"))

    def standing_for(self, person: Any) -> Self:
        """What ``person`` may see of those that stand."""
        return self.filter(standing_for(person))

    def as_of(self, at: datetime | None) -> Self:
        """Those that stand, now or (``at``) as they stood then, with ``said_state`` and ``said_strength``.

        What a tag said at an earlier moment is what the last act of tagging until then left of it; an act taken
        back by then does not count.
        """
        rows: Any = self
        state: Any = F("state")
        strength: Any = F("strength")
        if at is not None:
            acts = Tagging.objects.filter(initiative=OuterRef("initiative"), said_at__lte=at)
            acts = acts.filter(Q(undone_at=None) | Q(undone_at__gt=at)).annotate(left=LEFT)
            left = acts.filter(left__isnull=False).order_by("-said_at", "-id").values("left")[:1]
            rows = self.annotate(left=Subquery(left, output_field=models.JSONField()))
            state, strength = KeyTextTransform("state", "left"), KeyTextTransform("strength", "left")
        return rows.annotate(said_state=state, said_strength=strength).filter(said_state__in=STANDING)

    def core_first(self) -> Self:
        return self.order_by(
            models.Case(models.When(strength=Strength.CORE, then=0), default=1), "block__order", "block__slug"
        )


class Tag(Thing):
    """That an initiative works through a block: how strongly, why, who says so, and who settled it.

    One row per initiative and block, for ever: what is taken back or declined stays with its state, and
    ``Tagging`` keeps what it was before.
    """

    # What a tagging keeps of a tag, to tell its history and to undo it.
    KEPT = (
        "strength",
        "reason",
        "language",
        "state",
        "word",
        "block_version_id",
        "author_id",
        "organisation_id",
        "said_at",
        "confirmer_id",
        "decided_at",
    )

    initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative"), on_delete=models.CASCADE, related_name="tags"
    )
    block = models.ForeignKey(Block, verbose_name=_("block"), on_delete=models.PROTECT, related_name="tags")
    # What the block meant when the tag was given: rewriting the block leaves that standing.
    block_version = models.ForeignKey(
        BlockVersion, verbose_name=_("version of the block"), on_delete=models.PROTECT, related_name="tags"
    )
    strength = models.CharField(_("strength"), max_length=12, choices=Strength)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    language = models.CharField(_("language of the reason"), max_length=5, default="en")
    state = models.CharField(_("state"), max_length=12, choices=State)
    word = models.CharField(_("a word on the decision"), max_length=500, blank=True)
    author = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The words stay attributed to the organisation when its author's account is gone.
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    said_at = models.DateTimeField(_("said"), default=timezone.now)
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
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="tag_strength_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="tag_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(word=""), name="tag_declined_with_a_word"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*SETTLED, State.DECLINED]) | Q(decided_at__isnull=False),
                name="tag_decided_when",
            ),
        ]
        indexes = [
            models.Index(fields=["block", "-said_at"], name="tag_newest_of_block"),
            models.Index(fields=["initiative"], name="tag_waiting", condition=Q(state=State.PROPOSED)),
        ]

    def __str__(self) -> str:
        return f"{self.block}: {self.get_strength_display()}"

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def standing(self) -> bool:
        return self.state in STANDING

    def kept(self) -> dict[str, Any]:
        """This tag's answer as plain JSON values."""
        return json.loads(
            json.dumps({name: getattr(self, name) for name in self.KEPT}, cls=DjangoJSONEncoder)
        )

    @classmethod
    def put(
        cls,
        *,
        initiative: Initiative,
        choices: Iterable[Choice],
        by: Person,
        confirming: bool,
        seen: str | None = None,
        at: datetime | None = None,
    ) -> "Tagging | None":
        """Say by which blocks an initiative works. A block that no choice names stays as it is.

        A coordinator (``confirming``) confirms a proposal by giving the same answer, amends it by another,
        declines it by "not at all" with a word; what a coordinator says anew is confirmed at once. A partner
        proposes, changes and takes back proposals, and never touches what a coordinator settled; what was
        declined it may propose again with another answer.

        ``seen`` is the ``fingerprint`` of the tags on the person's page: where others moved them since and
        this answer would move them again, ``Overtaken`` is raised. Raises ``DomainError`` for a withdrawn
        initiative, for a new answer to a retired block, and for declining without a word (``field`` is
        the block's slug). Returns what was done, or ``None`` when the answer is the one that stands; where the
        initiative's text has changed since, that a coordinator still gives the same answer is an act too.
        """
        now = at or timezone.now()
        with transaction.atomic():
            row = Initiative.objects.select_for_update().get(pk=initiative.pk)
            if row.withdrawn_at:
                raise DomainError(_("This initiative was withdrawn."))
            before = {tag.block_id: tag for tag in row.tags.all()}
            stood = fingerprint(before.values())
            answers = {choice.block.pk: choice for choice in choices}
            versions = {
                version.block_id: version
                for version in BlockVersion.objects.now_of(answers).select_related("block")
            }
            organisation = organisation_of(by, row)
            moves = []
            for pk, choice in answers.items():
                tag = before.get(pk) or cls(initiative=row, state=State.REMOVED)
                tag.block = versions[pk].block
                state = tag._next(choice, confirming)
                if state is not None:
                    was = tag.kept() if pk in before else None
                    tag._answer(state, choice, versions[pk], by, organisation, now)
                    moves.append((tag, was))
            if not moves and not (confirming and before and Tagging.text_changed(row)):
                return None
            if seen is not None and seen != stood:
                raise Overtaken(_("The tags have changed since you opened this page."))
            for tag, was in moves:
                tag.save(force_insert=was is None, update_fields=None if was is None else cls.KEPT)
            return Tagging.write(row, moves, by, organisation, confirming, now)

    def _next(self, choice: Choice, confirming: bool) -> State | None:
        """The state that this answer leads to, or ``None`` where it changes nothing."""
        same = (self.strength, self.reason) == (choice.strength, choice.reason)
        match self.state, bool(choice.strength):
            case (State.CONFIRMED | State.AMENDED, _) if not confirming:
                return None
            case (State.CONFIRMED | State.AMENDED, False):
                return State.REMOVED
            case (State.CONFIRMED | State.AMENDED, True):
                return None if same else State.AMENDED
            case (State.PROPOSED, False):
                return State.DECLINED if confirming else State.REMOVED
            case (State.REMOVED | State.DECLINED, False):
                return None
            case (State.REMOVED, True):
                return State.CONFIRMED if confirming else State.PROPOSED
            case (State.DECLINED, True) if not confirming:
                return None if same else State.PROPOSED
            case (State.PROPOSED, True) if not confirming:
                return None if same else State.PROPOSED
            case _:
                return State.CONFIRMED if same else State.AMENDED

    def _answer(
        self,
        state: State,
        choice: Choice,
        version: BlockVersion,
        by: Person,
        organisation: Organisation | None,
        now: datetime,
    ) -> None:
        """Take on this answer; not saved."""
        if choice.strength and self.block.retired_at:
            raise DomainError(_("This block is retired and takes no new tags."), field=self.block.slug)
        if state == State.DECLINED and not choice.reason:
            raise DomainError(
                _("Say in a word why not, so that the partner understands."), field=self.block.slug
            )
        mine = state == State.PROPOSED or self.state == State.REMOVED
        self.state, self.word = state, ""
        if choice.strength:
            self.strength, self.block_version = choice.strength, version
            if self.reason != choice.reason:
                self.reason, self.language = choice.reason, by.language
        else:
            self.word = choice.reason
        if mine:
            self.author, self.organisation, self.said_at = by, organisation, now
        if state == State.PROPOSED:
            self.confirmer = self.decided_at = None
        elif state != State.REMOVED or self.decided_at:
            self.confirmer, self.decided_at = by, now

    def restore(self, kept: dict[str, Any]) -> None:
        """Be again what ``kept()`` said; people whose account is gone since stay away."""
        people = set(
            Person.objects.filter(pk__in=[kept.get("author_id"), kept.get("confirmer_id")]).values_list(
                "pk", flat=True
            )
        )
        for name, value in kept.items():
            field: Any = self._meta.get_field(name.removesuffix("_id"))
            value = field.to_python(value) if not field.is_relation else value and UUID(value)
            gone = field.related_model is Person and value not in people
            setattr(self, name, None if gone else value)
        self.save(update_fields=list(kept))


def fingerprint(tags: Iterable[Tag]) -> str:
    """What an initiative's tags say, in 16 characters; those taken back count as absent."""
    said = sorted(
        [str(tag.block_id), tag.strength, tag.reason, tag.state] for tag in tags if tag.state != State.REMOVED
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def organisation_of(person: Person, initiative: Initiative) -> Organisation | None:
    """For whom ``person`` speaks about ``initiative``: the organisation that leads it where they work for it, else
    another of theirs beside it, else any of theirs in its alliance; ``None`` for an administrator from outside."""
    theirs = [
        row
        for row in standing_of(person).partnerships
        if row.alliance_id == initiative.partnership.alliance_id
    ]
    if len(theirs) > 1:
        beside = {initiative.partnership_id: 0, **{one.pk: 1 for one in initiative.partners.all()}}
        theirs.sort(key=lambda one: beside.get(one.pk, 2))
    return theirs[0].organisation if theirs else None
