from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import Form


class KitForm(Form):
    """One file; what is in it, ``kits.format.read`` judges."""

    kit = forms.FileField(
        label=_("The kit"),
        help_text=_("A .zip file that somebody downloaded from a challenge’s page, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file.")},
    )
