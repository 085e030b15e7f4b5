"""What cities share: themes, each alliance's challenges with their dossiers, and how one becomes another city's."""

from challenges.models.adoption import Adoption, AdoptionTranslation
from challenges.models.challenge import Challenge, ChallengeTranslation
from challenges.models.dossier import SECTIONS, Dossier
from challenges.models.revision import ChallengeRevision
from challenges.models.theme import Theme

__all__ = [
    "SECTIONS",
    "Adoption",
    "AdoptionTranslation",
    "Challenge",
    "ChallengeRevision",
    "ChallengeTranslation",
    "Dossier",
    "Theme",
]
