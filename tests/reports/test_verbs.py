"""Asking, cancelling, trying again: state, event, repetition, refusal."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from activity.models import Event, Owed
from reports.models import JOB, Report, State, Trouble
from tests.reports.making import ask, asked, made, perform_for
from tests.world import World
from web.exceptions import DomainError


def kinds(report: Report) -> list[str]:
    return list(Event.objects.about(report).order_by("id").values_list("kind", flat=True))


def test_asking_writes_the_row_what_is_owed_and_the_event(world: World) -> None:
    report, new = Report.ask(kind="coverage", alliance=world.celje, language="sl", by=world.coordinator)
    assert new
    assert (report.state, report.language, report.asked_by) == ("asked", "sl", world.coordinator)
    owed = Owed.objects.get(task=JOB)
    assert owed.ids == {"report": str(report.pk), "run": 1}
    event = Event.objects.about(world.celje).get(kind="report.asked")
    assert (event.subject_id, event.public, event.circles) == (report.pk, False, [world.celje.circle_id])


def test_who_asks_for_what_is_being_made_gets_that(world: World) -> None:
    first = asked(world)
    again, new = Report.ask(kind="coverage", alliance=world.celje, language="en", by=world.administrator)
    assert (again, new) == (first, False)
    assert Owed.objects.filter(task=JOB).count() == 1
    assert kinds(first) == ["report.asked"]


def test_another_language_or_alliance_is_another_report(world: World) -> None:
    rows = {asked(world).pk, asked(world, "sl").pk, ask(world.kosice, world.kosice_coordinator).pk}
    assert len(rows) == 3


def test_what_is_ready_can_be_asked_for_anew(world: World) -> None:
    first = asked(world)
    Report.objects.update(state=State.DONE, finished_at=first.asked_at)
    assert asked(world) != first


def test_a_kind_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(LookupError):
        Report.ask(kind="horoscope", alliance=world.celje, language="en", by=world.coordinator)
    assert not Report.objects.exists()


def test_the_database_too_holds_one_open_report(world: World) -> None:
    report = asked(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(kind="coverage", alliance=world.celje, language="en", sections=report.sections)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state=State.FAILED)  # no word on why


@pytest.mark.django_db(transaction=True)
def test_twenty_asking_at_once_make_one_job(world: World) -> None:
    def alone(_number: int) -> Any:
        try:
            return asked(world).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        rows = set(pool.map(alone, range(20)))
    assert rows == set(Report.objects.values_list("pk", flat=True))
    assert len(rows) == Owed.objects.filter(task=JOB).count() == 1


def test_cancelling_is_done_once_and_then_the_job_does_nothing(world: World) -> None:
    report = asked(world)
    report.cancel(by=world.coordinator)
    report.cancel(by=world.coordinator)
    assert report.state == State.CANCELLED
    assert kinds(report) == ["report.asked", "report.cancelled"]
    assert perform_for(report).state == State.CANCELLED
    assert asked(world) != report


def test_what_is_no_longer_made_cannot_be_cancelled(world: World) -> None:
    report = made(world)
    with pytest.raises(DomainError):
        report.cancel(by=world.coordinator)
    report.refresh_from_db()
    assert report.state == State.DONE


@pytest.mark.parametrize("how", ["failed", "cancelled"])
def test_trying_again_is_a_run_of_its_own_for_who_tries(world: World, how: str) -> None:
    report = asked(world)
    if how == "failed":
        report.fail(Trouble.SPACE, "OSError", at=report.asked_at)
    else:
        report.cancel(by=world.coordinator)
    for _ in range(2):
        report.try_again(by=world.administrator)
    report.refresh_from_db()
    assert (report.state, report.run, report.trouble, report.error) == ("asked", 2, "", "")
    assert (report.asked_by, report.finished_at) == (world.administrator, None)
    assert set(Owed.objects.filter(task=JOB).values_list("key", flat=True)) == {
        f"{report.pk}:1",
        f"{report.pk}:2",
    }
    assert perform_for(report).state == State.DONE


def test_trying_again_what_is_ready_changes_nothing(world: World) -> None:
    report = made(world)
    report.try_again(by=world.coordinator)
    report.refresh_from_db()
    assert (report.state, report.run) == (State.DONE, 1)


def test_trying_again_is_refused_while_the_same_report_is_made(world: World) -> None:
    report = asked(world)
    report.cancel(by=world.coordinator)
    asked(world)
    with pytest.raises(DomainError):
        report.try_again(by=world.coordinator)
    report.refresh_from_db()
    assert report.state == State.CANCELLED


def test_only_coordinators_of_the_alliance_and_administrators_see_it(world: World) -> None:
    celje, kosice = asked(world), ask(world.kosice, world.kosice_coordinator)
    seen = {
        who: set(Report.objects.visible_to(getattr(world, who)))
        for who in (
            "coordinator",
            "partner",
            "other_member",
            "kosice_coordinator",
            "administrator",
            "outsider",
        )
    }
    assert seen == {
        "coordinator": {celje},
        "partner": set(),
        "other_member": set(),
        "kosice_coordinator": {kosice},
        "administrator": {celje, kosice},
        "outsider": set(),
    }
    assert not Report.objects.visible_to(None).exists()
