"""Shapes of what this room asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.models import SavedSearch
from web.forms import Form


class NameForm(Form):
    """What a saved search is called."""

    name = forms.CharField(label=_("Name"), max_length=SavedSearch._meta.get_field("name").max_length)
