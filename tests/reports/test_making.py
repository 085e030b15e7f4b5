"""The worker's part: all of the files or none, whatever comes in between."""

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Flag
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connections
from django.utils import timezone

from activity.models import Event, Owed, perform
from activity.models.owed import SILENCE, wait_after
from activity.registry import job_of
from reports import making
from reports.models import JOB, Format, Report, ReportFile, State, Trouble, folder
from reports.registry import Scope, kind_of
from tests.reports.making import asked, files_on_disk, made, owed_for, perform_for
from tests.world import World


class Killed(BaseException):
    """What a worker meets that is no exception to handle."""


@pytest.fixture
def at_step(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], Any]], None]:
    """Have something happen when a report comes to a step, once."""

    def plan(step: str, happen: Callable[[], Any]) -> None:
        was, todo = making.Progress.at, [happen]

        def at(self: making.Progress, now_at: str) -> None:
            was(self, now_at)
            if now_at == step and todo:
                todo.pop()()

        monkeypatch.setattr(making.Progress, "at", at)

    return plan


def raiser(fault: BaseException) -> Callable[[], None]:
    def happen() -> None:
        raise fault

    return happen


def test_a_report_comes_with_its_files_its_finding_and_an_event(world: World) -> None:
    report = made(world)
    assert report.state == State.DONE
    assert report.finding == "No initiative has a confirmed block yet."
    assert owed_for(report).done_at
    for file in report.files.all():
        content = file.location.read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.checksum)
        assert file.name == f"coverage-celje-{timezone.localdate()}.{file.format}"
    assert [file.format for file in report.files.all()] == ["pdf", "xlsx", "csv", "html"]
    assert len(files_on_disk()) == len(Format)
    event = Event.objects.about(report).newest_first()[0]
    assert (event.kind, event.actor) == ("report.made", None)


def test_it_is_told_to_who_asked_and_to_nobody_else(world: World) -> None:
    report = made(world)
    event = Event.objects.about(report).newest_first()[0]
    [audience] = event.registered.audiences
    assert list(audience.people(event)) == [world.coordinator.pk]
    assert not event.registered.to_followers


def test_the_job_has_its_own_queue_and_a_quarter_of_an_hour() -> None:
    job = job_of(JOB)
    assert job.queue == "reports"
    assert (job.time_limit.total_seconds(), job.soft_time_limit.total_seconds()) == (900, 870)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["challenge", "place", "csv"])
def test_a_worker_killed_on_the_way_leaves_nothing_and_the_next_one_makes_it(
    world: World, at_step: Any, step: str
) -> None:
    report = asked(world)
    at_step(step, raiser(Killed()))
    now = timezone.now()
    with pytest.raises(Killed):
        perform(owed_for(report).pk, now)
    report.refresh_from_db()
    assert (report.state, report.begun, report.step) == ("working", 1, step)
    assert not ReportFile.objects.exists()
    assert report.is_open
    perform_for(report, now + SILENCE)
    assert (report.state, report.begun) == (State.DONE, 2)
    assert len(files_on_disk()) == len(Format)


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_wrote_is_nobodys_and_goes_with_time(world: World, at_step: Any) -> None:
    """kill -9 leaves no chance to tidy up: the files stay on the disk, and no address leads to them."""
    report = asked(world)
    left = report.folder / "killed" / "half.csv"
    left.parent.mkdir(parents=True)
    left.write_text("half a fi")
    perform_for(report)
    assert left in files_on_disk()
    assert left not in [file.location for file in report.files.all()]
    now = timezone.now()
    job_of("reports.tidy").run(now=now)
    assert left in files_on_disk()
    long_ago = time.time() - 2 * making.FORGOTTEN_AFTER
    for place in [left.parent, *(file.location.parent for file in report.files.all())]:
        os.utime(place, (long_ago, long_ago))
    job_of("reports.tidy").run(now=now)
    assert set(files_on_disk()) == {file.location for file in report.files.all()}


