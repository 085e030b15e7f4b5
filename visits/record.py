"""A visit as its page shows it: programme, guests, takeaways and what cities took home."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from alliances.models import Alliance
from challenges.models import Adoption, Challenge
from people.models import Person
from visits.models import (
    Day,
    Outcome,
    Phase,
    ProgrammeItem,
    SiteVisit,
    Takeaway,
    current_item,
    next_item,
    programme,
)

SHOWN = 60


@dataclass(frozen=True)
class Row:
    """One challenge in the grid, with a cell for each city: its outcome, or nothing."""

    challenge: Challenge
    cells: list[tuple[Alliance, Outcome | None]]


class Record:
    """What one person may read of one visit; each part is fetched when the page asks for it."""

    def __init__(self, visit: SiteVisit, person: Any, now: datetime | None = None) -> None:
        self.visit, self.person, self.now = visit, person, now or timezone.now()

    @cached_property
    def items(self) -> list[ProgrammeItem]:
        rows = list(self.visit.items.standing().in_order().for_reading(self.person))
        for row in rows:
            row.visit = self.visit
        return rows

    @cached_property
    def days(self) -> list[Day]:
        return programme(self.visit, self.items, self.now)

    @cached_property
    def current(self) -> ProgrammeItem | None:
        """What runs now; nothing once the visit was held."""
        return None if self.is_over else current_item(self.items, self.now)

    @cached_property
    def next(self) -> ProgrammeItem | None:
        return next_item(self.items, self.now)

    @cached_property
    def is_today(self) -> bool:
        return self.visit.is_today(self.now)

    @cached_property
    def is_over(self) -> bool:
        """By its phase or its days; of one with a month alone, once the month is over."""
        return self.visit.is_over(self.now)

    @cached_property
    def delegations(self) -> list[Alliance]:
        invited = self.visit.invitees.delegations().values("alliance")
        return list(Alliance.objects.visible_to(self.person).filter(pk__in=invited).lead_first())

    @cached_property
    def hosts(self) -> list[Person]:
        """Who receives the guests, by name: within the host alliance, as everywhere."""
        inside = self.visit.circle_id in getattr(self.person, "circle_ids", ())
        return list(self.visit.hosts.order_by("name")) if inside else []

    @cached_property
    def takeaways(self) -> list[Takeaway]:
        rows = Takeaway.objects.visible_to(self.person).filter(visit=self.visit)
        found: list[Any] = list(rows.newest_first().for_reading(self.person)[:SHOWN])
        for row in found:
            row.visit = self.visit
            for photo in row.photos:
                photo.takeaway = row
        return found

    @cached_property
    def outcomes(self) -> list[Outcome]:
        rows = Outcome.objects.visible_to(self.person).filter(visit=self.visit).taken_home().in_order()
        adoptions = Adoption.objects.visible_to(self.person)
        return list(rows.select_related("alliance").prefetch_related(Prefetch("adoption", adoptions)))

    @cached_property
    def promised(self) -> list[Outcome]:
        """The commitments made here, the next one due first."""
        rows = Outcome.objects.visible_to(self.person).filter(visit=self.visit).promised()
        return list(rows.select_related("commitment__organisation", "commitment__alliance"))

    @cached_property
    def may_jot(self) -> bool:
        """Whether takeaways are taken now: on its days, and afterwards."""
        return self.is_today or self.visit.phase in (Phase.UNDER_WAY, Phase.HELD, Phase.WRITTEN_UP)

    @cached_property
    def challenges(self) -> list[Challenge]:
        """The challenges of the grid: those that a city took home."""
        ids = {one.challenge_id for one in self.outcomes}
        return list(Challenge.objects.visible_to(self.person).filter(pk__in=ids).with_text().in_order())

    @cached_property
    def grid(self) -> list[Row]:
        """City × challenge."""
        found = {(one.challenge_id, one.alliance_id): one for one in self.outcomes}
        return [
            Row(challenge, [(city, found.get((challenge.pk, city.pk))) for city in self.delegations])
            for challenge in self.challenges
        ]

    @cached_property
    def cities(self) -> int:
        """How many cities took something home."""
        return len({one.alliance_id for one in self.outcomes})
