"""What people say about a connection."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import Form


class WordForm(Form):
    """Putting a connection aside; a word is asked for where somebody waits for an answer."""

    word = forms.CharField(
        label=_("Why not?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Both sides read it. It comes back by itself only if there is a new reason."),
    )
