"""What is asked before something is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms import Form


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever follows the old address reads this."),
    )
