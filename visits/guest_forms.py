"""What is asked of who invites guests, and of who comes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from web.forms import Form


class GuestForm(Form):
    """Inviting somebody by e-mail."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=120, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"language": get_language() or "en"}, auto_id="guest-%s")


class AskForm(Form):
    """A visitor asks for a link of their own."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("Used for this visit alone, and forgotten 90 days after it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class WishesForm(Form):
    """What a guest expects and needs; who has no account says who they are, too."""

    expectation = forms.CharField(
        label=_("What do you hope to take home?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The hosts read it, fit the programme to it, and answer you after the visit."),
    )
    needs = forms.CharField(
        label=_("Access and diet"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the hosts see this. It is deleted the day after the visit."),
    )

    def __init__(self, data: Any = None, *, invitee: Any, named: bool) -> None:
        names = ("name", "organisation", "expectation", "needs")
        initial = {name: getattr(invitee, name) for name in names} if invitee else {}
        super().__init__(data, initial=initial, auto_id="wish-%s")
        if not named:
            self.fields["name"] = forms.CharField(label=_("Your name"), max_length=120, required=False)
            self.fields["organisation"] = forms.CharField(
                label=_("Your organisation"), max_length=160, required=False
            )
            self.order_fields(["name", "organisation", "expectation", "needs"])


class ReplyForm(Form):
    reply = forms.CharField(
        label=_("What came of it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, invitee: Any = None) -> None:
        initial = {"reply": invitee.reply} if invitee else {}
        super().__init__(data, initial=initial, auto_id=f"reply-{invitee.pk}-%s" if invitee else "reply-%s")
