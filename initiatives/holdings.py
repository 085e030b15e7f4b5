"""What this room holds of people: see ``people.privacy``."""

from initiatives.models import (
    Import,
    Initiative,
    InitiativeFile,
    InitiativeRevision,
    InitiativeTranslation,
    Update,
    UpdateFile,
    UpdateTranslation,
)
from people.privacy import Holding, of_files, of_revisions, of_translations

HOLDINGS = (
    Holding(
        model=Initiative,
        link="author",
        export=(
            *("logged_at", "partnership", "title", "body", "language", "stage", "place", "challenges"),
            *("audiences", "participation", "participation_reason", "needs", "offers", "links"),
            *("began_on", "ends_on", "public", "withdrawn_at", "withdrawn_reason"),
        ),
    ),
    Holding(
        model=Update,
        link="author",
        export=(
            "created_at",
            "initiative",
            "kind",
            "body",
            "language",
            "stage",
            "happened_on",
            "withdrawn_reason",
        ),
    ),
    of_files(InitiativeFile),
    of_files(UpdateFile),
    *of_revisions(InitiativeRevision),
    *of_translations(InitiativeTranslation, UpdateTranslation),
    # The rows of the table became initiatives, which are told above.
    Holding(
        model=Import,
        link="asked_by",
        export=("created_at", "name", "language", "state", "done", "finished_at"),
    ),
)
