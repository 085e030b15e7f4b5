"""When reports are due: the days, the drafts that open by themselves, the reminders; each once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from activity.models import Event, Notification, Owed, perform
from activity.registry import job_of
from alliances.models import Membership
from reports import registry
from reports.models import Report, State
from reports.registry import ReportKind, SectionKind
from reports.schedules.dates import HOUR, moment, on_year, period, yearly
from reports.schedules.models import Opening, ReportSchedule
from reports.schedules.tasks import KEEP, look
from tests.reports.test_measures import plan, refused
from tests.world import World
from tests.world import world as build
from web.exceptions import Overtaken

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
SET = datetime(2026, 1, 1, 12, tzinfo=UTC)
DUE = date(2026, 3, 31)  # summer time began two days before
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def quarterly() -> Iterator[ReportKind]:
    """A kind of report with words to write, whatever kinds the house has."""
    kind = ReportKind(
        name="quarterly",
        label="Quarterly",
        text="How it went",
        note="No official form",
        title="Quarter: %(alliance)s",
        finding=lambda scope: "It went",
    )
    registry.register(kind, SectionKind(name="news", label="News", order=1, parts=lambda scope: []))
    yield kind
    registry._kinds.pop("quarterly")
    registry._sections.pop("quarterly")


def answers(**asked: Any) -> dict[str, Any]:
    days: dict[str, Any] = {"dates": [DUE], "yearly_from": None, "with_milestones": False}
    plain = {
        "kind": "quarterly",
        "language": "sl",
        "sections": [],
        "begin": date(2026, 1, 1),
        "days_before": 14,
    }
    return {**plain, **days, **asked}


def schedule(world: World, **asked: Any) -> ReportSchedule:
    return ReportSchedule.set(alliance=world.celje, by=world.coordinator, at=SET, **answers(**asked))


def at(day: date, hour: int = 6, minute: int = 0) -> datetime:
    """A moment by the clock on the wall in Celje."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LJUBLJANA)


