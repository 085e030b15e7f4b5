"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.panels import FOLLOW, MOVEMENT
from activity.registry import Subject, register_kinds, register_subject, register_topics
from alliances.panels import COMMITMENTS
from initiatives import tasks  # noqa: F401  (its jobs register themselves)
from initiatives.events import KINDS, TOPICS
from initiatives.holdings import HOLDINGS
from initiatives.models import Import, Initiative, Update
from initiatives.permissions import may_edit
from initiatives.saving import INITIATIVES
from initiatives.slots import fill_slots
from initiatives.transfer import STRANDS, TOLD
from people import privacy
from search import registry as search
from search.registry import Document
from translations import registry as translations
from translations.registry import Translated
from web import slots


def initiatives(ids: Iterable[UUID], person: Any) -> dict[UUID, Initiative]:
    return Initiative.objects.standing().visible_to(person).for_cards().in_bulk(list(ids))


def updates(ids: Iterable[UUID], person: Any) -> dict[UUID, Update]:
    rows = Update.objects.standing().visible_to(person).for_reading().select_related("initiative")
    return rows.in_bulk(list(ids))


def imports(ids: Iterable[UUID], person: Any) -> dict[UUID, Import]:
    return Import.objects.visible_to(person).select_related("alliance").in_bulk(list(ids))


def documents(initiative: Initiative) -> list[Document]:
    if initiative.withdrawn_at:
        return []
    partnership = initiative.partnership
    note = f"{partnership.organisation.name} · {partnership.alliance.city}"
    texts = initiative.every_text()
    return [Document(language=text.language, title=text.title, body=text.body, note=note) for text in texts]


def register() -> None:
    privacy.register(*HOLDINGS)
    slots.declare("initiative.card", "initiative.panels", "initiative.filters", "initiative.acts")
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_subject(
        Subject(
            model=Initiative,
            fetch=initiatives,
            name="initiative",
            label=_("Initiative"),
            follow=True,
            excerpt=lambda initiative: initiative.text.body,
        )
    )
    register_subject(
        Subject(
            model=Update,
            fetch=updates,
            name="update",
            label=_("Update"),
            excerpt=lambda update: update.text.body,
        )
    )
    translations.register(
        Translated(
            model=Initiative,
            word="initiative",
            rows=lambda person: Initiative.objects.visible_to(person).select_related(
                "partnership__alliance", "partnership__organisation"
            ),
            may_translate=lambda person, initiative, language: may_edit(person, initiative),
            concerns=lambda initiative: initiative.news_for(),
        )
    )
    translations.register(
        Translated(
            model=Update,
            word="update",
            rows=lambda person: Update.objects.visible_to(person).select_related(
                "initiative__partnership__alliance", "initiative__partnership__organisation"
            ),
            may_translate=lambda person, update, language: may_edit(person, update.initiative),
            concerns=lambda update: update.news_for(),
            gone=lambda update: update.withdrawn_reason or update.initiative.withdrawn_reason,
            key="id",
        )
    )
    register_subject(Subject(model=Import, fetch=imports, name="import", label=_("Import")))
    search.register(
        search.Source(
            model=Initiative,
            kind="initiative",
            label=_("Initiatives"),
            route="initiatives:detail",
            documents=documents,
        )
    )
    search.register_listing(INITIATIVES)
    fill_slots()
    slots.fill("lineage.strands", STRANDS)
    slots.fill("adoption.rail", TOLD)
    slots.fill("initiative.acts", FOLLOW)
    slots.fill("initiative.panels", COMMITMENTS)
    slots.fill("initiative.panels", MOVEMENT)
