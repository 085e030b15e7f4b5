"""What a person may set about themselves."""

import zoneinfo
from functools import cache

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.models import Person
from web.forms import ChoiceTiles, Form


@cache
def time_zones() -> list[tuple[str, str]]:
    """The zones of the world by their towns, Europe first: here most people choose."""
    towns = [zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")]
    towns = [zone for zone in towns if not zone.startswith(("posix/", "right/", "SystemV/", "US/"))]
    ordered = sorted(towns, key=lambda zone: (not zone.startswith("Europe/"), zone))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in ordered)]


class SettingsForm(Form):
    """Name, language and time zone."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=Person._meta.get_field("name").max_length,
        help_text=_("As the others in your alliance should see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of your pages after signing in, and of the mails we send you."),
        widget=ChoiceTiles,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        help_text=_("Times and due dates are shown as the clock stands there."),
        widget=forms.Select(attrs={"translate": "no"}),
    )

    def __init__(self, *args, person: Person, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.initial = {"name": person.name, "language": person.language, "time_zone": person.time_zone}
        known = {zone for zone, _town in self.fields["time_zone"].choices}  # type: ignore[attr-defined]
        if person.time_zone not in known:
            self.fields["time_zone"].choices = [(person.time_zone, person.time_zone), *time_zones()]  # type: ignore[attr-defined]
