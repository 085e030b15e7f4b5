"""What must still happen. The table is the truth, the broker only a nudge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import structlog
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.broker import nudge
from activity.registry import Job, job, job_of, jobs

log = structlog.get_logger()

ATTEMPTS = 8
# A published number nobody took up by then is published again.
LEASE = timedelta(seconds=30)
# A worker that dies says nothing: its row is looked at again after this, and costs one attempt.
SILENCE = timedelta(seconds=15)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=12)
# How long the table remembers what is done.
KEPT = timedelta(days=60)
AT_ONCE = 5_000
# So far the clock may be put back without anybody taking note.
SLIP = timedelta(seconds=5)


def the_time() -> datetime:
    """The database's time: the one clock of what is owed, whatever the machines' own clocks say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def wait_after(attempts: int) -> timedelta:
    """How long to leave a failing thing alone: 15 s, 1 min, 4 min, … so that eight attempts outlast a night."""
    return min(FIRST_WAIT * 4 ** (attempts - 1), LONGEST_WAIT)


class OwedQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Not done: waiting or dead."""
        return self.filter(done_at=None)

    def waiting(self) -> Self:
        """Neither done nor dead."""
        return self.filter(done_at=None, attempts__lt=ATTEMPTS)

    def dead(self) -> Self:
        """Given up: every attempt was used."""
        return self.filter(done_at=None, attempts__gte=ATTEMPTS)

    def late(self, now: datetime) -> Self:
        """Not done, though its time has come."""
        return self.filter(done_at=None, due_at__lte=now)

    def ready(self, now: datetime) -> Self:
        """To be tried now, and not on its way to a worker."""
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now), next_at__lte=now)

    def oldest_first(self) -> Self:
        return self.order_by("due_at", "pk")

    def dead_first(self) -> Self:
        """What was given up before what still waits, then by age."""
        return self.alias(alive=Q(attempts__lt=ATTEMPTS)).order_by("alive", "due_at", "pk")

    def by_task(self) -> list[dict[str, Any]]:
        """Per task: how many wait, how many are dead, since when the oldest is due; the worst first."""
        return list(
            self.values("task")
            .annotate(
                waiting=Count("pk", filter=Q(attempts__lt=ATTEMPTS)),
                dead=Count("pk", filter=Q(attempts__gte=ATTEMPTS)),
                oldest=Min("due_at"),
            )
            .order_by("-dead", "oldest", "task")
        )


class Owed(models.Model):
    """One thing owed: which job, with which ids, since when.

    ``due_at`` never moves; ``next_at`` is when it is tried (again). A row is *published* while
    ``lease_until`` lies ahead, *worked on* while a worker's transaction holds its lock, *done* with
    ``done_at``, and *dead* when its attempts are used up.
    """

    task = models.CharField(_("task"), max_length=80)
    key = models.CharField(_("key"), max_length=200)
    ids = models.JSONField(_("with"), default=dict)
    due_at = models.DateTimeField(_("due"))
    next_at = models.DateTimeField(_("next try"))
    lease_until = models.DateTimeField(_("published until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("owed since"), auto_now_add=True)

    objects = OwedQuerySet.as_manager()

    class Meta:
        verbose_name = _("owed")
        verbose_name_plural = _("owed")
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="owed_once")]
        indexes = [
            models.Index(
                fields=["next_at"], name="owed_ready", condition=Q(done_at=None, attempts__lt=ATTEMPTS)
            ),
            models.Index(fields=["due_at"], name="owed_late", condition=Q(done_at=None)),
            models.Index(fields=["done_at"], name="owed_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"

    @property
    def is_dead(self) -> bool:
        return self.done_at is None and self.attempts >= ATTEMPTS

    def try_again(self, *, by: Any, now: datetime | None = None) -> None:
        """Give the row all its attempts anew, from now on; no-op for one that is done."""
        with transaction.atomic():
            row = Owed.objects.select_for_update().get(pk=self.pk)
            if row.done_at:
                return
            row.attempts, row.lease_until, row.next_at = 0, None, now or the_time()
            row.save(update_fields=["attempts", "lease_until", "next_at"])
            nudge_after_commit()
        log.info("owed_try_again", owed=self.pk, task=self.task, by=str(by.pk))


@dataclass(frozen=True)
class Debt:
    """One row for ``owe_all``: its key, and the ids its job gets."""

    key: str
    ids: dict[str, Any]


def owe(task: str, key: str, *, due_at: datetime | None = None, **ids: Any) -> None:
    """Note that ``task`` must run with ``ids`` from ``due_at`` on; once per ``key``, in the caller's transaction.

    An unregistered task raises ``LookupError``. After commit the broker is nudged, if it listens.
    """
    owe_all(task, [Debt(key, ids)], due_at=due_at)


def owe_all(task: str, debts: Iterable[Debt], *, due_at: datetime | None = None) -> None:
    """``owe`` for many rows of one task, in one statement."""
    job_of(task)
    note(task, debts, due_at or Now())
    if due_at is None or due_at <= timezone.now():
        nudge_after_commit()


def note(task: str, debts: Iterable[Debt], due: Any) -> None:
    """Write down what is owed, each once, and ask nobody to see to it."""
    Owed.objects.bulk_create(
        [Owed(task=task, key=debt.key, ids=debt.ids, due_at=due, next_at=due) for debt in debts],
        ignore_conflicts=True,
    )


def owe_periodic(now: datetime) -> None:
    """Owe each periodic job its present period, once: two beats, or ten, make one row.

    A period that passed while nothing ran is not made up for: a periodic job looks at the present state. The sweep
    that calls this claims what is due right after: were it to ask for another sweep, sweeps would never end.
    """
    for known in jobs().values():
        if known.every is not None:
            period = period_of(now, known.every)
            note(known.name, [Debt(period.isoformat(), {})], period)


def period_of(now: datetime, every: timedelta) -> datetime:
    """When the period that ``now`` lies in began, counted in UTC from the epoch."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (now - epoch) // every * every


