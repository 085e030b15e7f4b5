"""Alerts: what answers a saved search anew becomes an event that its owner is told of."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Min

from activity.models import Debt, Event, owe_all, record
from activity.registry import job
from search.events import ANSWERED
from search.models import Known, SavedSearch
from search.registry import sources

BATCH = 100
# A transaction may tell of a moment some time before it commits.
OVERLAP = timedelta(minutes=5)
MOVED_AT_ONCE = 5_000

# What moved: by id, its model and who moved it (``None`` for the house itself).
Moved = dict[UUID, tuple[type[Any], set[UUID | None]]]


@job("search.looks", every=timedelta(minutes=15))
def looks(*, now: datetime) -> None:
    """Owe a look for every saved search that alerts, a handful each; none while nothing has moved."""
    alerting = SavedSearch.objects.alerting()
    since = alerting.aggregate(since=Min("looked_at"))["since"]
    if since is None or not moved_since(since, now, limit=1):
        return
    ids = [str(pk) for pk in alerting.order_by("pk").values_list("pk", flat=True)]
    batches = [ids[first : first + BATCH] for first in range(0, len(ids), BATCH)]
    owe_all(
        "search.look", [Debt(f"{now:%Y-%m-%dT%H:%M}:{batch[0]}", {"searches": batch}) for batch in batches]
    )


@job("search.look")
def look(*, searches: list[str], now: datetime) -> None:
    """Compare what moved since with each of these searches, and record one event for each thing that answers some
    of them for the first time."""
    rows = list(
        SavedSearch.objects.filter(pk__in=searches)
        .select_for_update(of=("self",))
        .select_related("person")
        .order_by("pk")
    )
    if not rows:
        return
    moved = moved_since(min(row.looked_at for row in rows), now)
    news: dict[UUID, list[SavedSearch]] = {}
    for row in rows:
        for found in new_answers(row, moved):
            news.setdefault(found, []).append(row)
    tell(news, moved, now)
    SavedSearch.objects.filter(pk__in=[row.pk for row in rows]).update(looked_at=now)


def moved_since(since: datetime, now: datetime, limit: int = MOVED_AT_ONCE) -> Moved:
    """What can be found and something happened to."""
    models = {ContentType.objects.get_for_model(one.model).pk: one.model for one in sources()}
    happened = Event.objects.filter(
        created_at__gt=since - OVERLAP, created_at__lte=now, subject_type__in=models
    ).exclude(kind=ANSWERED)
    moved: Moved = {}
    rows = happened.order_by("-created_at").values_list("subject_type", "subject_id", "actor")[:limit]
    for subject_type, subject, actor in rows:
        moved.setdefault(subject, (models[subject_type], set()))[1].add(actor)
    return moved


def new_answers(search: SavedSearch, moved: Moved) -> Iterable[UUID]:
    """What of ``moved`` answers ``search`` for the first time and was not its owner's own doing."""
    own = {search.person_id}
    models = set(search.asks.models())
    among = {pk for pk, (model, _actors) in moved.items() if model in models}
    new = Known.note(search, search.answers(among)) if among else set()
    return [pk for pk in new if moved[pk][1] != own]


def tell(news: dict[UUID, list[SavedSearch]], moved: Moved, now: datetime) -> None:
    """Record that each thing answers these searches; who follows one of them is told by that."""
    by_model: dict[type[Any], list[UUID]] = {}
    for pk in news:
        by_model.setdefault(moved[pk][0], []).append(pk)
    for model, ids in by_model.items():
        for pk, thing in sorted(model._default_manager.in_bulk(ids).items()):
            record(ANSWERED, actor=None, subject=thing, concerns=news[pk], at=now)
