"""Shapes of what this room asks."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activity.models import Channel, Pace, chosen_by
from activity.models.following import EVERYTHING
from activity.registry import Topic, topics
from people.models import Person
from web.forms import Form


class TextNaming(forms.Textarea):
    """A text in which an @ names people: their names are offered while one types (static/js/people.js)."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        offered = {
            "data-people": reverse("activity:people"),
            "data-people-label": gettext("People you may name"),
        }
        return {**super().build_attrs(base_attrs, extra_attrs), **offered}


class PreferencesForm(Form):
    """Two fields for each topic, and the one switch for all mail."""

    no_mail = forms.BooleanField(
        label=_("Send me no mail at all"),
        help_text=_("Everything then waits in your inbox here. Mails about signing in still come."),
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics()
        chosen = chosen_by(person)
        self.initial["no_mail"] = chosen[EVERYTHING, Channel.MAIL] == Pace.OFF
        for topic in self.topics:
            self.fields[f"inbox_{topic.name}"] = forms.BooleanField(label=_("In the inbox"), required=False)
            self.fields[f"mail_{topic.name}"] = forms.ChoiceField(label=_("By e-mail"), choices=Pace.choices)
            self.initial[f"inbox_{topic.name}"] = chosen[topic.name, Channel.INBOX] != Pace.OFF
            self.initial[f"mail_{topic.name}"] = chosen[topic.name, Channel.MAIL]

    def rows(self) -> list[tuple[Topic, BoundField, BoundField]]:
        """Each topic with its two fields."""
        return [(topic, self[f"inbox_{topic.name}"], self[f"mail_{topic.name}"]) for topic in self.topics]

    def paces(self) -> dict[tuple[str, str], str]:
        """What was chosen, as ``Preference.choose`` takes it."""
        data = self.cleaned_data
        paces: dict[tuple[str, str], str] = {}
        for topic in self.topics:
            paces[topic.name, Channel.INBOX] = Pace.INSTANT if data[f"inbox_{topic.name}"] else Pace.OFF
            paces[topic.name, Channel.MAIL] = data[f"mail_{topic.name}"]
        paces[EVERYTHING, Channel.MAIL] = Pace.OFF if data["no_mail"] else Pace.INSTANT
        return paces


class LeaveForm(Form):
    """The end of an account: whoever says so shows that it is them, and that they mean it."""

    understood = forms.BooleanField(
        label=_("I have read what goes and what stays. This cannot be undone."),
        error_messages={"required": _("Tick this if you mean it.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("So that nobody does this in your name."),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, asking: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asking = asking

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.asking.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password
