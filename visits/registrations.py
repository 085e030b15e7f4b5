"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.panels import FOLLOW, MOVEMENT
from activity.registry import Subject, register_kinds, register_subject, register_topics
from people import privacy
from search import registry as search
from search.registry import Document
from translations import registry as translations
from translations.registry import Translated
from visits import letters, tasks  # noqa: F401 - their mails and jobs register themselves
from visits.events import KINDS, TOPICS
from visits.holdings import HOLDINGS
from visits.models import SiteVisit
from visits.permissions import may_translate
from visits.slots import fill_slots
from web import slots


def visits(ids: Iterable[UUID], person: Any) -> dict[UUID, SiteVisit]:
    return SiteVisit.objects.standing().visible_to(person).for_cards().in_bulk(list(ids))


def documents(visit: SiteVisit) -> list[Document]:
    if visit.called_off_at or visit.is_draft:
        return []
    languages = [visit.language, *visit.translations.values_list("language", flat=True)]
    texts = [visit.text_in(language) for language in languages]
    return [
        Document(language=text.language, title=text.title, body=text.body, note=visit.alliance.city)
        for text in texts
    ]


def register() -> None:
    privacy.register(*HOLDINGS)
    slots.declare("visit.panels", "visit.acts")
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_subject(
        Subject(
            model=SiteVisit,
            fetch=visits,
            name="visit",
            label=_("Visit"),
            follow=True,
            excerpt=lambda visit: visit.text.body,
        )
    )
    translations.register(
        Translated(
            model=SiteVisit,
            word="visit",
            rows=lambda person: SiteVisit.objects.visible_to(person).for_cards(),
            may_translate=may_translate,
            concerns=lambda visit: [visit.alliance],
            gone=lambda visit: visit.called_off_reason,
        )
    )
    search.register(
        search.Source(
            model=SiteVisit,
            kind="visit",
            label=_("Visits"),
            route="visits:detail",
            documents=documents,
        )
    )
    fill_slots()
    slots.fill("visit.acts", FOLLOW)
    slots.fill("visit.panels", MOVEMENT)
