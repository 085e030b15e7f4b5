"""The arithmetic of due days; knows no table and no clock."""

from calendar import isleap
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What falls due is told before the morning's digest goes out at seven.
HOUR = time(6)


def on_year(first: date, year: int) -> date:
    """The day of ``first`` in ``year``; the last of February where that year has no 29th."""
    if (first.month, first.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return first.replace(year=year)


def yearly(first: date, since: date, until: date) -> Iterator[date]:
    """The days on which something falls due that does so every year from ``first`` on, within these two days."""
    for year in range(max(first.year, since.year), until.year + 1):
        day = on_year(first, year)
        if since <= day <= until:
            yield day


def moment(day: date, zone: str, *, before: int = 0) -> datetime:
    """The early morning of ``before`` days before ``day``, by the clock on the wall in ``zone``."""
    return datetime.combine(day - timedelta(days=before), HOUR, ZoneInfo(zone))


def period(day: date, begin: date, opened: Iterable[date]) -> tuple[date, date]:
    """First and last day of the report that is due on ``day``: from the day after the last one of those ``opened``
    before, or from ``begin``, to its own."""
    before = [one for one in opened if one < day]
    since = max(before) + timedelta(days=1) if before else begin
    return min(since, day), day
