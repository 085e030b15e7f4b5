"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from activity.arriving import bring
from activity.panels import FOLLOW, MOVEMENT
from activity.registry import Subject, register_kinds, register_naming, register_subject, register_topics
from alliances import letters  # noqa: F401 - its writers register themselves
from alliances.events import KINDS, TOPICS
from alliances.holdings import HOLDINGS
from alliances.models import Alliance, Commitment, Invitation, Membership, Organisation
from alliances.naming import NAMING
from alliances.overview import promised
from alliances.panels import PROMISED
from people import privacy
from search import registry as search
from search.registry import Document
from web import slots


def alliances(ids: Iterable[UUID], person: Any) -> dict[UUID, Alliance]:
    return Alliance.objects.visible_to(person).in_bulk(list(ids))


def organisations(ids: Iterable[UUID], person: Any) -> dict[UUID, Organisation]:
    return Organisation.objects.visible_to(person).in_bulk(list(ids))


def memberships(ids: Iterable[UUID], person: Any) -> dict[UUID, Membership]:
    return Membership.objects.visible_to(person).select_related("partnership__alliance").in_bulk(list(ids))


def invitations(ids: Iterable[UUID], person: Any) -> dict[UUID, Invitation]:
    return Invitation.objects.visible_to(person).select_related("partnership__alliance").in_bulk(list(ids))


def commitments(ids: Iterable[UUID], person: Any) -> dict[UUID, Commitment]:
    return Commitment.objects.visible_to(person).for_reading().in_bulk(list(ids))


def organisation_documents(organisation: Organisation) -> list[Document]:
    return [
        Document(language=text.language, title=text.name, body=f"{text.about}\n{text.meaning}")
        for text in organisation.every_text()
    ]


def register() -> None:
    privacy.register(*HOLDINGS)
    bring("coordinates", Exists(Membership.objects.coordinating().filter(person=OuterRef("pk"))))
    slots.declare("alliance.panels", "partner.panels", "overview.sections")
    for slot in ("alliance.panels", "partner.panels"):
        slots.fill(slot, FOLLOW)
        slots.fill(slot, MOVEMENT)
    slots.fill(
        "overview.sections",
        slots.Panel(name="alliances", order=10, template="alliances/slots/promised.html", fetch=promised),
    )
    slots.fill("desk.awaits", PROMISED)
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_naming(NAMING)
    register_subject(
        Subject(model=Alliance, fetch=alliances, name="alliance", label=_("Alliance"), follow=True)
    )
    register_subject(
        Subject(model=Organisation, fetch=organisations, name="partner", label=_("Partner"), follow=True)
    )
    register_subject(
        Subject(model=Commitment, fetch=commitments, name="commitment", label=_("Commitment"), named_by="id")
    )
    register_subject(Subject(model=Membership, fetch=memberships))
    register_subject(Subject(model=Invitation, fetch=invitations))
    search.register(
        search.Source(
            model=Organisation,
            kind="partner",
            label=_("Partners"),
            one=_("partner"),
            route="alliances:partner",
            documents=organisation_documents,
        )
    )
