"""How far a report is, what its run is to come to, and why it could not be made."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    ASKED = "asked", _("Waiting for its turn")
    WORKING = "working", _("Being made")
    DRAFTED = "drafted", _("Draft")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be made")
    CANCELLED = "cancelled", _("Cancelled")


# Being made, and begun but not frozen yet.
OPEN = (State.ASKED, State.WORKING)
UNFINISHED = (*OPEN, State.DRAFTED)


class Aim(models.TextChoices):
    """What the present run is to come to."""

    DRAFT = "draft", _("A draft to write into")
    FREEZE = "freeze", _("Frozen, with its files")


class Trouble(models.TextChoices):
    """Why a report could not be made, in words for whoever asked."""

    RIGHTS = "rights", _("Whoever asked for it no longer coordinates this alliance.")
    TIME = "time", _("It took longer than a quarter of an hour and was stopped.")
    SPACE = "space", _("There was no room left on the disk for its files.")
    LOST = "lost", _("The work on it broke off several times.")
    FAULT = "fault", _("Something went wrong on our side, not on yours.")
