"""What connections tell the ground; called by this room's own registrations."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.registry import Subject, register_kinds, register_sequel, register_subject, register_topics
from alliances.panels import COMMITMENTS
from blocks.connections.events import KINDS, TOPICS
from blocks.connections.letters import excerpt
from blocks.connections.slots import fill_slots
from blocks.connections.weighing import AROUND, CHANGES, JOB, PROMISED, SHARED_CHANGES
from blocks.models import Connection
from web import slots


def connections(ids: Iterable[UUID], person: Any) -> dict[UUID, Connection]:
    return Connection.objects.visible_to(person).with_ends().in_bulk(list(ids))


def register() -> None:
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_sequel(JOB, *CHANGES)
    register_sequel(AROUND, *SHARED_CHANGES)
    register_sequel(PROMISED, "commitment.made")
    register_subject(
        Subject(
            model=Connection,
            fetch=connections,
            name="connection",
            named_by="id",
            label=_("Connection"),
            excerpt=excerpt,
        )
    )
    slots.declare("connection.panels")
    slots.fill("connection.panels", COMMITMENTS)
    fill_slots()
