"""Forms as GOV.UK taught them: label above, hint under it, the error in words, everything typed kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from web.exceptions import DomainError

Hints = Mapping[str, str | Promise]
MOST_ANSWERS = 1000  # the largest form of the house asks for about a third; see ``Bounded``
TOO_LONG = ngettext_lazy(
    "Shorten this to %(limit_value)d character; now it has %(show_value)d.",
    "Shorten this to %(limit_value)d characters; now it has %(show_value)d.",
    "limit_value",
)

# A day beyond is a slip of the finger; next to the calendar's ends no day before or after could be reckoned.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where that is nothing: an empty form is an answer too. ``None`` where nothing was."""
    return request.POST if request.method == "POST" else None


class HouseRenderer(TemplatesSetting):
    """Renders every form of the house, allauth's included, by our templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class ChoiceTiles(forms.RadioSelect):
    """One of a few choices, each a tile as large as a thumb.

    ``hints`` maps values to a second line; ``unsure`` is the value that means "I don't know".
    ``columns="one"`` puts the tiles one under the other.
    """

    template_name = "components/tiles.html"

    def __init__(
        self,
        *args: Any,
        hints: Hints | None = None,
        unsure: str | None = None,
        columns: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints, self.unsure, self.columns = hints or {}, unsure, columns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["columns"] = self.columns
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["unsure"] = self.unsure is not None and str(value) == self.unsure
        return option


class ManyChoiceTiles(ChoiceTiles, forms.CheckboxSelectMultiple):
    """Any of a few choices, as ``ChoiceTiles``."""


class HouseField(BoundField):
    """A bound field that counts instead of cutting: no ``maxlength``, so a long paste is never lost silently."""

    @property
    def limit(self) -> int | None:
        """How many characters fit, where the person should be told while writing."""
        if type(self.field.widget) in {forms.TextInput, forms.Textarea}:
            return getattr(self.field, "max_length", None)
        return None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.limit:
            attrs["maxlength"] = False
            attrs["data-limit"] = str(self.limit)
        shown = widget or self.field.widget
        if (
            self.field.required
            and not shown.is_hidden
            and isinstance(shown, forms.TextInput | forms.Textarea)
        ):
            # Seen as the label without "(optional)"; a screen reader is told before it is sent, too.
            attrs["aria-required"] = "true"
        return attrs

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if self.limit and self.auto_id and described is not None:
            return f"{described} {self.auto_id}_counter".strip()
        return described


@dataclass(frozen=True)
class Column:
    """One part of each row of a ``RowsField``: a list to choose from where it has ``choices``, else a line."""

    name: str
    label: str | Promise
    choices: Sequence[tuple[str, Any]] = ()
    max_length: int = 200
    required: bool = False
    input_type: str = "text"


class Rows(forms.Widget):
    """A few rows of the same short questions; there are always some to spare, so nothing needs a script.

    Sent as ``<name>_<column>``, once for each row.
    """

    template_name = "components/short_rows.html"
    use_fieldset = True
    SPARE = 2

    def __init__(self, columns: Sequence[Column], most: int, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.columns, self.most = columns, most

    def names(self, name: str) -> list[str]:
        """The names that its parts are sent by."""
        return [f"{name}_{column.name}" for column in self.columns]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        sent = [
            data.getlist(part) if hasattr(data, "getlist") else data.get(part, [])
            for part in self.names(name)
        ]
        rows = zip_longest(*sent, fillvalue="")
        return [dict(zip((column.name for column in self.columns), row, strict=True)) for row in rows]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(part in data for part in self.names(name))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [row for row in value or [] if any(row.values())]
        spare = min(self.SPARE, max(self.most - len(rows), 0))
        context["widget"]["rows"] = [
            [
                {
                    "column": column,
                    "name": f"{name}_{column.name}",
                    "value": row.get(column.name, ""),
                    "number": number,
                }
                for column in self.columns
            ]
            for number, row in enumerate([*rows, *({} for _spare in range(spare))], start=1)
        ]
        return context


class RowsField(forms.Field):
    """Any number of short rows up to ``most``; cleans to a list of ``{column: words}`` without the empty ones."""

    def __init__(self, *, columns: Sequence[Column], most: int, **kwargs: Any) -> None:
        super().__init__(required=False, widget=Rows(columns, most), **kwargs)
        self.columns, self.most = columns, most

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows = [{name: " ".join(words.split()) for name, words in row.items()} for row in value or []]
        rows = [row for row in rows if any(row[column.name] for column in self.columns if not column.choices)]
        if len(rows) > self.most:
            raise ValidationError(
                ngettext_lazy("At most %(most)d line.", "At most %(most)d lines.", "most"),
                params={"most": self.most},
            )
        for row in rows:
            for column in self.columns:
                self._check(column, row[column.name])
        return rows

    @staticmethod
    def _check(column: Column, words: str) -> None:
        if len(words) > column.max_length:
            raise ValidationError(
                TOO_LONG, params={"limit_value": column.max_length, "show_value": len(words)}
            )
        if column.choices and words not in dict(column.choices):
            raise ValidationError(_("There is nothing by this name here."))
        if column.required and not words:
            raise ValidationError(
                _("Something is missing in a line: %(what)s."), params={"what": column.label}
            )


def known_day(day: date) -> None:
    """Raise ``ValidationError`` for a day that nobody can mean."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(
            _("This day lies too far away: a year from %(first)s to %(last)s."),
            params={"first": EARLIEST.year, "last": LATEST.year},
        )


