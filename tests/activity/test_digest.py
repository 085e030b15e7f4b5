"""The digest: Monday at seven by the reader's own clock, only when something happened, each item once."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import Delivery, Follow, Notification, Owed, Preference, claim, perform, record
from activity.models.digests import AT, EVERY, GRACE, moment_of
from activity.registry import job_of
from initiatives.models import Update
from people.models import Person
from tests.activity.people import crowd
from tests.world import World, initiative

ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2060, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
MONDAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # seven in Celje


# --- when ------------------------------------------------------------------------------------------
@given(zone=st.sampled_from(ZONES), now=MOMENTS, pace=st.sampled_from(["daily", "weekly"]))
@settings(max_examples=400, deadline=None)
def test_it_is_due_at_seven_on_the_wall(zone: str, now: datetime, pace: str) -> None:
    moment, day = moment_of(pace, zone, now)
    there = moment.astimezone(ZoneInfo(zone))
    assert moment <= now
    assert (there.hour, there.minute) == (7, 0) or skipped(day, zone)
    assert pace == "daily" or day.weekday() == 0
    # It is the last one: the next lies ahead.
    assert moment_of(pace, zone, moment + EVERY[pace] + timedelta(hours=26))[1] > day
    assert now - moment < EVERY[pace] + timedelta(hours=26)


def skipped(day: date, zone: str) -> bool:
    """A day that a zone never had: Samoa went from Thursday to Saturday."""
    there = datetime(day.year, day.month, day.day, 7, tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None)


@given(zone=st.sampled_from(ZONES), start=MOMENTS)
@settings(max_examples=60, deadline=None)
def test_a_quarter_hourly_look_finds_each_monday_once(zone: str, start: datetime) -> None:
    """Over four weeks, whatever the clocks do: one day a week, each of them a Monday, none twice."""
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    found = []
    for quarter in range(4 * 7 * 24 * 4):
        now = start + timedelta(minutes=15 * quarter)
        moment, day = moment_of("weekly", zone, now)
        if now - moment <= GRACE["weekly"] and day not in found:
            found.append(day)
    gaps = {(later - earlier).days for earlier, later in pairwise(found)}
    assert gaps <= {7}
    assert len(found) in {4, 5}


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("Europe/Ljubljana", "2026-03-29T12:00Z", "2026-03-23T06:00Z"),  # the day the clocks go forward
        ("Europe/Ljubljana", "2026-03-30T05:00Z", "2026-03-30T05:00Z"),
        ("Europe/Ljubljana", "2026-03-30T04:59Z", "2026-03-23T06:00Z"),
        ("Europe/Ljubljana", "2026-10-26T06:00Z", "2026-10-26T06:00Z"),  # the day after they go back
        ("Asia/Kathmandu", "2026-03-02T01:15Z", "2026-03-02T01:15Z"),  # a zone of quarters
        ("Pacific/Kiritimati", "2026-03-01T17:00Z", "2026-03-01T17:00Z"),
        ("Europe/Bratislava", "2028-02-29T12:00Z", "2028-02-28T06:00Z"),  # a leap year
    ],
)
def test_clock_changes_and_leap_days(zone: str, now: str, due: str) -> None:
    assert moment_of("weekly", zone, datetime.fromisoformat(now))[0] == datetime.fromisoformat(due)


# --- what ------------------------------------------------------------------------------------------
def news(world: World, count: int = 1, at: datetime = MONDAY - timedelta(days=2)) -> None:
    """So many things that the other member, who follows the challenge, is told of."""
    Follow.begin(thing=world.housing, by=world.kosice_coordinator)
    for number in range(count):
        made = initiative(world.youth, f"Bench {number}", challenges=[world.housing], by=world.partner, at=at)
        del made
    tell_all(at)


def tell_all(now: datetime) -> None:
    for row in Owed.objects.filter(task="activity.tell", done_at=None):
        job_of("activity.tell").run(now=now, **row.ids)


def work(now: datetime) -> None:
    """What beat and a worker do at that moment: until nothing is left."""
    job_of("activity.digests").run(now=now)
    while rows := claim(now):
        for row in rows:
            perform(row.pk, now)


@pytest.fixture
def slovak(world: World) -> World:
    """The world, with the telling of its making done, and its coordinator of Košice reading Slovak."""
    Notification.objects.all().delete()
    Owed.objects.all().delete()
    Person.objects.exclude(pk=world.kosice_coordinator.pk).update(is_active=False)
    return world


def test_a_week_comes_on_monday_at_seven_and_once(slovak: World) -> None:
    news(slovak, 3)
    for minutes in range(-120, 60, 15):
        # Košice and Celje share the hour.
        work(MONDAY + timedelta(minutes=minutes))
        assert len(mail.outbox) == (1 if minutes >= 0 else 0), minutes
    letter = mail.outbox[0]
    assert letter.to == ["partner@kosice.example"]
    assert letter.body.count("Bench") == 3
    work(MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 1


def test_nothing_happened_nothing_comes(slovak: World) -> None:
    for week in range(3):
        work(MONDAY + timedelta(days=7 * week))
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_a_new_thing_next_week_comes_alone(slovak: World) -> None:
    news(slovak, 2)
    work(MONDAY)
    initiative(
        slovak.youth,
        "Lamp",
        challenges=[slovak.housing],
        by=slovak.partner,
        at=MONDAY + timedelta(days=3),
    )
    tell_all(MONDAY + timedelta(days=3))
    work(MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 2
    assert "Lamp" in mail.outbox[1].body
    assert "Bench" not in mail.outbox[1].body


@pytest.mark.parametrize(("things", "lines"), [(1, 1), (13, 13), (14, 13), (40, 13)])
def test_at_most_thirteen_lines(slovak: World, things: int, lines: int) -> None:
    news(slovak, things)
    work(MONDAY)
    letter = mail.outbox[0]
    html = letter.alternatives[0].content
    assert len(re.findall('class="line"', html)) == lines
    assert letter.body.count("- ") + letter.body.count("\n… ") >= lines
    # What found no line is told of in a number, and never comes again.
    work(MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 1


def test_a_text_that_its_sentence_brings_whole_is_not_said_twice(slovak: World) -> None:
    at, long = MONDAY - timedelta(days=2), f"We asked the children first. {'And then their neighbours. ' * 9}"
    about = initiative(slovak.youth, "A bench", challenges=[slovak.housing], by=slovak.partner, at=at)
    Follow.begin(thing=about, by=slovak.kosice_coordinator)
    for text in ("The bench stands.", long):
        Update.add(about=about, kind="lesson", text=text, language="en", by=slovak.partner, at=at)
    tell_all(at)
    work(MONDAY)
    letter = mail.outbox[0]
    for text in (letter.body, letter.alternatives[0].content):
        assert text.count("The bench stands.") == 1
        assert long[:120] in text


def test_many_changes_of_one_thing_are_one_line_with_the_newest_state(slovak: World) -> None:
    made = initiative(slovak.youth, "Bench", by=slovak.partner, at=MONDAY - timedelta(days=3))
    Follow.begin(thing=made, by=slovak.kosice_coordinator)
    for number in range(3):
        record(
            "initiative.changed",
            actor=slovak.partner,
            subject=made,
            at=MONDAY - timedelta(days=2, minutes=-number),
        )
    tell_all(MONDAY - timedelta(days=1))
    work(MONDAY)
    html = mail.outbox[0].alternatives[0].content
    assert len(re.findall('class="line"', html)) == 1


def test_walls_that_closed_meanwhile_hold(slovak: World) -> None:
    news(slovak)
    slovak.housing.show_to_all(False, by=slovak.coordinator)
    made = Notification.objects.get().event
    job_of("activity.digests").run(now=MONDAY)
    type(made).objects.filter(pk=made.pk).update(public=False)
    while rows := claim(MONDAY):
        for row in rows:
            perform(row.pk, MONDAY)
    assert mail.outbox == []


def test_what_was_read_or_turned_off_does_not_come(slovak: World) -> None:
    news(slovak, 2)
    Notification.objects.to(slovak.kosice_coordinator).mark_read()
    work(MONDAY)
    assert mail.outbox == []
    news(slovak, 1, at=MONDAY)
    Preference.choose({("", "mail"): "off"}, by=slovak.kosice_coordinator)
    work(MONDAY + timedelta(days=7))
    assert mail.outbox == []


def test_turned_off_after_it_was_composed_holds_too(slovak: World) -> None:
    news(slovak)
    job_of("activity.digests").run(now=MONDAY)
    batch = Owed.objects.get(task="activity.digest")
    perform(batch.pk, MONDAY)
    Preference.choose({("initiatives", "mail"): "off"}, by=slovak.kosice_coordinator)
    work(MONDAY)
    assert mail.outbox == []
    assert Delivery.objects.get().dropped_at


def test_who_wants_it_daily_gets_it_daily(slovak: World) -> None:
    Preference.choose({("initiatives", "mail"): "daily"}, by=slovak.kosice_coordinator)
    news(slovak, 1, at=MONDAY + timedelta(days=1))
    for hours in range(72):
        work(MONDAY + timedelta(days=1, hours=hours))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Auckland"])
def test_moving_east_or_west_neither_loses_nor_doubles_it(slovak: World, zone: str) -> None:
    """In the air on Monday morning: out of one zone before its seven, into another after its seven."""
    news(slovak, 1, at=MONDAY - timedelta(days=1))
    work(MONDAY - timedelta(minutes=15))
    Person.objects.update(time_zone=zone)
    for quarter in range(96):
        work(MONDAY + timedelta(minutes=15 * quarter))
    assert len(mail.outbox) == 1


def test_it_speaks_the_readers_language_and_carries_a_way_out(slovak: World, client: Client) -> None:
    news(slovak)
    work(MONDAY)
    letter = mail.outbox[0]
    html = letter.alternatives[0].content
    assert '<html lang="sk">' in html
    # The words themselves are in the mail, and say their own language.
    assert 'lang="en">What happens in initiative' in html
    assert "What happens in initiative" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in letter.body
    assert "/sk/unsubscribe/" in stop
    assert not re.search(r"<img|background=|src=|url\(", html)
    path = stop[stop.index("/sk/") :]
    assert client.get(path).status_code == 200
    assert not Preference.objects.exists()
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    news(slovak, 1, at=MONDAY + timedelta(days=1))
    work(MONDAY + timedelta(days=7))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("count", [5, 700])
def test_the_digests_of_many_are_composed_in_batches(
    slovak: World, count: int, django_assert_max_num_queries: Any
) -> None:
    crowd(count, following=slovak.housing)
    news(slovak, 2)
    with django_assert_max_num_queries(12 + 2 * (count // 500 + 1)):
        job_of("activity.digests").run(now=MONDAY)
    batches = Owed.objects.filter(task="activity.digest")
    assert batches.count() == count // 500 + 1
    for batch in batches:
        with django_assert_max_num_queries(12):
            job_of("activity.digest").run(now=MONDAY, **batch.ids)
    assert Delivery.objects.count() == count + 1
    assert Owed.objects.filter(task="activity.send").count() == count + 1


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_when_each_item_comes_once_and_in_the_morning(
    slovak: World, data: st.DataObject
) -> None:
    """Events at any time, a zone that may change in between: no item twice, none lost, one mail a week."""
    zones = st.sampled_from(["Europe/Bratislava", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"])
    start = datetime.combine(data.draw(st.dates(date(2024, 1, 1), date(2029, 12, 31))), AT, UTC)
    happenings = sorted(data.draw(st.lists(st.integers(0, 20 * 24), max_size=5)))
    before, after, moved = data.draw(zones), data.draw(zones), data.draw(st.integers(0, 20 * 24))
    mornings = {
        moment_of("weekly", zone, start + timedelta(days=7 * week))[0] + timedelta(minutes=minutes)
        for zone in (before, after)
        for week in range(1, 6)
        for minutes in (-15, 0, 15, 300)
    }
    happened = [start + timedelta(hours=hour) for hour in happenings]
    with transaction.atomic():
        mail.outbox.clear()
        Follow.begin(thing=slovak.housing, by=slovak.kosice_coordinator)
        told = 0
        for now in sorted({*mornings, *happened}):
            zone = after if now >= start + timedelta(hours=moved) else before
            Person.objects.update(time_zone=zone)
            while told < len(happened) and happened[told] <= now:
                initiative(slovak.youth, f"Thing {told}.", challenges=[slovak.housing], at=happened[told])
                tell_all(happened[told])
                told += 1
            work(now)
        text = "".join(letter.body for letter in mail.outbox)
        for number in range(len(happened)):
            assert len(re.findall(rf"^- .*Thing {number}\.", text, flags=re.MULTILINE)) == 1
        weeks = {row.key.split(":")[1] for row in Delivery.objects.all()}
        assert len(weeks) == len(mail.outbox)
        assert all(date.fromisoformat(week).weekday() == 0 for week in weeks)
        transaction.set_rollback(True)
