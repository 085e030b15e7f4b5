"""What calendars read: parsed back, over the change of the clocks, called off, and one's own address."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar, Event

from tests.visits.test_organise import add, same
from tests.who import client_of
from tests.world import World, visit
from visits.models import CalendarLink, Registration, SiteVisit

PUBLIC = "/calendar/visits.ics"


def read(client: Client, url: str) -> list[Event]:
    """The events at ``url``; every line of the file is within its length and ends as it must."""
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    body = response.content
    assert all(len(row) <= 75 for row in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(body)
    assert {zone["TZID"] for zone in calendar.walk("VTIMEZONE")} >= {
        start.params["TZID"]
        for event in calendar.walk("VEVENT")
        if "TZID" in (start := event["DTSTART"]).params
    }
    return calendar.walk("VEVENT")  # type: ignore[return-value]


def test_times_are_right_on_both_sides_of_the_change_of_the_clocks(world: World, client: Client) -> None:
    # Clocks go back in the night to 31 October 2027.
    of = visit(world, first_day=date(2027, 10, 30), last_day=date(2027, 10, 31))
    add(of, "Before", time(9), time(10), day=1)
    add(of, "After", time(9), time(10), day=2, place="Hall")
    add(of, "Some time", None)
    whole, before, after = read(client, f"{of.get_absolute_url()}visit.ics")
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2027, 10, 30), date(2027, 11, 1))
    assert before["DTSTART"].dt.astimezone(UTC) == datetime(2027, 10, 30, 7, tzinfo=UTC)
    assert after["DTSTART"].dt.astimezone(UTC) == datetime(2027, 10, 31, 8, tzinfo=UTC)
    assert after["DTSTART"].params["TZID"] == "Europe/Ljubljana"
    assert after["LOCATION"] == "Hall"
    assert of.get_absolute_url() in after["URL"]


def test_its_clocks_change_when_the_citys_do(world: World, client: Client) -> None:
    of = visit(world, first_day=date(2027, 3, 27), last_day=date(2027, 3, 28))
    add(of, "After", time(9), time(10), day=2)
    calendar = Calendar.from_ical(client.get(f"{of.get_absolute_url()}visit.ics").content)
    here = ZoneInfo("Europe/Ljubljana")
    changes = 0
    for part in [*calendar.walk("DAYLIGHT"), *calendar.walk("STANDARD")]:
        before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
        later = [row.dt for row in part["RDATE"].dts] if "RDATE" in part else []
        for onset in [part["DTSTART"].dt, *later] if before != after else []:
            moment = (onset - before).replace(tzinfo=UTC)
            assert (moment - timedelta(seconds=1)).astimezone(here).utcoffset() == before
            assert moment.astimezone(here).utcoffset() == after
            changes += 1
    assert changes > 20


def test_an_event_keeps_its_uid_and_counts_its_editions(world: World, client: Client) -> None:
    of = visit(world)
    item = add(of, "Walk", time(9), time(10))
    url = f"{of.get_absolute_url()}visit.ics"
    first = {str(row["UID"]): row["SEQUENCE"] for row in read(client, url)}
    of.change(by=world.coordinator, **{**same(of), "venue": "Another hall"})
    item.change(by=world.coordinator, title="Stroll", starts=time(9), ends=time(11))
    second = {str(row["UID"]): row["SEQUENCE"] for row in read(client, url)}
    assert first.keys() == second.keys()
    assert all(second[uid] > first[uid] for uid in first)
    item.remove(by=world.coordinator)
    assert [str(row["STATUS"]) for row in read(client, url)] == ["CONFIRMED", "CANCELLED"]
    of.call_off(by=world.coordinator, reason="Too much snow")
    gone = read(client, url)
    assert [str(row["STATUS"]) for row in gone] == ["CANCELLED", "CANCELLED"]
    assert gone[0]["SEQUENCE"] > second[str(gone[0]["UID"])]
    assert "Too much snow" in gone[0]["DESCRIPTION"]


def test_no_line_break_makes_a_line_of_the_file(world: World, client: Client) -> None:
    evil = "Hall\r\nATTENDEE:mailto:x@example.org\rEND:VEVENT\nBEGIN:VALARM"
    of = visit(world, title=evil[:140], venue=evil, text=evil)
    add(of, evil, time(9), place=evil, text=evil, bring=evil)
    events = read(client, f"{of.get_absolute_url()}visit.ics")
    assert len(events) == 2
    assert not any("ATTENDEE" in row or row.subcomponents for row in events)


def test_the_public_calendar_holds_what_everybody_may_see(world: World, client: Client) -> None:
    shown = visit(world, "Shown")
    visit(world, "Own", public=False), visit(world, "Draft", phase="draft")
    SiteVisit.plan_one(
        alliance=world.celje, plan="opening", title="May", language="en", month=date(2027, 5, 1), by=None
    ).move_on(to="invited", by=None)
    for browser in (client, client_of(world, "coordinator")):
        assert [str(row["SUMMARY"]) for row in read(browser, PUBLIC)] == [shown.title]


def test_ones_own_calendar_has_a_secret_address_that_can_be_taken_back(world: World, client: Client) -> None:
    own, other = visit(world, "Own", public=False), visit(world, "Other")
    Registration.answer_for(visit=own, day=own.days[0], answer="coming", by=world.partner)
    Registration.answer_for(visit=other, day=other.days[0], answer="no", by=world.partner)
    hosted = visit(world, "Hosted", hosts=[world.partner])
    browser = client_of(world, "partner")
    answer = browser.post("/en/visits/calendar/open/")
    address = answer.context["address"]
    path = address[address.index("/calendar/") :]
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert answer["Cache-Control"] == "no-store"
    assert not CalendarLink.objects.filter(token_hash__contains=token).exists()
    assert {str(row["SUMMARY"]) for row in read(client, path)} == {own.title, hosted.title}
    assert "Take the address back" in browser.get("/en/me/settings/").content.decode()

    assert client.get(f"/calendar/{CalendarLink.objects.get().token_hash}.ics").status_code == 404
    again = browser.post("/en/visits/calendar/open/").context["address"]
    assert client.get(path).status_code == 404  # a new one replaces it
    browser.post("/en/visits/calendar/close/")
    assert client.get(again[again.index("/calendar/") :]).status_code == 404


@pytest.mark.parametrize("leave", ["account", "alliance"])
def test_the_address_shows_no_more_than_its_person_may_see(world: World, client: Client, leave: str) -> None:
    own = visit(world, "Own", public=False)
    Registration.answer_for(visit=own, day=own.days[0], answer="coming", by=world.partner)
    path = f"/calendar/{CalendarLink.open(by=world.partner)}.ics"
    assert read(client, path)
    if leave == "account":
        world.partner.close_account()
        assert client.get(path).status_code == 404
    else:
        own.invitees.get().revoke(by=world.coordinator)
        world.celje.circle.let_out(world.partner)
        assert read(client, path) == []
