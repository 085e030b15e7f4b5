"""What is asked of who adopts a challenge and tells what became of it."""

import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance
from challenges.models import (
    Adoption,
    AdoptionUpdate,
    Challenge,
    Check,
    OriginChange,
    Question,
    readable,
    readiness,
)
from challenges.models.adoption import WORDS, Stage
from web.forms import ChoiceTiles, Form, day_field, needed_at_times
from web.models import Text

LANGUAGE_ASKED = _("Which language do you write in?")


def words(label: Any, hint: Any = "", *, required: bool = True, rows: int = 4, length: int = WORDS) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class TellForm(Form):
    """What an alliance keeps, changes and drops of a challenge, and how it begins."""

    kept = words(_("What we keep"), _("What works there and will work here, too."))
    changed = words(_("What we change"), _("What is different with us, and how we do it instead."))
    dropped = words(_("What we drop, and why"), required=False, rows=3)
    first_step = forms.CharField(
        label=_("First step"), max_length=300, help_text=_("Something that one of you can begin this month.")
    )
    due = day_field(label=_("By when"))
    language = forms.ChoiceField(label=LANGUAGE_ASKED, choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, adoption: Adoption | None = None, **kwargs: Any) -> None:
        if adoption is not None:
            kwargs["initial"] = {name: getattr(adoption, name) for name in self.base_fields}
        super().__init__(with_prefilled(data, kwargs.get("initial", {})), **kwargs)
        self.earliest = adoption.due if adoption is not None else None

    def clean_due(self) -> date:
        """Today or later; a day that was agreed before may stand."""
        due: date = self.cleaned_data["due"]
        if due < timezone.localdate() and due != self.earliest:
            raise forms.ValidationError(_("This day has passed."))
        return due


