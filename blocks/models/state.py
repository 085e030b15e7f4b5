"""How strong a tag is, and where it stands between the partner who proposed it and the coordinator."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Strength(models.TextChoices):
    CONTRIBUTING = "contributing", _("Contributing")
    CORE = "core", _("Core")


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    AMENDED = "amended", _("Amended")
    DECLINED = "declined", _("Declined")
    REMOVED = "removed", _("Removed")


SETTLED = (State.CONFIRMED, State.AMENDED)
STANDING = (State.PROPOSED, *SETTLED)
