"""What reads alike: the index asked with another thing's own words."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from search.models import Entry, configuration_of

HITS = 500  # taken from the index before anything is ranked
WORDS = 12  # of a title, at most
SHORTEST = 4


def near(
    model: type[Any], titles: Iterable[tuple[str, str]], person: Any, *, leave_out: UUID, limit: int = 20
) -> dict[UUID, float]:
    """``{id: rank}`` of the things of ``model`` that ``person`` may see and whose texts hold words of ``titles``.

    ``titles`` are (language, words); ``leave_out`` is the thing they come from. One query; the higher a rank, the
    closer; an empty answer where the titles have no word of at least four letters.
    """
    query = None
    for language, title in titles:
        words = [word for word in re.findall(r"\w+", title) if len(word) >= SHORTEST][:WORDS]
        if words:
            part = SearchQuery(" or ".join(words), search_type="websearch", config=configuration_of(language))
            query = part if query is None else query | part
    if query is None:
        return {}
    of_model = Entry.objects.visible_to(person).filter(
        subject_type=ContentType.objects.get_for_model(model), vector=query
    )
    hits = of_model.exclude(subject_id=leave_out).values("pk")[:HITS]
    ranked = Entry.objects.filter(pk__in=hits).annotate(rank=SearchRank(F("vector"), query)).order_by("-rank")
    found: dict[UUID, float] = {}
    for subject, rank in ranked.values_list("subject_id", "rank")[:limit]:
        found[subject] = max(rank, found.get(subject, 0.0))
    return found
