"""What is asked of somebody who invites."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.models import Alliance, Commitment, Invitation, Membership, Partnership, standing_of
from alliances.models.invitation import LONGEST_WORD
from alliances.permissions import may_coordinate
from web.collation import sort_key
from web.forms import ChoiceTiles, Form, day_field


def partnerships_open_to(person: Any, alliance: Alliance) -> QuerySet[Partnership]:
    """Where ``person`` may invite somebody: everywhere as coordinator, else where they work themselves."""
    current = (
        Partnership.objects.current().filter(alliance=alliance).select_related("organisation", "alliance")
    )
    if may_coordinate(person, alliance):
        return current
    if not alliance.members_invite:
        return current.none()
    return current.filter(pk__in=[partnership.pk for partnership in standing_of(person).partnerships])


class PartnershipChoice(forms.ModelChoiceField):
    """One of the alliance's organisations, by its name in the reader's language and in that alphabet's order."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.organisation.text.name


class InviteForm(Form):
    """Whom, into which organisation, as what, and in which language to write to them."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=Invitation._meta.get_field("email").max_length,
        help_text=_("The invitation is good for this address only."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    partnership = PartnershipChoice(
        label=_("Organisation"), queryset=Partnership.objects.none(), empty_label=None
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
        widget=ChoiceTiles(
            columns="one",
            hints={
                Membership.Role.MEMBER: _("Logs initiatives and says how they go."),
                Membership.Role.COORDINATOR: _(
                    "Also tags, answers, invites and reports for the whole alliance."
                ),
            },
        ),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    unit = forms.CharField(
        label=_("Unit or department"),
        required=False,
        max_length=Invitation._meta.get_field("unit").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "In a large house. Two departments that do not know of each other may be introduced, too."
        ),
    )
    word = forms.CharField(
        label=_("A line of your own"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the mail as you write it: what you look for, or how you know each other."),
    )

    def __init__(self, *args: Any, alliance: Alliance, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = partnerships_open_to(person, alliance)
        here = get_language() or "en"
        choice = self.fields["partnership"]
        choice.queryset = places  # type: ignore[attr-defined]
        self.places = sorted(places, key=lambda place: sort_key(place.organisation.text.name, here))
        choice.choices = [(str(place.pk), place.organisation.text.name) for place in self.places]  # type: ignore[attr-defined]
        own = [place.pk for place in self.places if standing_of(person).works_for(place.pk)]
        self.initial = {
            "language": (alliance.languages or [here])[0],
            "partnership": own[0] if own else None,
            **self.initial,
        }
        if not may_coordinate(person, alliance):
            # What is not asked cannot be sent: a member invites members.
            del self.fields["role"]


MYSELF = "me"
TILES = 8  # more choices than these are a list to choose from


class CommitForm(Form):
    """What is promised, by whom and by when; ``answers()`` are the keywords of ``Commitment.make``."""

    what = forms.CharField(
        label=_("What will be done?"),
        max_length=Commitment._meta.get_field("what").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One thing, so that everybody can see whether it is done."),
    )
    owner = forms.ChoiceField(label=_("Who does it?"))
    due = day_field(label=_("By when?"), help_text=_("A reminder comes three days before."))

    def __init__(self, *args: Any, alliance: Alliance, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        rows = Partnership.objects.current().filter(alliance=alliance).select_related("organisation")
        if not may_coordinate(person, alliance):
            rows = rows.filter(pk__in=[one.pk for one in standing_of(person).partnerships])
        here = get_language() or "en"
        self.organisations = {str(row.organisation_id): row.organisation for row in rows}
        named = [(pk, one.text.name) for pk, one in self.organisations.items()]
        named.sort(key=lambda choice: sort_key(choice[1], here))
        owner: Any = self.fields["owner"]
        if len(named) < TILES:
            owner.widget = ChoiceTiles()
        owner.choices = [*named, (MYSELF, _("I myself"))]
        own = [
            one.organisation_id for one in standing_of(person).partnerships if one.alliance_id == alliance.pk
        ]
        self.initial = {"owner": str(own[0]) if own else "", **self.initial}

    def answers(self) -> dict[str, Any]:
        """Only after ``is_valid()``."""
        answers = dict(self.cleaned_data)
        owner = answers["owner"]
        answers["owner"] = self.person if owner == MYSELF else self.organisations[owner]
        return {**answers, "language": get_language() or "en"}


class GiveUpForm(Form):
    reason = forms.CharField(
        label=_("Why will it not be done?"),
        max_length=Commitment._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever counted on it reads this."),
    )
