"""How somebody looks at coverage: which alliance, set against what, which tags counted, and compared with when.

All of it stands in the query string, so every view of the matrix and every list behind a number is an address.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance, standing_of
from blocks.coverage import Dimension, dimensions_of
from blocks.models import SETTLED, State, Strength, TagQuerySet
from web.forms import Form

EVERYWHERE = "all"
# Nothing was tagged before this platform stood.
FIRST_DAY = date(2020, 1, 1)

SETTLED_ONES = "settled"
PROPOSED = "proposed"
COUNTS = {
    SETTLED_ONES: _("Core and contributing"),
    Strength.CORE.value: _("Core"),
    Strength.CONTRIBUTING.value: _("Contributing"),
    PROPOSED: _("Proposed, not yet confirmed"),
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """One way to look at coverage; ``alliance`` is ``None`` for all of them, ``on`` the day to compare with."""

    alliance: Alliance | None
    dimension: Dimension
    count: str = SETTLED_ONES
    on: date | None = None

    @property
    def at(self) -> datetime | None:
        """The end of the day to compare with."""
        return end_of(self.on) if self.on else None

    def to(self, **changes: Any) -> str:
        """The query string of this look with ``changes``; what goes without saying is left out."""
        look = replace(self, **changes)
        given = {
            "alliance": look.alliance.slug if look.alliance else EVERYWHERE,
            "by": look.dimension.name,
            "count": "" if look.count == SETTLED_ONES else look.count,
            "on": look.on.isoformat() if look.on else "",
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})

    def behind(self, *, block: str, count: str, key: str = "", on: date | None = None) -> str:
        """The query string of the list behind one number."""
        given = {
            "alliance": self.alliance.slug if self.alliance else EVERYWHERE,
            "block": block,
            "count": count,
            "by": self.dimension.name if key else "",
            "key": key,
            "on": on.isoformat() if on else "",
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})


def end_of(day: date) -> datetime:
    """The last moment of ``day``, in the active time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def counted(tags: TagQuerySet, count: str) -> TagQuerySet:
    """Those of ``tags`` (as ``as_of`` gives them) that a word of COUNTS speaks of."""
    rows: Any = tags
    if count == PROPOSED:
        return rows.filter(said_state=State.PROPOSED)
    if count == SETTLED_ONES:
        return rows.filter(said_state__in=SETTLED)
    return rows.filter(said_state__in=SETTLED, said_strength=count)


class LookForm(Form):
    """What the query string says, with an error in words where it says nonsense."""

    alliance = forms.ChoiceField(
        label=_("Alliance"),
        required=False,
        error_messages={"invalid_choice": _("There is nothing by this name here.")},
    )
    by = forms.CharField(required=False, widget=forms.HiddenInput)
    count = forms.CharField(required=False, widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("Compare with"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write a day as 2025-10-31.")},
    )

    def __init__(self, data: Any, *, person: Any) -> None:
        self.alliances = {
            row.slug: row for row in Alliance.objects.visible_to(person).order_by("-lead", "name")
        }
        chosen = data.get("alliance") or own_alliance(person, self.alliances)
        super().__init__({**data.dict(), "alliance": chosen}, auto_id="look-%s")
        field: Any = self.fields["alliance"]
        names = [(slug, row.text.name) for slug, row in self.alliances.items()]
        field.choices = [*names, (EVERYWHERE, _("All alliances"))]

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and not FIRST_DAY <= day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that has passed, not before 2020."))
        return day

    def look(self) -> Look:
        """The look asked for; what was wrong or nonsense is as if it were not asked."""
        self.is_valid()
        alliance = self.alliances.get(self.cleaned_data.get("alliance", EVERYWHERE))
        named = {dimension.name: dimension for dimension in dimensions_of(alliance)}
        by, count = self.cleaned_data.get("by", ""), self.cleaned_data.get("count", "")
        return Look(
            alliance=alliance,
            dimension=named.get(by, dimensions_of(alliance)[0]),
            count=count if count in COUNTS else SETTLED_ONES,
            on=self.cleaned_data.get("on"),
        )


def own_alliance(person: Any, alliances: dict[str, Alliance]) -> str:
    """The alliance that a person sees first: their own, else the lead."""
    theirs = [row.alliance.slug for row in standing_of(person).partnerships]
    return next(iter([*theirs, *alliances]), EVERYWHERE)


def earlier_days(today: date) -> list[tuple[Any, date]]:
    """Days to compare with at one click."""
    return [
        (_("A month ago"), today - timedelta(days=30)),
        (_("Three months ago"), today - timedelta(days=91)),
        (_("A year ago"), today - timedelta(days=365)),
    ]
