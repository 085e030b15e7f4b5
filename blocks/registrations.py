"""What this room tells the rooms below about itself; called once, when the house is built."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activity.registry import Subject, register_kinds, register_subject, register_topics
from blocks import tasks  # noqa: F401 - its jobs register themselves
from blocks.connections.registrations import register as register_connections
from blocks.events import KINDS, TOPICS
from blocks.holdings import HOLDINGS
from blocks.models import Block, BlockProposal
from blocks.permissions import may_write
from blocks.slots import fill_slots
from people import privacy
from search import registry as search
from search.registry import Document
from translations import registry as translations
from translations.registry import Translated


def blocks(ids: Iterable[UUID], person: Any) -> dict[UUID, Block]:
    return Block.objects.visible_to(person).in_bulk(list(ids))


def proposals(ids: Iterable[UUID], person: Any) -> dict[UUID, BlockProposal]:
    return BlockProposal.objects.visible_to(person).in_bulk(list(ids))


def documents(block: Block) -> list[Document]:
    if block.retired_at:
        return []
    return [
        Document(language=text.language, title=text.name, body=f"{text.question}\n{text.description}")
        for text in block.every_text()
    ]


def register() -> None:
    privacy.register(*HOLDINGS)
    register_topics(*TOPICS)
    register_kinds(*KINDS)
    register_subject(Subject(model=Block, fetch=blocks, name="block", label=_("Block"), follow=True))
    translations.register(
        Translated(
            model=Block,
            word="block",
            rows=Block.objects.visible_to,
            may_translate=lambda person, block, language: may_write(person),
        )
    )
    register_subject(
        Subject(
            model=BlockProposal, fetch=proposals, name="block-proposal", label=_("Proposal for the blocks")
        )
    )
    search.register(
        search.Source(
            model=Block,
            kind="block",
            label=_("Blocks"),
            route="blocks:detail",
            documents=documents,
        )
    )
    fill_slots()
    register_connections()
