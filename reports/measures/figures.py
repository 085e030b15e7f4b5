"""Numbers as people write and read them, in the language that is active."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

GAPS = re.compile(r"[\s\u00a0\u202f'’]")
ONE_SEPARATOR = re.compile(r"([+-]?\d+)[.,](\d+)")


def trimmed(value: Decimal) -> Decimal:
    """``value`` without zeros that say nothing: 30 for 30.000."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def figure(value: Decimal) -> str:
    """``value`` for a reader: 1,234.5 or 1.234,5."""
    return number_format(trimmed(value), force_grouping=True)


def typed(value: Decimal | None) -> str:
    """``value`` as somebody would type it: no grouping."""
    return "" if value is None else number_format(trimmed(value), force_grouping=False)


def figure_of(text: str) -> Decimal:
    """The number that ``text`` says, with a comma or a point before the decimals, whatever the language.

    Raises ``ValidationError`` for no number, and where a separator could be that of thousands.
    """
    text = GAPS.sub("", text).replace("−", "-")
    parts = ONE_SEPARATOR.fullmatch(text)
    if parts:
        whole, decimals = parts.groups()
        separator = text[len(whole)]
        if len(decimals) == 3 and separator != get_format("DECIMAL_SEPARATOR") and whole.strip("+-") != "0":
            raise ValidationError(_("Write the number without a separator of thousands."))
        text = f"{whole}.{decimals}"
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or "e" in text.lower():
        raise ValidationError(_("Write a number, as 12 or 3.5."))
    return value


class FigureInput(forms.TextInput):
    """A line for a number; phones bring up their digits."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})


class FigureField(forms.CharField):
    """Cleans to a ``Decimal``; ``initial`` is a text, see ``typed``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=FigureInput, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return figure_of(text) if text else None
