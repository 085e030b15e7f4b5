"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.panels import FOLLOW, MOVEMENT
from activity.registry import Subject, register_kinds, register_subject, register_topics
from challenges.events import KINDS, TOPICS
from challenges.models import Challenge
from search import registry as search
from search.registry import Document
from web import slots


def challenges(ids: Iterable[UUID], person: Any) -> dict[UUID, Challenge]:
    return Challenge.objects.visible_to(person).with_text().select_related("alliance").in_bulk(list(ids))


def documents(challenge: Challenge) -> list[Document]:
    languages = [challenge.language, *challenge.translations.values_list("language", flat=True)]
    texts = [challenge.text_in(language) for language in languages]
    return [
        Document(language=text.language, title=text.title, body=f"{text.summary}\n{text.body}")
        for text in texts
    ]


def register() -> None:
    slots.declare("challenge.card", "challenge.panels", "challenge.acts")
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
    search.register(
        search.Source(
            model=Challenge,
            kind="challenge",
            label=_("Challenges"),
            route="challenges:detail",
            documents=documents,
        )
    )
