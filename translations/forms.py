"""The form beside the original: one field for each of its sections."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.text import capfirst

from web.conflict import remember
from web.difference import Piece, difference
from web.forms import Form, speak_plainly
from web.models import Rendering, Translatable

LONGEST = 10_000  # characters of a section whose column sets no limit


class TranslationForm(Form):
    """Translate what ``thing`` says; ``rendering`` is what stands already.

    ``of`` and ``seen`` say what the translator read before writing: see ``translations.actions.translate``. The
    first section, by which a thing is known, must be there. A translation has no revisions: the form itself
    carries what it said.
    """

    of = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, data: Any, *, thing: Translatable, rendering: Rendering | None) -> None:
        self.thing, self.rendering = thing, rendering
        texts = rendering.texts if rendering else {}
        seen = rendering.saved if rendering else 0
        super().__init__(data, initial={**texts, "of": thing.version, "seen": seen})
        for number, name in enumerate(thing.own_texts):
            self.fields[name] = self._field(name, required=number == 0)
            speak_plainly(self.fields[name])
        remember(self, answers_of(thing, rendering))

    def _field(self, name: str, *, required: bool) -> forms.Field:
        """A field like the original's column: a line for a line, a box for a text."""
        column: Any = self.thing._meta.get_field(name)
        long = isinstance(column, models.TextField)
        length = len(getattr(self.thing, name))
        rows = min(max(3, length // 60 + getattr(self.thing, name).count("\n") + 1), 24)
        widget: Any = forms.Textarea(attrs={"rows": rows}) if long or length > 90 else forms.TextInput()
        limit = column.max_length or LONGEST
        return forms.CharField(
            label=capfirst(column.verbose_name), required=required, max_length=limit, widget=widget
        )

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by section; only after ``is_valid()``."""
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in self.thing.own_texts}

    def read_again(self) -> None:
        """Take the original, as it is now, for read: the next answer stands."""
        sent: Any = self.data
        answers = sent.copy()
        answers["of"] = self.thing.version
        self.data = answers

    @property
    def sections(self) -> list["Section"]:
        """The original's sections, each with its field beside it."""
        source = self.rendering.source if self.rendering else {}
        stale = bool(self.rendering and self.rendering.source_version < self.thing.version)
        return [
            Section(
                field=self[name], original=text, before=source.get(name, ""), stale=stale and bool(source)
            )
            for name, text in self.thing.own_texts.items()
        ]


def answers_of(thing: Translatable, rendering: Rendering | None) -> dict[str, str]:
    """What the translation says, section by section of the original, as its form shows it."""
    texts = rendering.texts if rendering else {}
    return {name: texts.get(name, "") for name in thing.own_texts}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One text of the original, the field for its translation, and how the original read when it was translated."""

    field: BoundField
    original: str
    before: str
    stale: bool

    @property
    def changed(self) -> bool:
        """Whether the original's section is another since it was translated."""
        return self.stale and self.before != self.original

    @property
    def pieces(self) -> list[Piece]:
        """What changed in it since."""
        return difference(self.before, self.original)