class AdoptForm(TellForm):
    """Adopting ``challenge`` for one of ``alliances``. Name, language, alliance and visibility come prefilled."""

    visibility = forms.ChoiceField(
        label=_("Who can see it?"),
        choices=[("public", _("Everybody")), ("own", _("Only our two alliances"))],
        widget=ChoiceTiles(hints={"public": _("It also shows to people without an account.")}),
    )
    title = forms.CharField(
        label=_("What we call it"), max_length=140, help_text=_("The challenge as your city says it.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, challenge: Challenge, alliances: list[Alliance]) -> None:
        self.alliances = {str(row.pk): row for row in alliances}
        language = alliances[0].languages[0]
        initial = {
            "visibility": "public",
            "title": challenge.text_in(language).title,
            "language": language,
            "key": str(uuid4()),
            "alliance": str(alliances[0].pk),
        }
        super().__init__(data, initial=initial)
        self.fields["alliance"] = forms.TypedChoiceField(
            label=_("For which alliance?"),
            choices=[(pk, str(row)) for pk, row in self.alliances.items()],
            coerce=self.alliances.__getitem__,
            widget=forms.HiddenInput if len(alliances) == 1 else ChoiceTiles,
            error_messages={"invalid_choice": _("You cannot adopt for this alliance.")},
        )
        order = ["alliance", "kept", "changed", "dropped", "first_step", "due", "visibility", "title"]
        self.order_fields(order)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def answers(self) -> dict[str, Any]:
        """What the verb takes; only after ``is_valid()``."""
        answers = dict(self.cleaned_data)
        answers["public"] = answers.pop("visibility") == "public"
        return answers

    def folded(self) -> bool:
        """Whether the prefilled answers may stay folded: nothing in them is wrong."""
        return not any(self[name].errors for name in ("title", "language"))


PREFILLED = ("visibility", "title", "language", "key", "alliance")


def with_prefilled(data: Any, initial: dict[str, Any], names: Sequence[str] = PREFILLED) -> Any:
    """What was sent, and for what is never asked twice the prefilled answer where none came along."""
    if data is None:
        return None
    data = data.copy()
    for name in names:
        if not data.get(name) and initial.get(name):
            data[name] = initial[name]
    return data


class MoveForm(Form):
    """How far an adoption has come, or why it rests."""

    RESTING = ("paused", "stopped")

    to = forms.ChoiceField(
        label=_("Where does it stand?"),
        choices=[
            *Stage.choices,
            ("sustained", _("Sustained")),
            ("paused", _("Paused")),
            ("stopped", _("Stopped")),
        ],
        widget=ChoiceTiles(
            hints={
                "understand": _("We find out what it is about."),
                "adapt": _("We make it fit our city."),
                "reuse": _("It runs with us."),
                "sustained": _("It goes on without a project."),
                "paused": _("It rests for a while."),
                "stopped": _("We work on it no more. What we learnt stays."),
            }
        ),
    )
    reason = needed_at_times(
        forms.CharField(
            label=_("Why?"),
            required=False,
            max_length=500,
            help_text=_("Only where it is paused or stopped."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, data: Any = None, *, adoption: Adoption) -> None:
        super().__init__(data, initial={"to": adoption.standing})
        self.adoption = adoption

    def carry_out(self, *, by: Any) -> None:
        """Run the verb that the answer asks for; raises its ``DomainError``."""
        to, reason = self.cleaned_data["to"], self.cleaned_data["reason"]
        if to in self.RESTING:
            {"paused": self.adoption.pause, "stopped": self.adoption.stop}[to](reason=reason, by=by)
            return
        self.adoption.resume(by=by)
        if to == "sustained":
            self.adoption.sustain(by=by)
        else:
            self.adoption.advance(stage=to, by=by)


class SpokenForm(Form):
    """A text with the language it is written in: the alliance's own unless said otherwise."""

    language = forms.ChoiceField(label=LANGUAGE_ASKED, choices=settings.LANGUAGES)

    def __init__(
        self, data: Any = None, *, alliance: Alliance, initial: dict[str, Any] | None = None
    ) -> None:
        initial = {"language": alliance.languages[0], **(initial or {})}
        super().__init__(with_prefilled(data, initial), initial=initial)
        self.order_fields([name for name in self.fields if name != "language"])

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").strip()


class UpdateForm(SpokenForm):
    """How an adoption goes."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, kind.label) for kind in AdoptionUpdate.TOLD],
        widget=ChoiceTiles(hints={"lesson": _("It also shows at the origin, with your city’s name.")}),
    )
    text = words(_("What is there to tell?"), rows=6, length=4_000)


class LessonForm(SpokenForm):
    """What a city learns from what another made of its challenge."""

    text = words(
        _("What do you take back?"),
        _("What they found out that is true with you, too, or what you will do differently."),
        rows=6,
        length=4_000,
    )


class AskForm(SpokenForm):
    text = words(_("What would you like to know?"))


class AnswerForm(SpokenForm):
    """The origin's answer, begun or to be bettered."""

    text = words(_("Your answer"), rows=6, length=4_000)

    def __init__(self, data: Any = None, *, question: Question, adoption: Adoption) -> None:
        initial = {"text": question.answer_text}
        if question.answer_language:
            initial["language"] = question.answer_language
        super().__init__(data, alliance=adoption.origin.alliance, initial=initial)


class ReadyForm(Form):
    """The origin's preconditions as a checklist; items are told apart by their place in the list."""

    def __init__(self, data: Any = None, *, adoption: Adoption, snapshot: Text | None = None) -> None:
        self.items = readiness(adoption)
        items = [item for item, _mark in self.items]
        self.said, self.language = readable(adoption, items, snapshot or adoption.snapshot)
        super().__init__(
            data, initial={f"item-{number}": mark for number, (_item, mark) in enumerate(self.items)}
        )
        for number, words in enumerate(self.said):
            self.fields[f"item-{number}"] = forms.ChoiceField(
                label=words, choices=Check.Mark.choices, widget=ChoiceTiles
            )
        # What stood in the list when it was shown: another list's answers are not taken for this one's.
        self.fields["of"] = forms.CharField(widget=forms.HiddenInput, initial=self._sign())

    def _sign(self) -> str:
        return str(zlib.crc32("\n".join(item for item, _mark in self.items).encode()))

    def clean_of(self) -> str:
        if self.cleaned_data["of"] != self._sign():
            raise forms.ValidationError(_("This list has changed meanwhile. Look at it again."))
        return self._sign()

    def shown(self) -> list[tuple[str, str, str]]:
        """Every item with its mark, and the mark in words, for who only reads."""
        rows = zip(self.said, self.items, strict=True)
        return [(words, mark, str(Check.Mark(mark).label)) for words, (_item, mark) in rows]

    def marks(self) -> dict[str, str]:
        return {item: self.cleaned_data[f"item-{number}"] for number, (item, _mark) in enumerate(self.items)}


class SettleForm(Form):
    """What the adopters make of a change at the origin."""

    answer = forms.ChoiceField(
        label=_("What do you make of it?"),
        choices=[
            (value, label)
            for value, label in OriginChange.Answer.choices
            if value != OriginChange.Answer.NEW.value
        ],
        widget=ChoiceTiles,
    )
    reason = needed_at_times(
        forms.CharField(
            label=_("Why?"),
            required=False,
            max_length=500,
            help_text=_("Only where it is not applicable."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    )

    def __init__(self, data: Any = None, *, change: OriginChange) -> None:
        known = {} if change.answer == change.Answer.NEW else {"answer": change.answer}
        super().__init__(data, initial={**known, "reason": change.reason})
