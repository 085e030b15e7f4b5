"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from activity.registry import Subject, register_kinds, register_subject, register_topics
from people import privacy
from search import alerts  # noqa: F401  (its jobs register themselves)
from search.events import KINDS, TOPICS
from search.holdings import HOLDINGS
from search.models import Entry, SavedSearch
from search.registry import Listing, register_listing, sources
from search.words import ask


def own_searches(ids: Iterable[UUID], person: Any) -> dict[UUID, SavedSearch]:
    return SavedSearch.objects.visible_to(person).in_bulk(list(ids))


def words_asked(query: QueryDict, _person: Any) -> list[str]:
    """The words of the search page, and the kind they are looked for in."""
    words, kind = query.get("q", "").strip(), query.get("kind", "")
    labels = {source.kind: str(source.label) for source in sources()}
    if not ask(words) or "\x00" in words or (kind and kind not in labels):
        return []
    return [words, labels[kind]] if kind else [words]


def found_everywhere(
    query: QueryDict, person: Any, among: Collection[UUID] | None, limit: int
) -> Iterable[UUID]:
    """What holds the words as they were typed: an alert that guesses would tell of what nobody asked for."""
    asked = ask(query.get("q", ""))
    if not asked:
        return []
    entries = Entry.objects.visible_to(person).filter(vector=asked.query())
    if query.get("kind"):
        entries = entries.filter(kind=query["kind"])
    if among is not None:
        entries = entries.filter(subject_id__in=among)
    return entries.order_by().values_list("subject_id", flat=True).distinct()[:limit]


EVERYWHERE = Listing(
    name="everywhere",
    route="courtyard:search",
    label=_("Search"),
    params=lambda: ("q", "kind"),
    models=lambda: [source.model for source in sources()],
    words=words_asked,
    answers=found_everywhere,
)


def register() -> None:
    privacy.register(*HOLDINGS)
    register_listing(EVERYWHERE)
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_subject(
        Subject(model=SavedSearch, fetch=own_searches, name="search", label=_("Saved search"), follow=True)
    )
