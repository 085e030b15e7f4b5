"""What must still happen. The table is the truth, the broker only a nudge."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

import structlog
from celery import current_app
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as KombuOperationalError

from activity.registry import job_of

log = structlog.get_logger()

LEASE = timedelta(minutes=6)  # above the hard time limit of a job, so a live one is never claimed twice
ATTEMPTS = 8


class OwedQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Neither done nor dead."""
        return self.filter(done_at=None, attempts__lt=ATTEMPTS)

    def dead(self) -> Self:
        """Given up after its last attempt's lease ran out or its error was noted."""
        return self.filter(done_at=None, attempts__gte=ATTEMPTS)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now), due_at__lte=now)


class Owed(models.Model):
    """One thing owed: which job, with which ids, since when; claimed by lease, done once."""

    task = models.CharField(_("task"), max_length=80)
    key = models.CharField(_("key"), max_length=200)
    ids = models.JSONField(_("with"), default=dict)
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("owed since"), auto_now_add=True)

    objects = OwedQuerySet.as_manager()

    class Meta:
        verbose_name = _("owed")
        verbose_name_plural = _("owed")
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="owed_once")]
        indexes = [models.Index(fields=["due_at"], name="owed_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"

    def try_again(self, *, by: Any, now: datetime | None = None) -> None:
        """Bring a dead row back to life; no-op for one that is done."""
        with transaction.atomic():
            row = Owed.objects.select_for_update().get(pk=self.pk)
            if row.done_at:
                return
            row.attempts, row.lease_until, row.due_at = 0, None, now or timezone.now()
            row.save(update_fields=["attempts", "lease_until", "due_at"])
        nudge([row.pk])


def owe(task: str, key: str, *, due_at: datetime | None = None, **ids: Any) -> None:
    """Note that ``task`` must run with ``ids`` from ``due_at`` on; once per ``key``, in the caller's transaction.

    An unregistered task raises ``LookupError``. After commit the broker is nudged, if it listens.
    """
    job_of(task)
    now = timezone.now()
    row, created = Owed.objects.get_or_create(
        task=task, key=key, defaults={"ids": ids, "due_at": due_at or now}
    )
    if created and row.due_at <= now:
        transaction.on_commit(lambda: nudge([row.pk]), robust=True)


def claim(now: datetime, limit: int = 200) -> list[int]:
    """Take a lease on what is due and return its row numbers; two claimers never get the same row."""
    with transaction.atomic():
        ids = list(
            Owed.objects.due(now)
            .order_by("due_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit]
        )
        Owed.objects.filter(pk__in=ids).update(lease_until=now + LEASE, attempts=models.F("attempts") + 1)
    return ids


def perform(pk: int, now: datetime | None = None) -> None:
    """Do what row ``pk`` owes; its effect and ``done_at`` commit together. No-op when done or worked on now."""
    try:
        with transaction.atomic():
            row = Owed.objects.select_for_update(skip_locked=True).filter(pk=pk, done_at=None).first()
            if row is None:
                return
            job_of(row.task)(**row.ids)
            row.done_at, row.error = now or timezone.now(), ""
            row.save(update_fields=["done_at", "error"])
    except Exception as error:
        # Back-off by attempts; the words stand where an administrator looks.
        row = Owed.objects.get(pk=pk)
        wait = timedelta(seconds=min(15 * 2**row.attempts, 3600))
        Owed.objects.filter(pk=pk, done_at=None).update(
            error=f"{type(error).__name__}: {error}"[:2000], lease_until=(now or timezone.now()) + wait
        )
        raise


def nudge(pks: Sequence[int]) -> None:
    """Ask the broker to look at these rows now. A broker that is away is no failure: the sweep finds them."""
    for pk in pks:
        try:
            current_app.send_task("activity.perform", (pk,), retry=False, expires=60)
        except (OSError, KombuOperationalError) as error:
            log.warning("broker_away", owed=pk, error=str(error))
            return
