"""How an alliance stands by what it measures: its milestones in time, its indicators, what is owed next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from alliances.models import Alliance
from reports.measures.drawing import Line, line_of
from reports.measures.figures import figure
from reports.measures.models import Direction, Indicator, Milestone, WorkPackage, today_of

SOON = timedelta(days=30)


def month_words(day: date) -> str:
    """The month of a target within a sentence: June 2027."""
    return date_format(day, pgettext("a month after “by”, as a date format", "F Y"))


def sentence_of(indicator: Indicator) -> str:
    """How an indicator stands, in a sentence: 12 of 30 by June 2027."""
    return sentence_at(indicator, indicator.value)


def sentence_at(indicator: Indicator, value: Decimal) -> str:
    """How it stands with that value."""
    words = {
        "value": figure(value),
        "target": figure(indicator.target),
        "month": month_words(indicator.target_on),
    }
    if indicator.direction == Direction.UP:
        return _("%(value)s of %(target)s by %(month)s") % words
    return _("%(value)s, to fall to %(target)s by %(month)s") % words


@dataclass(frozen=True)
class Shown:
    """An indicator with its sentence, its line, and whether it was measured long ago."""

    indicator: Indicator
    sentence: str
    line: Line
    stale: bool


def shown(indicator: Indicator, today: date) -> Shown:
    return Shown(indicator, sentence_of(indicator), line_of(indicator), indicator.is_stale(today))


def finding_of(milestones: Sequence[Milestone]) -> str:
    """How many of ``milestones`` are reached, in a sentence."""
    words = ngettext(
        "%(reached)d of %(count)d milestone is reached.",
        "%(reached)d of %(count)d milestones are reached.",
        len(milestones),
    )
    reached = sum(one.state == "reached" for one in milestones)
    return words % {"reached": reached, "count": len(milestones)}


@dataclass(frozen=True)
class Board:
    """Everything an alliance measures, as ``person`` may see it."""

    alliance: Alliance
    today: date
    milestones: list[Milestone]
    indicators: list[Shown]

    @classmethod
    def of(cls, alliance: Alliance, person: Any) -> "Board":
        """Fetch it: at most nine queries."""
        today = today_of(alliance)
        milestones = Milestone.objects.visible_to(person).standing().filter(alliance=alliance)
        indicators = Indicator.objects.visible_to(person).standing().filter(alliance=alliance)
        rows = indicators.for_reading(person).in_order()
        return cls(
            alliance,
            today,
            list(milestones.for_reading(person).soonest_first()),
            [shown(one, today) for one in rows],
        )

    @property
    def next(self) -> Milestone | None:
        """The open milestone that is due first."""
        return next((one for one in self.milestones if one.is_open), None)

    @property
    def finding(self) -> str:
        """How far the milestones are, in a sentence."""
        return finding_of(self.milestones)

    @property
    def packages(self) -> list[tuple[Any, list[Shown]]]:
        """The indicators by work package, in the packages' own order."""
        found = [
            (one, [row for row in self.indicators if row.indicator.work_package == one])
            for one in WorkPackage
        ]
        return [(package.label, rows) for package, rows in found if rows]


@dataclass(frozen=True)
class Standing:
    """An indicator with the sentence on how it stands."""

    indicator: Indicator
    sentence: str


@dataclass
class OwedHere:
    """How an alliance stands, and what its coordinators have to see to: milestones late or near, the next one,
    indicators left alone."""

    alliance: Alliance
    today: date
    late: list[Milestone] = field(default_factory=list)
    soon: list[Milestone] = field(default_factory=list)
    next: Milestone | None = None
    stale: list[Standing] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    indicators: list[Standing] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.milestones and not self.indicators

    @property
    def finding(self) -> str:
        """How far the milestones are, in a sentence; empty without any."""
        return finding_of(self.milestones) if self.milestones else ""

    @property
    def waits(self) -> bool:
        return bool(self.late or self.soon or self.stale)


def owed_by(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, OwedHere]:
    """What is owed in each of ``alliances``: two queries."""
    found = {alliance: OwedHere(alliance, today_of(alliance)) for alliance in alliances}
    by_pk = {alliance.pk: here for alliance, here in found.items()}
    milestones = Milestone.objects.visible_to(person).standing().filter(alliance__in=alliances)
    for milestone in milestones.select_related("alliance").soonest_first():
        here = by_pk[milestone.alliance_id]
        here.milestones.append(milestone)
        if not milestone.is_open:
            continue
        if milestone.due < here.today:
            here.late.append(milestone)
        elif milestone.due <= here.today + SOON:
            here.soon.append(milestone)
        elif here.next is None:
            here.next = milestone
    indicators = Indicator.objects.visible_to(person).standing().filter(alliance__in=alliances)
    for indicator in indicators.select_related("alliance").with_latest().in_order():
        here, row = by_pk[indicator.alliance_id], Standing(indicator, sentence_of(indicator))
        here.indicators.append(row)
        if indicator.is_stale(here.today):
            here.stale.append(row)
    return found
