"""How it goes, as those who do it tell it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.forms import TextNaming
from initiatives.models import Update
from web.file_field import FilesField
from web.forms import ChoiceTiles, Form, day_field


class UpdateForm(Form):
    """One text is asked for; the rest is prefilled. ``answers()`` are keywords of ``Update.add``."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, kind.label) for kind in Update.TOLD],
        widget=ChoiceTiles(
            hints={
                "progress": _("What was done, what came of it."),
                "lesson": _("What others should know. It also shows at the challenge."),
                "milestone": _("Something you worked towards is reached."),
                "help": _("What you lack, and who could help."),
            }
        ),
    )
    text = forms.CharField(label=_("How does it go?"), max_length=4_000, widget=TextNaming(attrs={"rows": 5}))
    happened_on = day_field(label=_("When was it?"))
    language = forms.ChoiceField(label=_("Which language do you write in?"), choices=settings.LANGUAGES)
    attached = FilesField()

    def __init__(self, data: Any = None) -> None:
        initial = {
            "kind": Update.Kind.PROGRESS.value,
            "happened_on": timezone.localdate(),
            "language": get_language() or "en",
        }
        if data is not None:
            data = data.copy()
            for name, value in initial.items():
                if not data.get(name):
                    data[name] = str(value)
        super().__init__(data, initial=initial)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def answers(self) -> dict[str, Any]:
        """Only after ``is_valid()``."""
        return dict(self.cleaned_data)