@dataclass(frozen=True)
class Claimed:
    """A row to publish: its number, and the job that says on which queue and for how long."""

    pk: int
    job: Job | None


def claim(now: datetime, limit: int = 500) -> list[Claimed]:
    """Lease what is ready and return it for publishing; two claimers never get the same row, and a row being
    worked on is passed over because its worker holds its lock."""
    with transaction.atomic():
        rows = list(
            Owed.objects.ready(now)
            .order_by("next_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", "task")[:limit]
        )
        Owed.objects.filter(pk__in=[pk for pk, _task in rows]).update(lease_until=now + LEASE)
    known = jobs()
    return [Claimed(pk, known.get(task)) for pk, task in rows]


def forget_the_future(now: datetime) -> None:
    """Where the clock was put back since the last sweep, try what had come due by then at once: its times lie
    ahead again, and nobody is to wait for them a second time."""
    last = Heartbeat.objects.filter(name=SWEEP, at__gt=now + SLIP).values_list("at", flat=True).first()
    if last is not None:
        early = Owed.objects.waiting().filter(due_at__lte=last)
        early.filter(Q(next_at__gt=now) | Q(lease_until__gt=now)).update(next_at=now, lease_until=None)


def release(pks: Iterable[int]) -> None:
    """Give leases back that could not be published."""
    Owed.objects.filter(pk__in=list(pks), done_at=None).update(lease_until=None)


def perform(pk: int, now: datetime | None = None) -> None:
    """Do what row ``pk`` owes; its effect and ``done_at`` commit together.

    No-op when it is done, dead, worked on now, or not to be tried yet; so a message that comes twice, or
    comes back from a killed worker, does nothing. What the job raises is noted on the row and raised on.
    """
    clock = now or the_time()
    attempt = _begin(pk, clock)
    if attempt is None:
        return
    try:
        with transaction.atomic():
            row = (
                Owed.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, done_at=None, attempts=attempt)
                .first()
            )
            if row is None:
                return
            work = job_of(row.task)
            _allow(work)
            work.run(now=clock, **row.ids)
            row.done_at, row.lease_until, row.error = now or the_time(), None, ""
            row.save(update_fields=["done_at", "lease_until", "error"])
    except Exception as error:
        _note(pk, attempt, error, clock)
        raise


def _begin(pk: int, now: datetime) -> int | None:
    """Count an attempt, before it is made: a row that kills its worker dies too, after eight workers."""
    with transaction.atomic():
        row = (
            Owed.objects.waiting()
            .filter(pk=pk, next_at__lte=now)
            .select_for_update(skip_locked=True)
            .only("attempts")
            .first()
        )
        if row is None:
            return None
        row.attempts += 1
        row.next_at, row.lease_until = now + SILENCE, None
        row.save(update_fields=["attempts", "next_at", "lease_until"])
    return row.attempts


def _allow(work: Job) -> None:
    """Let this transaction take as long as its job may: a slow mail server must not cost us the session."""
    seconds = int(work.time_limit.total_seconds()) + 30
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true),"
            " set_config('statement_timeout', %s, true)",
            [f"{seconds}s", "120s"],
        )


def _note(pk: int, attempt: int, error: Exception, now: datetime) -> None:
    """Write down what went wrong and when to try again. With the database away the row comes back by itself."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    words = f"{type(error).__name__}: {error}".replace("\x00", "")[:2000]
    try:
        Owed.objects.filter(pk=pk, done_at=None, attempts=attempt).update(
            error=words, next_at=now + wait_after(attempt), lease_until=None
        )
    except DatabaseError as fault:
        log.warning("owed_error_not_noted", owed=pk, error=str(fault))


def nudge_after_commit() -> None:
    """Ask for a sweep once this transaction stands; several debts of one transaction make one nudge."""
    if not any(waiting[1] is nudge for waiting in connection.run_on_commit):
        transaction.on_commit(nudge, robust=True)


SWEEP = "sweep"  # the heartbeat that every sweep moves


class Heartbeat(models.Model):
    """That something which must run has run: one row per name, moved on each time."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


def beat(name: str, now: datetime) -> None:
    """Say that ``name`` runs."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


@job("activity.forget_done", every=timedelta(days=1))
def forget_done(*, now: datetime) -> None:
    """Delete what was done long ago; its keys are never used again."""
    old = Owed.objects.filter(done_at__lt=now - KEPT).order_by("done_at").values("pk")[:AT_ONCE]
    while Owed.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0] == AT_ONCE:
        pass
