"""An example of every job of the house: what it needs, and what stands when it is done.

A job without an example here fails ``test_jobs.py``. ``prepare(world)`` makes what the job works on and returns
the ids it is owed with; ``check(world)`` asserts the end that one run, two runs, or two at once all come to.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.http import QueryDict

from activity.models import Delivery, Event, Export, Follow, Notification, Owed, deliver, record
from activity.registry import job_of
from alliances.models import Commitment, Invitation
from blocks.models import Choice, Connection, Learned, Meeting, Tag
from initiatives.judging import Header, Judge
from initiatives.models import Import, Initiative
from reports.models import Report, folder
from reports.schedules.models import Opening, ReportSchedule
from search.models import Known, SavedSearch
from search.registry import listing_named
from tests.world import World, initiative, visit
from visits.models import Invitee, Outcome, SiteVisit
from web.tables import Table
from web.uploads import folder as uploaded
from web.uploads import lay_down

NOW = datetime(2026, 3, 2, 6, 5, tzinfo=UTC)  # a Monday, five past seven in Celje


@dataclass(frozen=True)
class Example:
    prepare: Callable[[World], dict[str, Any]]
    check: Callable[[World], None]


def a_delivery(world: World) -> dict[str, Any]:
    row = deliver("tests.letter", "one", language="sl", address="somebody@example.org")
    return {"delivery": row.pk}


def one_mail_sent(world: World) -> None:
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().sent_at == NOW


def an_old_address(world: World) -> dict[str, Any]:
    deliver(
        "tests.letter", "old", language="en", address="old@example.org", delete_at=NOW - timedelta(days=1)
    )
    deliver(
        "tests.letter", "new", language="en", address="new@example.org", delete_at=NOW + timedelta(days=1)
    )
    return {}


def only_the_new_address_stays(world: World) -> None:
    assert [row.address for row in Delivery.objects.all()] == ["new@example.org"]


def something_long_done(world: World) -> dict[str, Any]:
    for key, done_at in (("old", NOW - timedelta(days=365)), ("new", NOW)):
        Owed.objects.create(
            task="activity.send", key=key, due_at=NOW, next_at=NOW, done_at=done_at, ids={"delivery": 0}
        )
    return {}


def only_the_new_row_stays(world: World) -> None:
    assert [row.key for row in Owed.objects.exclude(done_at=None)] == ["new"]


def an_event_that_names_somebody(world: World) -> dict[str, Any]:
    Follow.begin(thing=world.housing, by=world.outsider)
    event = record(
        "challenge.opened",
        actor=world.coordinator,
        subject=world.housing,
        concerns=[world.celje],
        mentions=[world.partner],
        at=NOW,
    )
    return {"event": event.pk}


def everybody_is_told_once(world: World) -> None:
    told = {note.person_id: note.reason for note in Notification.objects.all()}
    assert told == {
        world.partner.pk: "mention",
        world.other_member.pk: "members",
        world.outsider.pk: "follow",
    }
    assert [mail.person for mail in Delivery.objects.all()] == [world.partner]
    assert Owed.objects.filter(task="activity.send").count() == 1


def a_week_of_news(world: World) -> dict[str, Any]:
    for person in (world.other_member, world.kosice_coordinator):
        Follow.begin(thing=world.city_vibe, by=person)
    event = record("challenge.opened", actor=world.coordinator, subject=world.city_vibe, at=NOW)
    job_of("activity.tell").run(event=event.pk, now=NOW)
    return {}


def one_batch_is_owed(world: World) -> None:
    batches = Owed.objects.filter(task="activity.digest")
    assert sorted(person for row in batches for person in row.ids["people"]) == sorted(
        [str(world.other_member.pk), str(world.kosice_coordinator.pk)]
    )


def a_batch(world: World) -> dict[str, Any]:
    a_week_of_news(world)
    people = [str(world.other_member.pk), str(world.kosice_coordinator.pk), str(world.outsider.pk)]
    return {"pace": "weekly", "day": "2026-03-02", "people": people}


def one_digest_each(world: World) -> None:
    assert {mail.person for mail in Delivery.objects.all()} == {
        world.other_member,
        world.kosice_coordinator,
    }
    assert not Notification.objects.filter(delivery=None).exists()
    assert Owed.objects.filter(task="activity.send").count() == 2


def invitations_old_and_new(world: World) -> dict[str, Any]:
    for email, ended in (("old@example.org", 31), ("withdrawn@example.org", 0), ("new@example.org", 29)):
        sent = Invitation.send(
            partnership=world.youth, email=email, role="member", language="en", by=world.coordinator
        )
        Invitation.objects.filter(pk=sent.pk).update(expires_at=NOW - timedelta(days=ended))
    Invitation.objects.filter(email="withdrawn@example.org").update(
        expires_at=NOW, revoked_at=NOW - timedelta(days=31)
    )
    return {}


def only_recent_invitations_stay(world: World) -> None:
    assert [row.email for row in Invitation.objects.all()] == ["new@example.org"]


def a_report(world: World) -> dict[str, Any]:
    report, _new = Report.ask(kind="coverage", alliance=world.celje, language="en", by=world.coordinator)
    return {"report": str(report.pk), "run": report.run}


def one_report_with_its_files(world: World) -> None:
    report = Report.objects.get()
    assert report.state == "done"
    named = {file.location for file in report.files.all()}
    assert {path for path in report.folder.rglob("*") if path.is_file()} == named
    assert len(named) == 4


def a_schedule(world: World) -> ReportSchedule:
    """One with a draft to open by now."""
    return ReportSchedule.set(
        alliance=world.celje,
        kind="coverage",
        language="en",
        sections=[],
        dates=[NOW.date() + timedelta(days=10)],
        yearly_from=None,
        with_milestones=False,
        begin=NOW.date() - timedelta(days=80),
        days_before=14,
        by=world.coordinator,
        at=NOW - timedelta(days=80),
    )


def schedules_to_look_at(world: World) -> dict[str, Any]:
    a_schedule(world)
    return {}


def each_is_owed_once(world: World) -> None:
    assert Owed.objects.filter(task="reports.keep_schedule").count() == 1


def a_schedule_to_keep(world: World) -> dict[str, Any]:
    return {"schedule": str(a_schedule(world).pk)}


def one_draft_is_open(world: World) -> None:
    assert Opening.objects.get().report == Report.objects.get()
    assert Event.objects.filter(kind="report.draft_opened").count() == 1


def files_of_nobody(world: World) -> dict[str, Any]:
    left = folder() / "somebody" / "killed" / "half.csv"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_text("half a fi")
    long_ago = NOW.timestamp() - 3 * 24 * 3600
    os.utime(left.parent, (long_ago, long_ago))
    return {}


def no_file_of_nobody(world: World) -> None:
    assert not (folder() / "somebody").exists()


def a_promise(world: World) -> dict[str, Any]:
    made = Commitment.make(
        about=world.housing,
        alliance=world.celje,
        what="Call the landlords",
        language="en",
        owner=world.youth.organisation,
        due=date(2026, 3, 5),
        by=world.coordinator,
        at=NOW,
    )
    return {"commitment": str(made.pk)}


def its_owner_is_reminded_once(world: World) -> None:
    assert Commitment.objects.get().reminded_at == NOW
    assert Event.objects.filter(kind="commitment.due").count() == 1


def a_file_of_nobody(world: World) -> dict[str, Any]:
    place = uploaded() / lay_down({"card.webp": b"x"})
    long_ago = NOW.timestamp() - 3 * 24 * 3600
    os.utime(place, (long_ago, long_ago))
    return {}


def it_is_gone(world: World) -> None:
    assert not [path for path in uploaded().glob("*/*") if path.stat().st_mtime < NOW.timestamp()]


def a_saved_search(world: World) -> dict[str, Any]:
    search, _new = SavedSearch.keep(
        listing=listing_named("initiatives"),
        query=QueryDict("challenge=housing"),
        by=world.other_member,
        at=NOW - timedelta(hours=1),
    )
    initiative(world.youth, "Keys for two", challenges=[world.housing], by=world.partner, at=NOW)
    return {"searches": [str(search.pk)]}


def one_answer_is_told(world: World) -> None:
    assert Event.objects.filter(kind="search.answered").count() == 1
    assert Known.objects.count() == 1


def a_search_to_look_at(world: World) -> dict[str, Any]:
    a_saved_search(world)
    return {}


def one_look_is_owed(world: World) -> None:
    assert [row.ids for row in Owed.objects.filter(task="search.look")] == [
        {"searches": [str(SavedSearch.objects.get().pk)]}
    ]


def two_on_housing(world: World) -> dict[str, Any]:
    one = initiative(world.youth, "Rooms for tenants", by=world.partner, challenges=[world.housing])
    initiative(world.incubator, "Empty shops for tenants", by=world.other_member, challenges=[world.housing])
    return {"subject": str(one.pk)}


def a_block_of_two(world: World) -> dict[str, Any]:
    two_on_housing(world)
    choices = [Choice(world.participation, "core")]
    for one in Initiative.objects.all():
        Tag.put(initiative=one, choices=choices, by=world.coordinator, confirming=True)
    Owed.objects.all().delete()
    return {"subject": str(world.participation.pk)}


def both_are_weighed_once(world: World) -> None:
    owed = Owed.objects.filter(task="connections.weigh").values_list("ids__subject", flat=True)
    assert sorted(owed) == sorted(str(one.pk) for one in Initiative.objects.all())


def a_promise_about_two(world: World) -> dict[str, Any]:
    job_of("connections.weigh").run(now=NOW, **two_on_housing(world))
    connection = Connection.objects.get()
    connection.introduce(by=world.partner, at=NOW)
    connection.accept(by=world.other_member, at=NOW)
    made = Commitment.make(
        about=connection,
        alliance=world.celje,
        what="Open the first room",
        language="en",
        owner=world.youth.organisation,
        due=date(2026, 3, 5),
        by=world.partner,
        at=NOW,
    )
    return {"subject": str(made.pk)}


def joint_work(world: World) -> None:
    assert Connection.objects.get().state == Meeting.JOINED
    assert Event.objects.filter(kind="connection.joined").count() == 1


def one_connection(world: World) -> None:
    assert Connection.objects.get().weighed_at == NOW


def visits_of_their_day(world: World) -> dict[str, Any]:
    """One begins today, one ended yesterday, one comes tomorrow."""
    for title, days in (("today", 0), ("yesterday", -1), ("tomorrow", 1)):
        of = visit(world, title, first_day=NOW.date() + timedelta(days=days))
        guest = Invitee.invite_guest(visit=of, email="guest@example.org", language="en", by=None, at=NOW)
        Invitee.objects.filter(pk=guest.pk).update(needs="A ramp")
    return {}


def each_stands_at_its_phase(world: World) -> None:
    stands = {row.title: row.phase for row in SiteVisit.objects.all()}
    assert stands == {"today": "under_way", "yesterday": "held", "tomorrow": "open"}


def needs_are_gone_after_their_day(world: World) -> None:
    needs = {row.visit.title: row.needs for row in Invitee.objects.select_related("visit")}
    assert needs == {"today": "A ramp", "yesterday": "", "tomorrow": "A ramp"}


def guests_of_long_ago(world: World) -> dict[str, Any]:
    for title, days in (("long ago", -120), ("lately", -20)):
        of = visit(world, title, first_day=NOW.date() + timedelta(days=days))
        Invitee.invite_guest(visit=of, email=f"{days}@example.org", name="Ana", language="en", by=None)
    return {}


def only_recent_guests_have_an_address(world: World) -> None:
    kept = {row.visit.title: (row.email, row.name) for row in Invitee.objects.select_related("visit")}
    assert kept == {"long ago": ("", ""), "lately": ("-20@example.org", "Ana")}


def a_promise_of_a_visit(world: World) -> dict[str, Any]:
    of = visit(world, first_day=NOW.date() - timedelta(weeks=6), phase="held")
    Outcome.commit(
        visit=of,
        alliance=world.celje,
        what="Lend the cards",
        language="en",
        owner=world.youth.organisation,
        due=NOW.date() + timedelta(days=30),
        by=world.coordinator,
        at=NOW,
    )
    return {}


def its_owner_is_asked_once(world: World) -> None:
    assert Outcome.objects.get().asked_at == NOW
    assert Event.objects.filter(kind="visit.commitment_asked").count() == 1


def a_table(world: World) -> dict[str, Any]:
    table = Table(head=["Title", "What is happening?"], rows=[(2, ["Chess", "We play"])])
    rows = Judge.of(world.celje, world.coordinator, "en").rows(table, Header.of(table.head))
    made = Import.read(alliance=world.celje, name="a", language="en", rows=rows, by=world.coordinator)
    made.take_in(as_drafts=False, by=world.coordinator)
    return {"source": str(made.pk), "run": 1}


def it_is_taken_in_once(world: World) -> None:
    assert [one.title for one in Initiative.objects.all()] == ["Chess"]
    assert Import.objects.get().state == "done"


def an_old_table(world: World) -> dict[str, Any]:
    a_table(world)
    Import.objects.update(created_at=NOW - timedelta(days=365), state="done")
    return {}


def it_is_forgotten(world: World) -> None:
    assert not Import.objects.exists()


def a_tagged_one(world: World) -> dict[str, Any]:
    one = initiative(world.youth, by=world.partner)
    choices = [Choice(world.participation, "core")]
    Tag.put(initiative=one, choices=choices, by=world.coordinator, confirming=True)
    return {}


def its_block_is_known(world: World) -> None:
    assert Learned.objects.get().knowledge["blocks"] == {"participation": 1}


def an_export(world: World) -> dict[str, Any]:
    return {"export": str(Export.ask(by=world.partner, at=NOW).pk)}


def it_is_ready(world: World) -> None:
    row = Export.objects.get()
    assert row.ready_at == NOW
    assert row.size == row.path.stat().st_size


def an_old_export(world: World) -> dict[str, Any]:
    for who, days in ((world.partner, 8), (world.coordinator, 1)):
        row = Export.ask(by=who, at=NOW)
        with transaction.atomic():
            job_of("activity.export").run(export=str(row.pk), now=NOW - timedelta(days=days))
    return {}


def only_the_new_export_stays(world: World) -> None:
    row = Export.objects.get()
    assert row.person == world.coordinator
    assert [path.name for path in row.path.parent.glob("*")] == [row.path.name]


EXAMPLES = {
    "activity.export": Example(an_export, it_is_ready),
    "activity.forget_exports": Example(an_old_export, only_the_new_export_stays),
    "blocks.learn": Example(a_tagged_one, its_block_is_known),
    "connections.weigh": Example(two_on_housing, one_connection),
    "connections.weigh_around": Example(a_block_of_two, both_are_weighed_once),
    "connections.promised": Example(a_promise_about_two, joint_work),
    "search.looks": Example(a_search_to_look_at, one_look_is_owed),
    "search.look": Example(a_saved_search, one_answer_is_told),
    "visits.ask_owners": Example(a_promise_of_a_visit, its_owner_is_asked_once),
    "visits.keep_step": Example(visits_of_their_day, each_stands_at_its_phase),
    "visits.forget_needs": Example(visits_of_their_day, needs_are_gone_after_their_day),
    "visits.forget_guests": Example(guests_of_long_ago, only_recent_guests_have_an_address),
    "alliances.remind": Example(a_promise, its_owner_is_reminded_once),
    "alliances.forget_invitations": Example(invitations_old_and_new, only_recent_invitations_stay),
    "activity.tell": Example(an_event_that_names_somebody, everybody_is_told_once),
    "activity.digests": Example(a_week_of_news, one_batch_is_owed),
    "activity.digest": Example(a_batch, one_digest_each),
    "activity.send": Example(a_delivery, one_mail_sent),
    "activity.forget_addresses": Example(an_old_address, only_the_new_address_stays),
    "activity.forget_done": Example(something_long_done, only_the_new_row_stays),
    "activity.tidy_files": Example(a_file_of_nobody, it_is_gone),
    "initiatives.take_in": Example(a_table, it_is_taken_in_once),
    "initiatives.forget_imports": Example(an_old_table, it_is_forgotten),
    "reports.make": Example(a_report, one_report_with_its_files),
    "reports.schedules": Example(schedules_to_look_at, each_is_owed_once),
    "reports.keep_schedule": Example(a_schedule_to_keep, one_draft_is_open),
    "reports.tidy": Example(files_of_nobody, no_file_of_nobody),
}
