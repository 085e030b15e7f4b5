"""What partners do: initiatives, how they change, and how it goes."""

from initiatives.models.details import Audience, Details, Line, LineKind, Link, Participation
from initiatives.models.file import InitiativeFile, UpdateFile
from initiatives.models.history import InitiativeRevision, InitiativeTranslation
from initiatives.models.importing import Import, ImportRow, ImportState
from initiatives.models.initiative import Initiative
from initiatives.models.queries import InitiativeQuerySet, Named
from initiatives.models.stage import STEPS, Stage
from initiatives.models.update import Update, UpdateTranslation

__all__ = [
    "STEPS",
    "Audience",
    "Details",
    "Import",
    "ImportRow",
    "ImportState",
    "Initiative",
    "InitiativeFile",
    "InitiativeQuerySet",
    "InitiativeRevision",
    "InitiativeTranslation",
    "Line",
    "LineKind",
    "Link",
    "Named",
    "Participation",
    "Stage",
    "Update",
    "UpdateFile",
    "UpdateTranslation",
]