def told(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


def drafted(report: Report) -> None:
    """The draft is there, as a worker leaves it."""
    Report.objects.filter(pk=report.pk).update(state=State.DRAFTED, document={})


# --- the arithmetic --------------------------------------------------------------------------------
ANY_DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(ANY_DAY, ANY_DAY, st.integers(0, 5000))
def test_what_is_due_yearly_is_due_once_in_each_year(first: date, since: date, length: int) -> None:
    until = min(since + timedelta(days=length), date(2099, 12, 31))
    days = list(yearly(first, since, until))
    assert days == sorted(set(days))
    assert len({day.year for day in days}) == len(days)
    assert all(since <= day <= until and day.year >= first.year for day in days)
    whole_years = range(max(first.year, since.year + 1), until.year)
    assert {day.year for day in days} >= set(whole_years)
    assert all(day == on_year(first, day.year) and abs(day.day - first.day) <= 1 for day in days)


def test_the_29th_of_february_is_the_28th_in_years_without() -> None:
    days = yearly(date(2024, 2, 29), date(2024, 1, 1), date(2028, 12, 31))
    assert [day.isoformat()[5:] for day in days] == ["02-29", "02-28", "02-28", "02-28", "02-29"]


@given(st.sets(ANY_DAY, min_size=1, max_size=12), ANY_DAY)
def test_periods_follow_each_other_without_gap_or_overlap(days: set[date], begin: date) -> None:
    opened: list[date] = []
    last = None
    for day in sorted(days):
        since, until = period(day, begin, opened)
        assert until == day
        assert since <= until
        assert last is None or since == last + DAY
        opened.append(day)
        last = until


@given(
    ANY_DAY.filter(lambda day: day.year > 2000),
    st.integers(0, 60),
    st.sampled_from(["Europe/Ljubljana", "UTC"]),
)
def test_a_moment_is_always_the_same_hour_on_the_wall(day: date, before: int, zone: str) -> None:
    there = moment(day, zone, before=before).astimezone(UTC).astimezone(ZoneInfo(zone))
    assert (there.date(), there.time()) == (day - timedelta(days=before), HOUR)


# --- what is asked ---------------------------------------------------------------------------------
def test_a_schedule_is_set_once_changed_and_stopped(world: World) -> None:
    made = schedule(world)
    assert schedule(world) == made
    assert refused(schedule, world, dates=[]) == "dates"
    assert refused(schedule, world, sections=["nonsense"]) == "sections"
    assert refused(schedule, world, dates=[date(9999, 1, 1)]) == "dates"
    made.change(by=world.coordinator, seen=1, **answers(dates=[DUE + DAY, DUE, DUE]))
    assert (made.dates, made.version) == ([DUE, DUE + DAY], 2)
    with pytest.raises(Overtaken):
        made.change(by=world.coordinator, seen=1, **answers(days_before=7))
    made.stop(by=world.coordinator)
    made.stop(by=world.coordinator)
    made.keep(now=at(DUE))
    assert not Opening.objects.exists()
    assert (told("schedule.set"), told("schedule.stopped")) == (2, 1)


# --- what the days bring ---------------------------------------------------------------------------
def test_a_draft_opens_fourteen_days_before_and_tells_who_coordinates(world: World) -> None:
    made = schedule(world)
    made.keep(now=at(DUE - 14 * DAY, 5, 59))
    assert not Report.objects.exists()
    for _beat in range(2):
        made.keep(now=at(DUE - 14 * DAY))
    report = Report.objects.get()
    assert (report.since, report.until, report.asked_by) == (date(2026, 1, 1), DUE, world.coordinator)
    assert (told("report.draft_opened"), told("report.words_owed")) == (1, 0)
    event = Event.objects.get(kind="report.draft_opened")
    job_of("activity.tell").run(event=event.pk, now=at(DUE - 14 * DAY))
    assert list(Notification.objects.filter(event=event).values_list("person", flat=True)) == [
        world.coordinator.pk
    ]


def test_reminders_come_a_week_and_a_day_before_until_it_is_frozen(world: World) -> None:
    made = schedule(world)
    made.keep(now=at(DUE - 14 * DAY))
    drafted(Report.objects.get())
    for days, count in ((8, 0), (7, 1), (6, 1), (2, 1), (1, 2), (0, 2)):
        for _beat in range(2):
            made.keep(now=at(DUE - days * DAY))
        assert told("report.words_owed") == count, days

    other = schedule(world, dates=[DUE + 60 * DAY])
    other.keep(now=at(DUE + 46 * DAY))
    Report.objects.filter(openings__schedule=other).update(state=State.CANCELLED)
    other.keep(now=at(DUE + 59 * DAY))
    assert told("report.words_owed") == 2


@pytest.mark.parametrize(
    ("back_after", "reminders"),
    [(1, 0), (8, 0), (13, 0), (20, 0), (60, 0)],
)
def test_after_a_break_there_is_one_draft_and_no_heap_of_reminders(
    world: World, back_after: int, reminders: int
) -> None:
    """Opening is news enough: what is late already is not told twice at once."""
    made = schedule(world)
    made.keep(now=at(DUE - 15 * DAY))
    made.keep(now=at(DUE - 14 * DAY + back_after * DAY, 9))
    assert (Opening.objects.count(), Report.objects.count()) == (1, 1)
    assert (told("report.draft_opened"), told("report.words_owed")) == (1, reminders)


@pytest.mark.parametrize(("back", "count"), [(-6, 1), (-1, 1), (0, 1), (6, 1), (8, 0)])
def test_of_reminders_missed_in_a_break_the_latest_comes_once(world: World, back: int, count: int) -> None:
    made = schedule(world)
    made.keep(now=at(DUE - 14 * DAY))
    for _beat in range(2):
        made.keep(now=at(DUE + back * DAY, 9))
    assert told("report.words_owed") == count


def test_several_days_missed_become_a_draft_each_for_its_own_period(world: World) -> None:
    made = schedule(world, dates=[date(2025, 12, 1), DUE, date(2026, 6, 30)], yearly_from=date(2024, 2, 29))
    made.keep(now=at(date(2026, 9, 1)))
    found = Opening.objects.soonest_first().values_list("report__since", "report__until")
    assert [tuple(map(str, days)) for days in found] == [
        ("2026-01-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
        ("2026-04-01", "2026-06-30"),
    ]


def test_a_milestone_that_moves_takes_its_draft_along(world: World) -> None:
    milestone = plan(world, DUE)
    made = schedule(world, dates=[], with_milestones=True)
    made.keep(now=at(DUE - 14 * DAY))
    milestone.move(due=DUE + 30 * DAY, reason="The floor dries", by=world.coordinator)
    made.keep(now=at(DUE - 7 * DAY))
    assert told("report.words_owed") == 0
    made.keep(now=at(DUE + 23 * DAY))
    opening = Opening.objects.get()
    assert (opening.due, told("report.words_owed")) == (DUE + 30 * DAY, 1)


def test_in_whose_name_when_who_set_it_is_gone(world: World) -> None:
    made = schedule(world)
    other = Membership.begin(person=world.partner, partnership=world.youth, role="coordinator", by=None)
    Membership.objects.get(person=world.coordinator).end(by=None)
    made.keep(now=at(DUE))
    assert Report.objects.get().asked_by == other.person


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_open_one_draft() -> None:
    made = schedule(build())
    now = at(DUE - 14 * DAY)

    def beat(number: int) -> None:
        try:
            look(now=now + timedelta(minutes=number))
            for row in Owed.objects.filter(task=KEEP, done_at=None):
                perform(row.pk, now + timedelta(minutes=number))
            made.keep(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(beat, range(4)))
    assert Owed.objects.filter(task=KEEP).count() == 1
    assert (Report.objects.count(), told("report.draft_opened")) == (1, 1)


# --- pages -----------------------------------------------------------------------------------------
def test_a_coordinator_says_when_and_sees_what_comes(world: World, client: Client) -> None:
    client.force_login(world.coordinator)
    url = "/en/reports/schedules/celje/new/"
    sent = {
        "kind": "quarterly",
        "dates_day": ["2030-03-31", "2030-05-02", "soon"],
        "yearly_from": "2028-02-29",
        "sections_quarterly": ["news"],
        "sections_progress": ["milestones"],
    }
    wrong = client.post(url, sent)
    assert wrong.status_code == 422
    assert "2030-05-02" in wrong.content.decode()
    sent["dates_day"] = sent["dates_day"][:2]  # type: ignore[index]
    assert client.post(url, sent).status_code == 302
    made = ReportSchedule.objects.get()
    assert (len(made.dates), made.days_before, made.language) == (2, 14, "sl")
    assert made.sections == ["news"]  # the other kind's stand beside, and are not taken for its own
    page = client.get("/en/reports/schedules/celje/").content.decode()
    assert "Stop it" in page
    edit = f"/en/reports/schedules/{made.pk}/edit/"
    made.change(by=world.coordinator, **answers(days_before=20))
    clash = client.post(edit, {**sent, "seen": "1", "days_before": "10"})
    assert clash.status_code == 422
    assert "Two of you wrote at once" in clash.content.decode()
    made.refresh_from_db()
    assert made.days_before == 20


def test_what_waits_for_words_stands_on_desk_and_overview(world: World, client: Client) -> None:
    made = schedule(world)
    made.keep(now=at(DUE - 14 * DAY))
    report = Report.objects.get()
    for who, shown in ((world.coordinator, True), (world.partner, False), (world.kosice_coordinator, False)):
        client.force_login(who)
        assert (str(report.pk) in client.get("/en/me/").content.decode()) is shown
    client.force_login(world.coordinator)
    overview = client.get("/en/overview/").content.decode()
    assert str(report.pk) in overview
    assert f"{reverse('reports:list')}?alliance=celje" in overview, "one gets to the reports from here"
