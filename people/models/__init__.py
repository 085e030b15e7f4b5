"""Who signs in, the walls that say what each may see, and the drafts nobody else ever sees."""

from people.models.draft import (
    Draft,
    DraftConflict,
    TornSheet,
    forget_abandoned_files,
    forget_torn_sheets,
    keep_after_expiry,
    owner_by_token,
    owner_token,
    words_sign,
    written_at,
)
from people.models.draft_file import DraftFile
from people.models.person import (
    Circle,
    Circled,
    CircledQuerySet,
    CircleMember,
    Person,
    Walled,
    WalledQuerySet,
    display_name,
    known_time_zone,
)

__all__ = [
    "Circle",
    "CircleMember",
    "Circled",
    "CircledQuerySet",
    "Draft",
    "DraftConflict",
    "DraftFile",
    "Person",
    "TornSheet",
    "Walled",
    "WalledQuerySet",
    "display_name",
    "forget_abandoned_files",
    "forget_torn_sheets",
    "keep_after_expiry",
    "known_time_zone",
    "owner_by_token",
    "owner_token",
    "words_sign",
    "written_at",
]