@pytest.mark.django_db(transaction=True)
def test_a_fault_on_the_way_is_told_in_words_and_tried_again_by_hand(world: World, at_step: Any) -> None:
    report = asked(world)
    at_step("csv", raiser(ZeroDivisionError("by nought")))
    perform_for(report)
    assert (report.state, report.trouble) == (State.FAILED, Trouble.FAULT)
    assert report.error == "ZeroDivisionError: by nought"
    assert owed_for(report).done_at
    assert files_on_disk() == []
    assert not ReportFile.objects.exists()
    assert Event.objects.about(report).newest_first()[0].kind == "report.failed"
    report.try_again(by=world.coordinator)
    assert perform_for(report).state == State.DONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("fault", "trouble"),
    [(SoftTimeLimitExceeded(), Trouble.TIME), (OSError(28, "No space left on device"), Trouble.SPACE)],
)
def test_time_and_space_have_words_of_their_own(
    world: World, at_step: Any, fault: Exception, trouble: Trouble
) -> None:
    report = asked(world)
    at_step("xlsx", raiser(fault))
    perform_for(report)
    assert (report.state, report.trouble) == (State.FAILED, trouble)
    assert str(report.outcome) == str(trouble.label)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_busy_is_no_failure_but_tried_again(world: World, at_step: Any) -> None:
    report = asked(world)
    at_step("stage", raiser(OperationalError("canceling statement due to lock timeout")))
    now = timezone.now()
    with pytest.raises(OperationalError):
        perform(owed_for(report).pk, now)
    report.refresh_from_db()
    assert report.state == State.WORKING
    assert "lock timeout" in owed_for(report).error
    assert files_on_disk() == []
    assert perform_for(report, now + wait_after(1)).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_what_kills_every_worker_is_given_up_with_a_word(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = asked(world)
    monkeypatch.setattr(making, "build", lambda *args: raiser(Killed())())
    now = timezone.now()
    for _ in range(making.BEGUN_AT_MOST):
        with pytest.raises(Killed):
            perform(owed_for(report).pk, now)
        now += SILENCE
    perform_for(report, now)
    assert (report.state, report.trouble) == (State.FAILED, Trouble.LOST)


@pytest.mark.django_db(transaction=True)
def test_cancelling_stops_the_work_before_its_next_step(world: World, at_step: Any) -> None:
    report = asked(world)
    seen: list[str] = []

    def elsewhere() -> None:
        """Another process, with a connection of its own, while the job is at work."""

        def act() -> None:
            row = Report.objects.get(pk=report.pk)
            seen.append(f"{row.state} {row.step}")
            row.cancel(by=world.coordinator)
            connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(act).result()

    at_step("xlsx", elsewhere)
    perform_for(report)
    assert seen == ["working xlsx"]
    assert (report.state, files_on_disk()) == (State.CANCELLED, [])
    assert not ReportFile.objects.exists()
    assert owed_for(report).done_at


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_overtaken_gives_way_to_the_new_one(world: World, at_step: Any) -> None:
    """Cancelled and tried again while the first worker still sits in its last step."""
    report = asked(world)

    def elsewhere() -> None:
        def act() -> None:
            row = Report.objects.get(pk=report.pk)
            row.cancel(by=world.coordinator)
            row.try_again(by=world.coordinator)
            connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(act).result()

    first = owed_for(report)
    at_step("csv", elsewhere)
    perform(first.pk)
    report.refresh_from_db()
    assert (report.state, report.run, files_on_disk()) == ("asked", 2, [])
    assert perform_for(report).state == State.DONE
    assert len(files_on_disk()) == len(Format)


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_row_make_one_report(world: World, at_step: Any) -> None:
    report, row = asked(world), None
    row = owed_for(report).pk
    inside = Flag()

    def alone(_number: int) -> None:
        try:
            perform(row)
        finally:
            connections.close_all()

    def wait_for_the_other() -> None:
        inside.set()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(alone, 2).result()

    at_step("partner", wait_for_the_other)
    alone(1)
    report.refresh_from_db()
    assert inside.is_set()
    assert (report.state, report.begun, len(files_on_disk())) == (State.DONE, 1, 4)


def test_who_asked_and_no_longer_coordinates_gets_nothing(world: World) -> None:
    report = asked(world)
    row = world.coordinator.memberships.get()
    row.role = "member"
    row.save(update_fields=["role"])
    perform_for(report)
    assert (report.state, report.trouble) == (State.FAILED, Trouble.RIGHTS)
    assert files_on_disk() == []


def test_a_report_of_somebody_whose_account_is_gone_is_not_made(world: World) -> None:
    report = asked(world)
    Report.objects.update(asked_by=None)
    assert perform_for(report).trouble == Trouble.RIGHTS


@pytest.mark.django_db(transaction=True)
def test_the_progress_counts_up_to_the_last_step(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    report = asked(world)
    told: list[tuple[int, str]] = []
    was = making.Progress.at

    def at(self: making.Progress, step: str) -> None:
        was(self, step)
        row = Report.objects.get(pk=report.pk)
        told.append((row.steps_done, row.state))

    monkeypatch.setattr(making.Progress, "at", at)
    perform_for(report)
    assert told == [(number, "working") for number in range(len(report.steps))]


def test_a_kind_reads_only_what_who_asked_may_see(world: World) -> None:
    section = kind_of("coverage").sections["gaps"]
    read_as, was = [], section.parts

    def parts(scope: Scope) -> Any:
        read_as.append(scope.reader)
        return was(scope)

    object.__setattr__(section, "parts", parts)
    try:
        made(world)
    finally:
        object.__setattr__(section, "parts", was)
    assert read_as == [world.coordinator]


def test_a_lost_folder_does_not_stop_the_next_report(world: World) -> None:
    made(world)
    making.remove(folder())
    assert made(world).state == State.DONE
    assert Owed.objects.filter(task=JOB, done_at=None).count() == 0
    assert timedelta(hours=1).total_seconds() <= making.FORGOTTEN_AFTER
