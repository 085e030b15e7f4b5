"""What cities share: themes, each alliance's challenges with their dossiers, and how one becomes another city's."""

from challenges.models.adoption import Adoption, AdoptionTranslation
from challenges.models.challenge import Challenge, ChallengeTranslation
from challenges.models.dossier import SECTIONS, Dossier
from challenges.models.rails import (
    AdoptionUpdate,
    AdoptionUpdateTranslation,
    Check,
    OriginChange,
    Question,
    mark_ready,
    readable,
    readiness,
)
from challenges.models.revision import ChallengeRevision
from challenges.models.theme import Theme

__all__ = [
    "SECTIONS",
    "Adoption",
    "AdoptionTranslation",
    "AdoptionUpdate",
    "AdoptionUpdateTranslation",
    "Challenge",
    "ChallengeRevision",
    "ChallengeTranslation",
    "Check",
    "Dossier",
    "OriginChange",
    "Question",
    "Theme",
    "mark_ready",
    "readable",
    "readiness",
]
