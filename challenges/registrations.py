"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.panels import FOLLOW, MOVEMENT
from activity.registry import Subject, register_kinds, register_subject, register_topics
from alliances.models import standing_of
from alliances.panels import COMMITMENTS
from challenges.awaiting import AWAITS
from challenges.events import KINDS, TOPICS
from challenges.holdings import HOLDINGS
from challenges.models import Adoption, AdoptionUpdate, Challenge
from challenges.models.dossier import TEXTS
from challenges.permissions import may_translate, may_translate_adoption, side_of
from challenges.slots import fill_slots
from people import privacy
from search import registry as search
from search.registry import Document
from translations import registry as translations
from translations.registry import Translated
from web import slots
from web.models import Text


def challenges(ids: Iterable[UUID], person: Any) -> dict[UUID, Challenge]:
    rows = Challenge.objects.standing().visible_to(person).with_text().select_related("alliance")
    return rows.in_bulk(list(ids))


def adoptions(ids: Iterable[UUID], person: Any) -> dict[UUID, Adoption]:
    return Adoption.objects.visible_to(person).for_cards().in_bulk(list(ids))


def documents(challenge: Challenge) -> list[Document]:
    if challenge.withdrawn_at:
        return []
    city = challenge.alliance.city
    return [
        Document(language=text.language, title=text.title, body=_whole(text), note=city)
        for text in challenge.every_text()
    ]


def both_cities(adoption: Adoption) -> list[Any]:
    """What news of both ends of an adoption is news of."""
    return [*adoption.news_for(None), adoption.origin.alliance]


def _whole(text: Text) -> str:
    """The problem in a line, the description and every section."""
    return "\n".join(getattr(text, name) for name in TEXTS[1:] if getattr(text, name))


def register() -> None:
    privacy.register(*HOLDINGS)
    slots.declare("challenge.card", "challenge.panels", "challenge.acts")
    slots.declare("adoption.acts", "adoption.panels", "adoption.rail", "lineage.strands")
    slots.fill("desk.awaits", AWAITS)
    slots.fill("adoption.acts", FOLLOW)
    slots.fill("adoption.panels", COMMITMENTS)
    slots.fill("adoption.panels", MOVEMENT)
    slots.fill("challenge.acts", FOLLOW)
    slots.fill("challenge.panels", MOVEMENT)
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_subject(
        Subject(
            model=Challenge,
            fetch=challenges,
            name="challenge",
            label=_("Challenge"),
            follow=True,
            excerpt=lambda challenge: challenge.text.summary,
        )
    )
    register_subject(
        Subject(
            model=Adoption,
            fetch=adoptions,
            name="adoption",
            label=_("Adoption"),
            follow=True,
            excerpt=lambda adoption: adoption.text.changed,
            named_by="id",
        )
    )
    translations.register(
        Translated(
            model=Challenge,
            word="challenge",
            rows=lambda person: Challenge.objects.visible_to(person).select_related("alliance"),
            may_translate=may_translate,
            concerns=lambda challenge: [challenge.alliance],
        )
    )
    translations.register(
        Translated(
            model=Adoption,
            word="adoption",
            rows=lambda person: Adoption.objects.visible_to(person).for_cards(),
            may_translate=may_translate_adoption,
            concerns=both_cities,
            key="id",
        )
    )
    translations.register(
        Translated(
            model=AdoptionUpdate,
            word="adoption-update",
            rows=lambda person: AdoptionUpdate.objects.visible_to(person).select_related(
                "adoption__alliance", "adoption__origin__alliance"
            ),
            may_translate=lambda person, update, language: (
                standing_of(person).administrator or side_of(person, update.adoption) is not None
            ),
            concerns=lambda update: both_cities(update.adoption),
            about=lambda update: update.adoption,
            key="id",
        )
    )
    fill_slots()
    search.register(
        search.Source(
            model=Challenge,
            kind="challenge",
            label=_("Challenges"),
            route="challenges:detail",
            documents=documents,
        )
    )