def day_field(**kwargs: Any) -> forms.DateField:
    """A day that one can mean, chosen from the browser’s own calendar; sent and shown as ISO 8601, whatever the
    page’s language.

    Its ``max`` keeps who types it by keyboard to years of four digits.
    """
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": LATEST.isoformat()}),
        input_formats=["%Y-%m-%d"],
        validators=[known_day],
        error_messages={"invalid": _("Write the day as year-month-day: 2026-03-20.")},
        **kwargs,
    )


def needed_at_times[F: forms.Field](field: F) -> F:
    """``field``, whose label does not say that it may stay empty: another answer can ask for it."""
    setattr(field, "depends", True)  # noqa: B010  (read by ``components/field.html``; no attribute of Django's)
    return field


def speak_plainly(field: forms.Field) -> None:
    """Give ``field`` the house's words for what is missing or too long; a form does it for what it declares."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        field.error_messages["required"] = _("Choose one.") if chosen else _("Fill this in.")
    field.error_messages.setdefault("max_length", TOO_LONG)


class Bounded(forms.BaseForm):
    """A form that reads nothing of what came with far more answers than it asks for, and says so.

    The page comes back with what was typed; only what the server does not even take in
    (``DATA_UPLOAD_MAX_NUMBER_FIELDS``) is answered by the page for 400.
    """

    def full_clean(self) -> None:
        if not self.is_bound or _answers(self.data) <= MOST_ANSWERS:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
        words = _("Far more came with this form than it asks for, so nothing was done. Please send it again.")
        self.add_error(None, ValidationError(words, code="too_many"))


def _answers(data: Any) -> int:
    """How many answers were sent; several may come by one name."""
    return sum(len(answers) for _name, answers in data.lists()) if hasattr(data, "lists") else len(data)


class _Habits(Bounded):
    """What the house's forms have in common; see ``Form``."""

    bound_field_class = HouseField
    # What is not "optional" must be filled in, and the page says so in words after sending.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)

    def _clean_fields(self) -> None:
        """A NUL byte is an error at its field before any cleaning, and so any query, meets it."""
        fields: dict[str, forms.Field] = self.fields
        broken = [name for name in fields if _holds_nul(self[name].data)]
        self.fields = {name: field for name, field in fields.items() if name not in broken}
        super()._clean_fields()  # type: ignore[misc]
        self.fields = fields
        for name in broken:
            self.add_error(name, ValidationError(_("Take out the sign that cannot be stored."), code="null"))

    def refuse(self, refusal: DomainError) -> None:
        """Say a verb's refusal at the field it is about, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal.message))


def _holds_nul(data: Any) -> bool:
    if isinstance(data, dict):
        return any(_holds_nul(part) for part in data.values())
    if isinstance(data, list | tuple):
        return any(_holds_nul(part) for part in data)
    return isinstance(data, str) and "\x00" in data


class Form(_Habits, forms.Form):
    """The house's plain form.

    Counters instead of ``maxlength``, no browser bubbles for empty fields (write ``novalidate`` on the
    ``<form>``), no colon after labels, and NUL bytes refused in words at their field.
    """


class ModelForm(_Habits, forms.ModelForm):
    """The house's form over a model; see ``Form``."""
