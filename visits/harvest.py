"""What comes of a visit, as those who gather it see it: each takeaway with its form, each city with its ticks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from alliances.models import Alliance, standing_of
from challenges.models import Challenge
from visits.afterwards_forms import PinForm
from visits.models import Outcome, SiteVisit, Takeaway
from visits.record import Record


@dataclass(frozen=True)
class Cell:
    """One city at one challenge: what it ticked, and whether the reader ticks for it."""

    alliance: Alliance
    outcome: Outcome | None
    own: bool


class Harvest(Record):
    """``Record`` with what can still be done about it."""

    def __init__(self, visit: SiteVisit, person: Any) -> None:
        super().__init__(visit, person)

    @cached_property
    def pinning(self) -> list[tuple[Takeaway, PinForm]]:
        offered = PinForm.offered(self.visit, self.person)
        return [
            (row, PinForm(visit=self.visit, person=self.person, takeaway=row, offered=offered))
            for row in self.takeaways
        ]

    @cached_property
    def ticking(self) -> list[tuple[Challenge, list[Cell]]]:
        """Every public challenge of the hosts × every city that was invited."""
        found = {(one.challenge_id, one.alliance_id): one for one in self.outcomes}
        standing = standing_of(self.person)
        own = {city.pk for city in self.delegations if not city.lead and standing.member_of(city.pk)}
        challenges = Challenge.objects.standing().visible_to(self.person)
        rows = challenges.filter(alliance=self.visit.alliance, public=True).with_text().in_order()
        return [
            (
                challenge,
                [Cell(city, found.get((challenge.pk, city.pk)), city.pk in own) for city in self.delegations],
            )
            for challenge in rows
        ]

    @cached_property
    def unthanked(self) -> int:
        """How many came and were not thanked yet."""
        return self.visit.invitees.to_thank().count()

    @cached_property
    def thanked(self) -> bool:
        """Whether anybody was thanked."""
        return self.visit.invitees.exclude(thanked_at=None).exists()
