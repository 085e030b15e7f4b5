"""A real worker, killed with SIGKILL in the middle of a report: one report comes of it, and no half of one."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from activity import broker
from activity.models import Event, Owed, owe_periodic
from reports.models import JOB, Format, Report, ReportFile, State
from tests.reports.making import asked, drafted, files_on_disk, some_work
from tests.workers import PATIENCE_S, worker
from tests.world import World

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def wait_until(so: Callable[[], bool]) -> None:
    """Look again until ``so`` holds; another process is at work, which tells nobody when."""
    begun = time.monotonic()
    while not so():
        assert time.monotonic() - begun < PATIENCE_S, "it never came to pass"
        Flag().wait(0.1)


@pytest.fixture(autouse=True)
def _same_shelf_as_the_worker(_own_shelf: None, settings: object) -> None:
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("table", "written", "kind"),
    [
        ("alliances_place", 0, "coverage"),
        ("reports_reportfile", len(Format), "coverage"),
        ("reports_reportfile", len(Format), "progress"),
    ],
    ids=["while it counts", "when all is written and nothing said", "while a draft is frozen"],
)
def test_a_killed_worker_leaves_one_report(
    world: World, monkeypatch: pytest.MonkeyPatch, table: str, written: int, kind: str
) -> None:
    some_work(world)
    draft = drafted(world) if kind == "progress" else None
    owe_periodic(timezone.now())
    Owed.objects.update(done_at=timezone.now())  # the day's other work is not to meet the lock
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    last = {"alliances_place": "place", "reports_reportfile": "html"}[table]
    before = set(files_on_disk())
    with (
        worker("celery", "reports", LOCK_TIMEOUT_MS="60000") as first,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        report = in_another_transaction(lambda: begun(world, draft))
        wait_until(lambda: Report.objects.get(pk=report.pk).step == last)
        wait_until(lambda: len(set(files_on_disk()) - before) == written)
        first.kill()
    left = set(files_on_disk()) - before
    report.refresh_from_db()
    assert (report.state, report.begun) == (State.WORKING, 1)
    assert not ReportFile.objects.exists()
    Owed.objects.filter(task=JOB).update(next_at=timezone.now())  # a quarter of a minute later
    with worker("celery", "reports"):
        broker.nudge()
        wait_until(lambda: not Report.objects.get(pk=report.pk).is_open)
    report.refresh_from_db()
    assert (report.state, report.begun) == (State.DONE, 2)
    named = {file.location for file in report.files.all()}
    assert len(named) == len(Format)
    assert set(files_on_disk()) - before - left == named
    assert Event.objects.about(report).filter(kind="report.made").count() == 1
    assert settings.VAR_DIR in next(iter(named)).parents


def begun(world: World, draft: Report | None) -> Report:
    """A report that a worker is to make: asked for, or the draft to be frozen."""
    if draft is None:
        return asked(world)
    draft.freeze(narrative={"highlights": "Kept."}, seen=draft.version, by=world.coordinator)
    return draft


def in_another_transaction[T](act: Callable[[], T]) -> T:
    """The value of ``act`` on a connection of its own, committed at once."""

    def alone() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result()
