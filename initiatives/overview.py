"""What the coordinator's overview shows of this room: which partners have not been heard for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from alliances.models import Alliance, Partnership
from initiatives.models import Initiative, Update

QUIET_AFTER = timedelta(weeks=12)


@dataclass(frozen=True)
class Silence:
    """The partners that told nothing for ``weeks`` weeks, the longest silent first, each with ``heard_at`` (``None``
    for one that never told anything); ``of`` is how many partners there are."""

    quiet: list[Partnership]
    of: int
    weeks: int = QUIET_AFTER.days // 7


def silence(
    alliances: Sequence[Alliance], person: Any, now: datetime | None = None
) -> dict[Alliance, Silence]:
    """Who of each alliance has logged nothing and told no news of its work lately; one query.

    ``person`` coordinates the alliances, so all that is told there is theirs to see.
    """
    line = (now or timezone.now()) - QUIET_AFTER
    logged = Initiative.objects.filter(partnership=OuterRef("pk")).order_by().values("partnership")
    told = Update.objects.filter(
        organisation=OuterRef("organisation"), initiative__partnership__alliance=OuterRef("alliance")
    )
    heard = {
        "logged_at": Subquery(logged.annotate(at=Max("logged_at")).values("at")),
        "told_at": Subquery(
            told.order_by().values("organisation").annotate(at=Max("created_at")).values("at")
        ),
    }
    rows = Partnership.objects.filter(alliance__in=alliances, until=None).select_related("organisation")
    of: dict[Any, list[Partnership]] = {alliance.pk: [] for alliance in alliances}
    # GREATEST passes over what is NULL, so one kind of news is enough.
    for row in rows.annotate(**heard).annotate(heard_at=Greatest(F("logged_at"), F("told_at"))):
        of[row.alliance_id].append(row)
    return {alliance: Silence(_quiet(of[alliance.pk], line), len(of[alliance.pk])) for alliance in alliances}


def _quiet(rows: list[Any], line: datetime) -> list[Any]:
    quiet = [row for row in rows if row.heard_at is None or row.heard_at < line]
    return sorted(
        quiet, key=lambda row: (row.heard_at is not None, row.heard_at or line, str(row.organisation))
    )
