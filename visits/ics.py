"""Visits as calendars read them (RFC 5545): one event for a visit's days, one for each item of its programme.

An event keeps its UID for ever and counts its editions; what is called off or taken out is CANCELLED, not gone.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from icalendar import Calendar, Event, Timezone

from activity.letters import absolute
from visits.models import ProgrammeItem, SiteVisit

AGAIN = timedelta(hours=1)  # how soon a calendar may look again; most take longer


def for_calendars(visits: QuerySet) -> QuerySet:
    """``visits`` that a calendar can show, with their items: those with a known day, also when called off."""
    items = ProgrammeItem.objects.filter(starts__isnull=False).in_order()
    rows: Any = visits
    return (
        rows.announced()
        .filter(first_day__isnull=False)
        .select_related("alliance")
        .prefetch_related(Prefetch("items", items, to_attr="timed_items"))
        .order_by("first_day", "slug")
    )


def calendar_of(visits: Iterable[SiteVisit], name: str) -> bytes:
    """The calendar called ``name`` that holds ``visits`` (from ``for_calendars``), with the time zones it names."""
    calendar = Calendar()
    calendar.add("prodid", "-//MAG-NET//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", line(name))
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for visit in visits:
        calendar.add_component(whole(visit))
        for item in visit.timed_items:  # type: ignore[attr-defined]
            item.visit = visit
            calendar.add_component(part(visit, item))
    calendar.add_missing_timezones()
    for zone in calendar.timezones:
        begin_summer_when_it_begins(zone)
    return calendar.to_ical()


def begin_summer_when_it_begins(zone: Timezone) -> None:
    """Give the onsets of summer time in ``zone`` by the clock that they end, as RFC 5545 (3.6.5) has it.

    icalendar gives them by the clock that they begin, an hour late; a clock that shows the hour tells so.
    """
    clock = ZoneInfo(zone.tz_name)
    for summer in zone.daylight:
        jump = summer.TZOFFSETTO - summer.TZOFFSETFROM
        onsets = [summer.DTSTART, *(later.dt for later in getattr(summer.get("RDATE"), "dts", []))]
        onsets = [onset - jump if shows(clock, onset) else onset for onset in onsets]
        summer.DTSTART = onsets[0]
        if "RDATE" in summer:
            del summer["RDATE"]
            summer.add("RDATE", onsets[1:])


def shows(clock: ZoneInfo, time: datetime) -> bool:
    """Whether ``clock`` ever shows ``time``: it leaves an hour out when summer begins."""
    return time.replace(tzinfo=clock).astimezone(UTC).astimezone(clock).replace(tzinfo=None) == time


def whole(visit: SiteVisit) -> Event:
    """The days of a visit, as an event that takes the whole of them and blocks no time."""
    event = begun(visit, f"visit-{visit.pk}", visit.sequence, cancelled=bool(visit.called_off_at))
    event.add("summary", line(visit.title))
    event.add("dtstart", visit.days[0])
    event.add("dtend", visit.days[-1] + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    where = ", ".join(filter(None, (visit.venue, visit.meeting_point)))
    if where:
        event.add("location", line(where))
    reason = visit.called_off_reason or visit.body
    if reason:
        event.add("description", lines(reason))
    return event


def part(visit: SiteVisit, item: ProgrammeItem) -> Event:
    """One item of a visit's programme, at its time in the zone of the place."""
    cancelled = bool(visit.called_off_at or item.removed_at)
    event = begun(visit, f"item-{item.pk}", visit.sequence + item.sequence, cancelled=cancelled)
    event.add("summary", line(item.title))
    event.add("dtstart", item.begins_at)
    event.add("dtend", item.ends_at)
    if item.place or visit.venue:
        event.add("location", line(item.place or visit.venue))
    words = "\n".join(filter(None, (visit.title, item.text, item.bring)))
    event.add("description", lines(words))
    return event


def begun(visit: SiteVisit, uid: str, sequence: int, *, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{settings.MAIL_DOMAIN}")
    event.add("sequence", sequence)
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    with translation.override(visit.language):
        event.add("url", absolute(visit.get_absolute_url()))
    return event


def line(text: str) -> str:
    """``text`` on one line: a line break somebody typed is never a line of the file."""
    return " ".join(text.split())


def lines(text: str) -> str:
    """``text`` with plain line breaks, which the file writes as two signs."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
