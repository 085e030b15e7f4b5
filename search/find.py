"""Finding: one walled, ranked, faceted way to ask the index."""

from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchRank
from django.db.models import F

from search.models import Entry, EntryQuerySet
from search.words import Question, ask

RANKED = 2_000  # entries that are ranked; of a word that more of them hold, these are as good as any


def matching(model: type[Any], q: str, person: Any) -> list[UUID]:
    """The ids of what ``person`` may see of ``model`` and ``q`` asks for, best first, at most ``RANKED``.

    For a list that narrows itself: ``things.filter(pk__in=matching(Thing, q, person))``. One query; one or two
    more when nothing was found as typed and small slips are forgiven. Nothing in ``q`` makes it fail; without
    a word in it nothing is found.
    """
    question = ask(q)
    return _ids(model, question, person) or _ids(model, question.respelled(), person)


def _ids(model: type[Any], question: Question, person: Any) -> list[UUID]:
    if not question:
        return []
    of_model = Entry.objects.filter(subject_type=ContentType.objects.get_for_model(model))
    hits = _hits(question, person, of_model).values_list("subject_id", "rank")
    return list(dict.fromkeys(subject for subject, _ in sorted(hits, key=lambda hit: -hit[1])))


def _hits(question: Question, person: Any, entries: EntryQuerySet) -> EntryQuerySet:
    """The entries that answer, ranked, but not in order: the cap comes first, so that a common word costs no
    more than a rare one."""
    query = question.query()
    return (
        entries.visible_to(person)
        .filter(vector=query)
        .annotate(rank=SearchRank(F("vector"), query, normalization=1))[:RANKED]
    )
