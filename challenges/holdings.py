"""What this room holds of people: see ``people.privacy``."""

from challenges.models import (
    Adoption,
    AdoptionTranslation,
    AdoptionUpdate,
    AdoptionUpdateTranslation,
    ChallengeRevision,
    ChallengeTranslation,
    Question,
)
from people.privacy import Holding, of_revisions, of_translations

HOLDINGS = (
    *of_revisions(ChallengeRevision),
    *of_translations(ChallengeTranslation, AdoptionTranslation, AdoptionUpdateTranslation),
    Holding(
        model=Adoption,
        link="author",
        export=(
            *("created_at", "origin", "alliance", "language", "state", "stage"),
            *("kept", "changed", "dropped", "first_step", "due", "reason"),
        ),
    ),
    Holding(
        model=AdoptionUpdate, link="author", export=("created_at", "adoption", "kind", "language", "body")
    ),
    Holding(model=Question, link="asker", export=("created_at", "adoption", "text", "language")),
    Holding(
        model=Question, link="answerer", export=("adoption", "answer_text", "answer_language", "answered_at")
    ),
)
