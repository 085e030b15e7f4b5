"""What this part of the room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from activity.registry import Subject, register_kinds, register_subject, register_topics
from reports.schedules import tasks  # noqa: F401 - its jobs register themselves
from reports.schedules.events import KINDS, TOPIC
from reports.schedules.models import ReportSchedule
from reports.schedules.slots import fill_slots


def schedules(ids: Iterable[UUID], person: Any) -> dict[UUID, ReportSchedule]:
    return ReportSchedule.objects.visible_to(person).select_related("alliance").in_bulk(list(ids))


def register() -> None:
    register_topics(TOPIC)
    register_kinds(*KINDS)
    register_subject(Subject(model=ReportSchedule, fetch=schedules))
    fill_slots()
