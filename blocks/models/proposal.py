"""What people propose about the blocks themselves, and how it was answered."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import record
from alliances.models import Alliance, Partnership
from blocks.models.block import Block
from blocks.permissions import may_write
from people.models import Person
from web.exceptions import DomainError
from web.models import Thing


class BlockProposalQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of the person's own alliances; whoever edits the blocks sees all."""
        if may_write(person):
            return self
        if not isinstance(person, Person):
            return self.none()
        return self.filter(partnership__alliance__circle__in=person.circle_ids)

    def open(self) -> Self:
        return self.filter(state=BlockProposal.State.OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-said_at", "-id")


class BlockProposal(Thing):
    """How a block should read (or, without one, a block that is missing), and why.

    ``author`` and ``answered_by`` are personal fields: an erased account leaves them empty, the words stay with the
    organisation.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    block = models.ForeignKey(
        Block, verbose_name=_("block"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    partnership = models.ForeignKey(
        Partnership, verbose_name=_("for"), on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=80)
    question = models.CharField(_("the question it asks"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    why = models.TextField(_("why"))
    said_at = models.DateTimeField(_("said"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    word = models.CharField(_("a word on the decision"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        Person,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = BlockProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal for the blocks")
        verbose_name_plural = _("proposals for the blocks")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(word=""), name="block_proposal_declined_with_a_word"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(answered_at__isnull=False), name="block_proposal_answered_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("blocks:proposal", args=[self.pk])

    def walls(self) -> tuple[bool, list[UUID]]:
        """Its alliance's own, and open to the lead alliances, whose coordinators answer it."""
        leads = Alliance.objects.filter(lead=True).values_list("circle", flat=True)
        return False, list(dict.fromkeys([self.partnership.alliance.circle_id, *leads]))

    @classmethod
    def make(
        cls, *, by: Person, partnership: Partnership, block: Block | None, **texts: str
    ) -> "BlockProposal":
        """Propose how ``block`` should read, or a new one. Raises ``DomainError`` for a retired block."""
        if block is not None and block.retired_at:
            raise DomainError(_("This block is retired and keeps the meaning it had."))
        with transaction.atomic():
            made = cls.objects.create(author=by, partnership=partnership, block=block, **texts)
            record("block.proposed", actor=by, subject=made)
        return made

    def accept(self, *, by: Person, word: str = "", at: datetime | None = None) -> None:
        """Say that the blocks were changed as proposed, or in its spirit. No-op when accepted."""
        self._answer(self.State.ACCEPTED, by, word, at)

    def decline(self, *, by: Person, word: str, at: datetime | None = None) -> None:
        """Say why not. No-op when declined; raises ``DomainError`` without a word."""
        if not word.strip():
            raise DomainError(_("Say in a word why not, so that the partner understands."), field="word")
        self._answer(self.State.DECLINED, by, word, at)

    def _answer(self, state: str, by: Person, word: str, at: datetime | None) -> None:
        with transaction.atomic():
            row = BlockProposal.objects.select_for_update().get(pk=self.pk)
            if row.state == state:
                return
            if row.state != self.State.OPEN:
                raise DomainError(_("This proposal was answered already."))
            row.state, row.word, row.answered_by = state, word, by
            row.answered_at = at or timezone.now()
            row.save(update_fields=["state", "word", "answered_by", "answered_at"])
            record(f"block.proposal_{state}", actor=by, subject=row, at=row.answered_at)
        self.refresh_from_db()
