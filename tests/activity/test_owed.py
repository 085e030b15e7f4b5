"""What is owed: claimed once, tried again, given up in sight, done with its effect."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from activity import broker, registry
from activity.health import health
from activity.models import Event, Heartbeat, Owed, beat, claim, owe, owe_periodic, perform, record, the_time
from activity.models.owed import ATTEMPTS, LEASE, SILENCE, wait_after
from activity.registry import Job
from activity.sweep import sweep
from tests.world import World

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LONG = timedelta(days=2)


class Work:
    """A job of the tests: counts its runs, and fails while ``fails`` says so."""

    def __init__(self) -> None:
        self.runs: list[dict[str, Any]] = []
        self.fails = False

    def __call__(self, *, now: datetime, **ids: Any) -> None:
        self.runs.append(ids)
        Heartbeat.objects.create(name=f"effect {len(self.runs)}", at=now)
        if self.fails:
            raise ValueError("not now")


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    registry._jobs["tests.work"] = Job(name="tests.work", run=made)
    yield made
    del registry._jobs["tests.work"]


def owed(key: str = "one", **fields: Any) -> Owed:
    owe("tests.work", key, thing=7)
    Owed.objects.filter(key=key).update(**{"due_at": NOW, "next_at": NOW, **fields})
    return Owed.objects.get(key=key)


def test_an_unregistered_task_is_refused_at_once(db: None) -> None:
    with pytest.raises(LookupError):
        owe("tests.nobody", "one")


def test_the_same_thing_is_owed_once(work: Work, db: None) -> None:
    for _ in range(2):
        owe("tests.work", "one", thing=7)
    assert Owed.objects.filter(task="tests.work").count() == 1


def test_effect_and_done_commit_together_and_once(work: Work, db: None) -> None:
    row = owed()
    perform(row.pk, NOW)
    perform(row.pk, NOW + LONG)
    row.refresh_from_db()
    assert work.runs == [{"thing": 7}]
    assert (row.done_at, row.attempts, row.error) == (NOW, 1, "")
    assert Heartbeat.objects.filter(name="effect 1").exists()


def test_what_fails_leaves_no_effect_and_is_tried_later(work: Work, db: None) -> None:
    row = owed()
    work.fails = True
    with pytest.raises(ValueError, match="not now"):
        perform(row.pk, NOW)
    row.refresh_from_db()
    assert (row.done_at, row.attempts, row.error) == (None, 1, "ValueError: not now")
    assert not Heartbeat.objects.filter(name="effect 1").exists()
    perform(row.pk, NOW + wait_after(1) - timedelta(seconds=1))
    assert len(work.runs) == 1
    work.fails = False
    perform(row.pk, NOW + wait_after(1))
    row.refresh_from_db()
    assert row.done_at
    assert row.error == ""


def test_after_eight_attempts_it_is_dead_until_somebody_tries_again(work: Work, world: World) -> None:
    row = owed()
    work.fails = True
    now = NOW
    for _ in range(ATTEMPTS + 3):
        now += LONG
        if claim(now):
            with pytest.raises(ValueError, match="not now"):
                perform(row.pk, now)
    assert len(work.runs) == ATTEMPTS
    row.refresh_from_db()
    assert row.is_dead
    assert list(Owed.objects.dead()) == [row]
    work.fails = False
    row.try_again(by=world.administrator, now=now)
    assert [claimed.pk for claimed in claim(now)] == [row.pk]
    perform(row.pk, now)
    row.refresh_from_db()
    assert row.done_at == now
    row.try_again(by=world.administrator, now=now)
    row.refresh_from_db()
    assert row.done_at == now


def test_eight_attempts_outlast_a_night() -> None:
    waits = [wait_after(attempt) for attempt in range(1, ATTEMPTS)]
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(hours=12)


def test_a_lease_keeps_a_row_from_a_second_claimer_until_it_runs_out(work: Work, db: None) -> None:
    row = owed()
    assert [claimed.pk for claimed in claim(NOW)] == [row.pk]
    assert claim(NOW + LEASE) == []
    assert [claimed.pk for claimed in claim(NOW + LEASE + timedelta(seconds=1))] == [row.pk]


def test_what_is_due_later_is_not_claimed_before(work: Work, db: None) -> None:
    owed(due_at=NOW + timedelta(hours=1), next_at=NOW + timedelta(hours=1))
    assert claim(NOW) == []
    assert len(claim(NOW + timedelta(hours=1))) == 1


def test_a_row_that_kills_its_worker_costs_attempts_and_dies(work: Work, db: None) -> None:
    """The attempt is counted before it is made, so that a worker's death counts too."""
    row = owed()

    class Killed(BaseException):
        pass

    def die(**_ids: Any) -> None:
        raise Killed

    registry._jobs["tests.work"] = Job(name="tests.work", run=die)
    now = NOW
    for attempt in range(1, ATTEMPTS + 1):
        with pytest.raises(Killed):
            perform(row.pk, now)
        perform(row.pk, now)  # the broker gives the lost worker's message to the next one: not yet
        row.refresh_from_db()
        assert row.attempts == attempt
        now += SILENCE
    assert row.is_dead
    perform(row.pk, now)


