"""What is asked of somebody who wants a report."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import coordinated_by
from reports.registry import kinds
from web.exceptions import DomainError
from web.forms import ChoiceTiles, Form


class ReportForm(Form):
    """Kind, alliance where there is a choice, and language. ``answers()`` are the keywords of ``Report.ask``."""

    def __init__(self, data: Any = None, *, person: Any, at: str = "") -> None:
        self.alliances = {alliance.slug: alliance for alliance in coordinated_by(person)}
        known = at if at in self.alliances else next(iter(self.alliances), "")
        first = {"kind": kinds()[0].name, "alliance": known, "language": get_language()}
        super().__init__(data, initial=first)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Which report?"),
            choices=[(kind.name, kind.label) for kind in kinds()],
            widget=ChoiceTiles(hints={kind.name: kind.text for kind in kinds()}, columns="one"),
        )
        self.fields["alliance"] = forms.TypedChoiceField(
            label=_("On which alliance?"),
            choices=[(slug, alliance.text.name) for slug, alliance in self.alliances.items()],
            coerce=self.alliances.__getitem__,
            widget=forms.Select if len(self.alliances) > 1 else forms.HiddenInput,
            error_messages={"invalid_choice": _("You cannot ask for reports on this alliance.")},
        )
        self.fields["language"] = forms.ChoiceField(label=_("In which language?"), choices=settings.LANGUAGES)

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "alliance", "language")}

    def refuse(self, refusal: DomainError) -> None:
        """Say why the verb would not."""
        self.add_error(refusal.field or None, str(refusal.message))
