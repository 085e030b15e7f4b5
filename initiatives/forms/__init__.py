"""What people write about an initiative and how it goes, and what they narrow the list by."""

from initiatives.forms.filtering import Choices, FilterForm, Offered, UpdateFilterForm
from initiatives.forms.initiative import InitiativeForm, partnerships_of
from initiatives.forms.update import UpdateForm
from initiatives.forms.withdrawing import WithdrawForm

__all__ = [
    "Choices",
    "FilterForm",
    "InitiativeForm",
    "Offered",
    "UpdateFilterForm",
    "UpdateForm",
    "WithdrawForm",
    "partnerships_of",
]
