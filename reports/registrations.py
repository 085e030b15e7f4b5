"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.registry import Subject, register_kinds, register_subject, register_topics
from people import privacy
from reports import tasks  # noqa: F401 - its jobs register themselves
from reports.coverage import register_coverage
from reports.events import KINDS, TOPIC
from reports.holdings import HOLDINGS
from reports.measures import registrations as measures
from reports.models import Report
from reports.progress import register_progress
from reports.schedules import registrations as schedules
from reports.slots import fill_slots
from reports.transfers import register_transfer
from reports.visited import register_visit


def reports(ids: Iterable[UUID], person: Any) -> dict[UUID, Report]:
    return Report.objects.visible_to(person).select_related("alliance").in_bulk(list(ids))


def register() -> None:
    privacy.register(*HOLDINGS)
    register_progress()
    register_transfer()
    register_visit()
    register_coverage()
    register_topics(TOPIC)
    register_kinds(*KINDS)
    register_subject(Subject(model=Report, fetch=reports, name="report", label=_("Report")))
    fill_slots()
    measures.register()
    schedules.register()
