"""The one form that tagging needs: for each block how strongly, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blocks.models import Block, Choice, State, Strength, Tag, Tagging, fingerprint
from web.exceptions import DomainError
from web.forms import Form

STRENGTHS = [("", pgettext_lazy("no strength", "None")), *Strength.choices]
LONGEST_REASON = 500


class Word(forms.CharField):
    """Why a proposal is declined: asked for once it is, so its label does not say that it may stay empty."""

    depends = True


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One block's row of the form; ``word`` only where a proposal waits to be confirmed or declined."""

    block: Block
    tag: Tag | None
    strength: BoundField
    reason: BoundField
    word: BoundField | None

    @property
    def proposed(self) -> bool:
        return self.tag is not None and self.tag.state == State.PROPOSED

    @property
    def wrong(self) -> bool:
        return bool(self.reason.errors or (self.word and self.word.errors))


class AnswerForm(Form):
    """By which blocks an initiative works.

    ``blocks`` are those to choose among, ``tags`` what the initiative has (with their organisation), and
    ``confirming`` says whether a coordinator fills it in. What a coordinator settled is no question to a
    partner: it stands in ``settled`` and has no fields.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    data: Any
    rival: Tagging | None = None

    def __init__(
        self, data: Any = None, *, blocks: Iterable[Block], tags: Iterable[Tag], confirming: bool
    ) -> None:
        self.tags = {tag.block_id: tag for tag in tags if tag.state != State.REMOVED}
        super().__init__(data, initial={"seen": fingerprint(self.tags.values())})
        self.confirming = confirming
        standing = {pk: tag for pk, tag in self.tags.items() if tag.standing}
        fixed = {pk for pk, tag in standing.items() if tag.settled and not confirming}
        self.settled = [tag for pk, tag in standing.items() if pk in fixed]
        self.blocks = [block for block in blocks if block.pk not in fixed]
        for block in self.blocks:
            self._ask(block, standing.get(block.pk))

    def _ask(self, block: Block, tag: Tag | None) -> None:
        name = {"block": block.text.name}
        self.fields[f"strength_{block.slug}"] = forms.ChoiceField(
            label=block.text.name,
            help_text=block.text.question,
            choices=STRENGTHS,
            required=False,
            initial=tag.strength if tag else "",
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose none, contributing or core.")},
        )
        self.fields[f"reason_{block.slug}"] = self._line(
            gettext("Reason for %(block)s") % name, tag.reason if tag else ""
        )
        if self.confirming and tag is not None and tag.state == State.PROPOSED:
            self.fields[f"word_{block.slug}"] = self._line(gettext("Why not %(block)s") % name, "", Word)

    def begin_with(self, slug: str) -> None:
        """Suggest the block of that address, where nothing is said of it yet; only sending the form says it."""
        asked = self.fields.get(f"strength_{slug}")
        if asked is not None and not asked.initial:
            asked.initial = Strength.CONTRIBUTING

    @staticmethod
    def _line(label: str, initial: str, field: type[forms.CharField] = forms.CharField) -> forms.CharField:
        """A line of text that is measured after sending, never cut off while typing."""
        return field(
            label=label,
            initial=initial,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            validators=[MaxLengthValidator(LONGEST_REASON)],
        )

    @property
    def standing(self) -> list[Tag]:
        """The tags that stand now."""
        return [tag for tag in self.tags.values() if tag.standing]

    @property
    def answers(self) -> list[Answer]:
        """The rows, in the order of the blocks."""
        return [
            Answer(
                block=block,
                tag=self.tags.get(block.pk),
                strength=self[f"strength_{block.slug}"],
                reason=self[f"reason_{block.slug}"],
                word=self[f"word_{block.slug}"] if f"word_{block.slug}" in self.fields else None,
            )
            for block in self.blocks
        ]

    def clean(self) -> dict[str, Any]:
        """Something must be said, and nothing that was written may be lost."""
        said = super().clean() or self.cleaned_data
        for block in self.blocks:
            strength, reason = said.get(f"strength_{block.slug}"), said.get(f"reason_{block.slug}")
            if (
                strength == ""
                and reason
                and reason
                != self.get_initial_for_field(self.fields[f"reason_{block.slug}"], f"reason_{block.slug}")
            ):
                self.add_error(
                    f"reason_{block.slug}", _("Choose contributing or core, or empty this reason.")
                )
        chosen = any(said.get(f"strength_{block.slug}") for block in self.blocks)
        if not self.errors and not chosen and not any(tag.standing for tag in self.tags.values()):
            raise forms.ValidationError(_("Choose at least one block."), code="nothing")
        return said

    def choices(self) -> list[Choice]:
        """What was answered, block by block."""
        return [self._choice(block) for block in self.blocks]

    def _choice(self, block: Block) -> Choice:
        strength = self.cleaned_data[f"strength_{block.slug}"]
        words = f"reason_{block.slug}" if strength else f"word_{block.slug}"
        return Choice(block, strength, self.cleaned_data.get(words, ""))

    def refuse(self, refusal: DomainError) -> None:
        """Put what a verb said at the field it belongs to."""
        field = f"word_{refusal.field}"
        self.add_error(field if field in self.fields else None, str(refusal.message))

    def overtaken(self, refusal: DomainError, rival: Tagging | None) -> None:
        """Show these answers together with what ``rival`` made of the tags meanwhile: sent once more, they are
        meant. Where these say nothing of a block that the rival spoke of, the rival's answer is put in."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
        self.rival = rival
        moved = {change["block"] for change in rival.changes} if rival else set()
        for tag in self.standing:
            strength, reason = f"strength_{tag.block.slug}", f"reason_{tag.block.slug}"
            if str(tag.block_id) in moved and not self.data.get(strength) and not self.data.get(reason):
                self.data[strength], self.data[reason] = tag.strength, tag.reason
        self.add_error(None, str(refusal.message))
