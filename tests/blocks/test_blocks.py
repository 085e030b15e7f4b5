"""Blocks themselves: added, retired, and their addresses."""

import pytest
from django.db import IntegrityError, transaction

from activity.models import Event
from blocks.models import RESERVED, Block
from search.models import Entry
from tests.world import World
from web.exceptions import DomainError


def open_block(world: World, slug: str) -> Block:
    return Block.open(
        slug=slug,
        shape="house",
        name="Neighbourhood",
        question="Who lives next door?",
        language="en",
        by=world.administrator,
        order=6,
    )


def test_a_new_block_stands_last_and_can_be_found(world: World) -> None:
    block = open_block(world, "neighbourhood")
    assert list(Block.objects.current())[-1] == block
    assert Entry.objects.filter(subject_id=block.pk).exists()
    assert Event.objects.about(block).get().kind == "block.opened"


@pytest.mark.parametrize("slug", ["governance", *RESERVED])
def test_an_address_that_is_taken_is_refused(world: World, slug: str) -> None:
    with pytest.raises(DomainError) as refusal:
        open_block(world, slug)
    assert refusal.value.field == "slug"
    assert Block.objects.count() == 5


def test_the_database_keeps_the_reserved_addresses_free(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.filter(slug="governance").update(slug="triage")


def test_retiring_takes_a_block_out_of_choice_and_index_once(world: World) -> None:
    block = open_block(world, "neighbourhood")
    block.retire(by=world.administrator)
    first = block.retired_at
    block.retire(by=world.administrator)
    assert Block.objects.get(pk=block.pk).retired_at == first
    assert block not in Block.objects.current()
    assert not Entry.objects.filter(subject_id=block.pk).exists()
    assert list(Event.objects.about(block).order_by("id").values_list("kind", flat=True)) == [
        "block.opened",
        "block.retired",
    ]
