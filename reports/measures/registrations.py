"""What this part of the room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.registry import Subject, register_kinds, register_subject, register_topics
from reports.measures import sections
from reports.measures.events import KINDS, TOPIC
from reports.measures.models import Indicator, Milestone
from reports.measures.slots import fill_slots
from reports.permissions import may_report
from translations import registry as translations
from translations.registry import Translated


def milestones(ids: Iterable[UUID], person: Any) -> dict[UUID, Milestone]:
    rows = Milestone.objects.standing().visible_to(person).select_related("alliance")
    return rows.in_bulk(list(ids))


def indicators(ids: Iterable[UUID], person: Any) -> dict[UUID, Indicator]:
    rows = Indicator.objects.standing().visible_to(person).select_related("alliance")
    return rows.in_bulk(list(ids))


def register() -> None:
    register_topics(TOPIC)
    register_kinds(*KINDS)
    for model, word, label, fetch in (
        (Milestone, "milestone", _("Milestone"), milestones),
        (Indicator, "indicator", _("Indicator"), indicators),
    ):
        register_subject(Subject(model=model, fetch=fetch, name=word, label=label, named_by="id"))
        translations.register(
            Translated(
                model=model,
                word=word,
                key="id",
                rows=lambda person, model=model: model.objects.visible_to(person).select_related("alliance"),  # type: ignore[misc]
                may_translate=lambda person, thing, language: may_report(person, thing.alliance),
                concerns=lambda thing: [thing.alliance],
            )
        )
    sections.register()
    fill_slots()
