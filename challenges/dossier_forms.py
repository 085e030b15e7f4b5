"""What is asked of who opens a challenge, writes its dossier, or takes it back."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance
from challenges.forms import LANGUAGE_ASKED, PREFILLED, with_prefilled, words
from challenges.models import SECTIONS, Challenge, Theme
from challenges.models.dossier import SECTION_LENGTH, TEXTS
from challenges.sections import GROUPS, label_of
from people.models import Person
from web.forms import ChoiceTiles, Form, needed_at_times

SECTION_HINTS = {
    "evidence": _("Figures, studies, what people say. With the source."),
    "failed": _("And why: this saves others a year."),
    "preconditions": _("One to a line: whoever adopts it ticks them off."),
    "cost": _("Thousands or millions, once or every year."),
    "people": _("Which roles, and about how much of their time."),
    "adapting": _("What may be different elsewhere, and what must not."),
    "contacts": _("A role and the address of its office, no private names."),
}


class TextsForm(Form):
    """Title, problem, description and the sections of a dossier, in one language, and who may read them."""

    title = forms.CharField(label=_("Title"), max_length=140)
    summary = forms.CharField(
        label=_("The problem in a line"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = words(_("Description"), required=False, rows=8, length=6_000)
    language = forms.ChoiceField(label=LANGUAGE_ASKED, choices=settings.LANGUAGES)
    visibility = forms.ChoiceField(
        label=_("Who can see it?"),
        choices=[("public", _("Everybody")), ("own", _("Only our alliance"))],
        widget=ChoiceTiles,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECTIONS:
            rows = 5 if name == "preconditions" else 4
            hint = SECTION_HINTS.get(name, "")
            self.fields[name] = words(label_of(name), hint, required=False, rows=rows, length=SECTION_LENGTH)
        self.order_fields(["title", "summary", "body", *SECTIONS])

    def groups(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """The sections in their groups, and whether a group must stand open: something in it is wrong."""
        return [
            (title, [self[name] for name in names], any(self[name].errors for name in names))
            for title, names in GROUPS
        ]

    def clean(self) -> dict[str, Any]:
        """Line ends as the database has them, so that an untouched text is no change."""
        for name in TEXTS:
            if name in self.cleaned_data:
                self.cleaned_data[name] = self.cleaned_data[name].replace("\r\n", "\n").strip()
        return self.cleaned_data

    def texts(self) -> dict[str, Any]:
        """What was written, by name; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    @property
    def public(self) -> bool:
        return bool(self.cleaned_data["visibility"] == "public")


class OpenForm(TextsForm):
    """A new challenge of one of ``alliances``; ``wanted`` is the one the writer comes from."""

    theme = forms.ModelChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("None of these"),
        help_text=_("The family it belongs to: cities find each other by it."),
        error_messages={"invalid_choice": _("There is nothing by this name here.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, alliances: list[Alliance], wanted: str = "") -> None:
        rows = {row.slug: row for row in alliances}
        initial = {
            "alliance": wanted if wanted in rows else next(iter(rows)),
            "language": get_language() or "en",
            "visibility": "public",
            "key": str(uuid4()),
        }
        super().__init__(with_prefilled(data, initial, PREFILLED), initial=initial)
        self.fields["alliance"] = forms.TypedChoiceField(
            label=_("Which alliance works on it?"),
            choices=[(slug, row.text.name) for slug, row in rows.items()],
            coerce=rows.__getitem__,
            widget=forms.HiddenInput if len(rows) == 1 else ChoiceTiles,
            error_messages={"invalid_choice": _("You cannot open a challenge for this alliance.")},
        )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def open(self, *, by: Person) -> Challenge:
        """Put it before the alliance; only after ``is_valid()``."""
        answers = {name: self.cleaned_data[name] for name in ("alliance", "theme", "language", "key")}
        return Challenge.open(by=by, public=self.public, **answers, **self.texts())


class DossierForm(TextsForm):
    """The whole dossier of ``challenge``, published anew."""

    note = needed_at_times(
        forms.CharField(
            label=_("What changed, in a sentence"),
            required=False,
            max_length=300,
            help_text=_("Whoever adopted this challenge reads it."),
        )
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, challenge: Challenge) -> None:
        initial = {**answers_of(challenge), "seen": challenge.version}
        super().__init__(with_prefilled(data, initial, ("language", "visibility", "seen")), initial=initial)
        self.fields["visibility"].widget.hints = {"own": _("Whoever adopted it keeps it as it stood.")}

    def publish(self, challenge: Challenge, *, by: Person) -> None:
        """Publish the text, then move the wall where that was asked for; only after ``is_valid()``."""
        answers = {name: self.cleaned_data[name] for name in ("language", "note", "seen")}
        if not self.public:
            challenge.show_to_all(False, by=by)
        challenge.publish(by=by, **answers, **self.texts())
        if self.public:
            challenge.show_to_all(True, by=by)


def answers_of(challenge: Challenge) -> dict[str, Any]:
    """The dossier as its own form shows it."""
    texts = {name: getattr(challenge, name) for name in TEXTS}
    return {**texts, "language": challenge.language, "visibility": "public" if challenge.public else "own"}


def answers_at(challenge: Challenge, number: int) -> dict[str, Any]:
    """The same, as of the version of that number, which knows no wall; nothing where there never was one."""
    revision = challenge.revisions.filter(number=number).first()
    if revision is None:
        return {}
    texts = {name: revision.texts.get(name, "") for name in TEXTS}
    return {**texts, "language": revision.language}


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever follows the old address reads this."),
    )
