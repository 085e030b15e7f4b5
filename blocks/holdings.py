"""What this room holds of people: see ``people.privacy``."""

from blocks.models import BlockProposal, BlockVersion, ConnectionStep, Tag, Tagging
from people.privacy import Holding

HOLDINGS = (
    Holding(
        model=Tag,
        link="author",
        export=("said_at", "initiative", "block", "strength", "reason", "language", "state"),
    ),
    Holding(model=Tag, link="confirmer", export=("decided_at", "initiative", "block", "state", "word")),
    Holding(model=Tagging, link="by", export=("said_at", "initiative", "confirming", "undone_at")),
    Holding(
        model=BlockVersion,
        link="by",
        export=("created_at", "language", "name", "question", "description", "word"),
    ),
    Holding(
        model=BlockProposal,
        link="author",
        export=("said_at", "block", "language", "name", "question", "description", "why", "state"),
    ),
    Holding(model=BlockProposal, link="answered_by", export=("answered_at", "block", "state", "word")),
    Holding(model=ConnectionStep, link="by", export=("at", "connection", "act", "word", "language")),
)
