"""Celery's doors into what is owed: ids in, one verb each."""

from celery import shared_task
from django.utils import timezone

from activity.models import claim, nudge, perform


@shared_task(name="activity.perform")
def perform_owed(pk: int) -> None:
    """Do what one row owes."""
    perform(pk)


@shared_task(name="activity.sweep")
def sweep() -> None:
    """Claim what is due and nudge for it; beat calls this every 15 seconds."""
    nudge(claim(timezone.now()))
