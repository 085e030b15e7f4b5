"""What this room holds of people: see ``people.privacy``."""

import re

from django.db.models import Q

from people.privacy import ALL, Holding, Traces
from search.index import index
from search.models import Entry, SavedSearch, Word


def forget_words(words: Traces) -> None:
    """Index anew what named them, and forget the parts of their name that nothing else says."""
    parts = set(re.findall(r"[^\W\d_]{3,40}", f"{words.mention} {words.email}".lower()))
    found = _saying(words.email)
    if words.mention:
        found |= _saying(words.mention)
    for entry in Entry.objects.filter(found).select_related("subject_type"):
        model = entry.subject_type.model_class()
        thing = model and model._default_manager.filter(pk=entry.subject_id).first()
        if thing is not None:
            index(thing)
    said = {part for part in parts if Entry.objects.filter(_saying(part)).exists()}
    Word.objects.filter(text__in=parts - said).delete()


def _saying(words: str) -> Q:
    return Q(title__icontains=words) | Q(note__icontains=words) | Q(body__icontains=words)


HOLDINGS = (
    Holding(model=Entry, fixed=ALL, after=forget_words),
    Holding(
        model=SavedSearch,
        link="person",
        goes=True,
        export=("created_at", "name", "listing", "query"),
        left_out=("slug", "looked_at"),
    ),
)