def test_a_job_of_another_release_waits_with_its_reason(work: Work, db: None) -> None:
    row = owed(task="tests.newer")
    with pytest.raises(LookupError):
        perform(row.pk, NOW)
    row.refresh_from_db()
    assert "tests.newer" in row.error
    assert [claimed.job for claimed in claim(NOW + LONG)] == [None]


def test_two_beats_owe_one_period_once(db: None) -> None:
    for minute in (0, 1, 14):
        owe_periodic(NOW + timedelta(minutes=minute))
    once = Owed.objects.filter(task="activity.forget_done")
    assert [row.key for row in once] == ["2026-03-02T00:00:00+00:00"]
    owe_periodic(NOW + timedelta(days=1))
    assert once.all().count() == 2


def test_what_was_done_long_ago_is_forgotten_and_the_rest_stays(work: Work, db: None) -> None:
    owed("old", done_at=NOW - timedelta(days=90))
    owed("new", done_at=NOW - timedelta(days=1))
    owed("open", due_at=NOW - timedelta(days=90))
    registry.job_of("activity.forget_done").run(now=NOW)
    assert set(Owed.objects.values_list("key", flat=True)) == {"new", "open"}


def test_many_debts_of_one_transaction_make_one_nudge(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        for number in range(3):
            owe("activity.forget_done", f"{number}")
    assert [callback for callback in callbacks if callback is broker.nudge] == [broker.nudge]


def test_a_sweep_asks_for_no_other(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """It publishes what the clock brought by itself; sweeps that ask for sweeps never end."""
    monkeypatch.setattr("activity.sweep.publish", lambda *_args, **_options: None)
    with django_capture_on_commit_callbacks() as callbacks:
        assert sweep(the_time()) > 0
    assert broker.nudge not in callbacks


def test_a_broker_that_is_away_is_asked_once_and_then_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def away(*_args: Any, **_options: Any) -> None:
        asked.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(broker, "publish", away)
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    broker.nudge()
    broker.nudge()
    assert asked == [1]


def test_an_error_of_the_job_does_not_undo_the_count(work: Work, db: None) -> None:
    """A failed statement poisons its transaction; the note is written in another."""

    def bad_sql(**_ids: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    registry._jobs["tests.work"] = Job(name="tests.work", run=bad_sql)
    row = owed()
    with pytest.raises(Exception, match="nowhere"):
        perform(row.pk, NOW)
    row.refresh_from_db()
    assert row.attempts == 1
    assert "nowhere" in row.error


def test_health_tells_what_is_late_dead_and_silent(work: Work, db: None) -> None:
    state = health(NOW)
    assert (state.worker, state.owed, state.oldest_seconds, state.dead) == ("degraded", "ok", 0, 0)
    beat("sweep", NOW - timedelta(seconds=30))
    beat("sweep", NOW - timedelta(seconds=20))
    owed(due_at=NOW - timedelta(minutes=2))
    state = health(NOW)
    assert (state.worker, state.owed, state.oldest_seconds) == ("ok", "ok", 120)
    assert health(NOW + timedelta(minutes=4)).owed == "degraded"
    Owed.objects.update(attempts=ATTEMPTS)
    assert (health(NOW).owed, health(NOW).dead) == ("degraded", 1)


def test_an_event_is_never_rewritten(world: World) -> None:
    event = record("challenge.opened", actor=None, subject=world.housing)
    for change in ({"kind": "challenge.closed"}, {"concerns": []}, {"created_at": NOW}):
        with pytest.raises(Exception, match="never rewritten"), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(**change)
    with pytest.raises(Exception, match="never deleted"), transaction.atomic():
        event.delete()


@pytest.mark.django_db(transaction=True)
class TestTogether:
    """Two workers at once, with real transactions."""

    def both(self, function: Any) -> list[Any]:
        def alone(_number: int) -> Any:
            try:
                return function()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(alone, range(2)))

    def test_two_claimers_never_get_the_same_row(self, work: Work) -> None:
        for number in range(40):
            owed(f"row {number}")
        first, second = self.both(lambda: [claimed.pk for claimed in claim(NOW, limit=30)])
        assert not set(first) & set(second)

    def test_one_row_performed_by_two_workers_is_done_once(self, work: Work) -> None:
        row = owed()
        self.both(lambda: perform(row.pk, NOW))
        assert len(work.runs) == 1

    def test_what_is_being_worked_on_is_not_claimed(self, work: Work) -> None:
        row = owed()
        with transaction.atomic():
            Owed.objects.select_for_update().get(pk=row.pk)
            assert self.both(lambda: claim(NOW)) == [[], []]
        assert len(claim(NOW)) == 1
