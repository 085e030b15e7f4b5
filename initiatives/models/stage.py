"""How far along an initiative is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where an initiative stands, by the U-RLLL method (Urban Real-Life Learning Lab)."""

    IDEA = "idea", _("Idea")
    FRAMING = "framing", _("Challenge framing")
    FIELD_RESEARCH = "field_research", _("Field research")
    DESIGN = "participatory_design", _("Participatory design")
    PROTOTYPING = "prototyping_testing", _("Prototyping and testing")
    UPTAKE = "uptake", _("Uptake")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")

    @property
    def step(self) -> int:
        """Which of ``STEPS`` this is, from 1; 0 for a stage beside the way."""
        return STEPS.index(self) + 1 if self in STEPS else 0


STEPS = (
    Stage.IDEA,
    Stage.FRAMING,
    Stage.FIELD_RESEARCH,
    Stage.DESIGN,
    Stage.PROTOTYPING,
    Stage.UPTAKE,
)
