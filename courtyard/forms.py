"""What may be asked of the search page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.find import LAST_PAGE
from search.words import LONGEST
from web.forms import Form


class SearchForm(Form):
    """``q``, one ``kind`` and a ``page``, all optional."""

    q = forms.CharField(label=_("Words"), max_length=LONGEST, required=False)
    kind = forms.CharField(max_length=30, required=False)
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)
