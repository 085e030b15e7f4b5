"""The list of initiatives as a question that may be saved."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms import FilterForm
from initiatives.models import Initiative
from search.registry import Listing


def words_of(query: QueryDict, person: Any) -> list[str]:
    """What each filter that is on says; nothing where one of them is no choice."""
    form = FilterForm(query, person=person)
    return [str(filter["words"]) for filter in form.now()] if form.is_valid() else []


def answers(query: QueryDict, person: Any, among: Collection[UUID] | None, limit: int) -> Iterable[UUID]:
    """The initiatives that the list shows for this query."""
    rows = FilterForm(query, person=person).apply(Initiative.objects.standing().visible_to(person))
    if among is not None:
        rows = rows.filter(pk__in=among)
    return rows.order_by().values_list("pk", flat=True)[:limit]


INITIATIVES = Listing(
    name="initiatives",
    route="initiatives:list",
    label=_("Initiatives"),
    params=FilterForm.params,
    models=lambda: [Initiative],
    words=words_of,
    answers=answers,
)
