"""Celery's doors into what is owed: ids in, one verb each."""

from celery import shared_task

from activity.models import perform, the_time
from activity.sweep import sweep


@shared_task(name="activity.perform")
def perform_owed(pk: int) -> None:
    """Do what one row owes."""
    perform(pk)


@shared_task(name="activity.sweep")
def sweep_owed() -> None:
    """Publish what is due; beat asks for it every 15 seconds, a nudge sooner."""
    sweep(the_time())
