"""Blocks themselves: added, rewritten, split, retired; and that tags keep what a block meant."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from activity.models import Event
from blocks.models import RESERVED, Block, BlockVersion, Choice, Meaning, NewBlock, Tag
from search.models import Entry
from tests.world import World, initiative
from web.exceptions import DomainError, Overtaken


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


def new(slug: str, name: str = "Part") -> NewBlock:
    return NewBlock(slug=slug, meaning=Meaning(shape="cross", language="en", name=name, question="What?"))


def kinds(block: Block) -> list[str]:
    return list(Event.objects.about(block).order_by("id").values_list("kind", flat=True))


def test_a_new_block_stands_last_and_can_be_found(world: World) -> None:
    block = open_block(world, "neighbourhood")
    assert list(Block.objects.current())[-1] == block
    assert Entry.objects.filter(subject_id=block.pk).exists()
    assert kinds(block) == ["block.opened"]
    assert [(one.version, one.name) for one in block.versions.all()] == [(1, "Neighbourhood")]


@pytest.mark.parametrize("slug", ["governance", *RESERVED])
def test_an_address_that_is_taken_is_refused(world: World, slug: str) -> None:
    with pytest.raises(DomainError) as refusal:
        open_block(world, slug)
    assert refusal.value.field == "slug"
    assert Block.objects.count() == 5


def test_the_database_keeps_the_reserved_addresses_free(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.filter(slug="governance").update(slug="triage")


def test_rewriting_makes_a_version_and_earlier_tags_keep_theirs(world: World) -> None:
    early, late = initiative(world.youth), initiative(world.youth)
    block = world.governance
    for thing in (early, late):
        Tag.put(initiative=thing, choices=[Choice(block, "core")], by=world.coordinator, confirming=True)
        meaning = replace(block.meaning, name="Steering", question="Who steers?")
        block.change(by=world.administrator, meaning=meaning, word="Too wide", seen=block.version)
    first, second = early.tags.get().block_version, late.tags.get().block_version
    assert (first.version, first.name, first.text_in("sl").name) == (1, "Governance", "Upravljanje")
    assert (second.version, second.name, second.word) == (2, "Steering", "Too wide")
    assert (block.version, block.name, block.slug) == (2, "Steering", "governance")
    assert kinds(block)[-2:] == ["block.renamed", "initiative.tagged"]
    assert Entry.objects.filter(subject_id=block.pk, title="Steering").exists()


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(world: World) -> None:
    block, seen = world.governance, world.governance.version
    block.change(by=world.coordinator, meaning=replace(block.meaning, question="Who decides?"), seen=seen)
    with pytest.raises(Overtaken):
        block.change(by=world.administrator, meaning=replace(block.meaning, name="Mine"), seen=seen)
    stands = Block.objects.get(pk=block.pk)
    assert (stands.name, stands.question, stands.version) == ("Governance", "Who decides?", 2)
    assert kinds(block) == ["block.opened", "block.changed"]


def test_a_new_place_in_the_row_is_no_new_meaning(world: World) -> None:
    world.governance.change(by=world.administrator, meaning=world.governance.meaning, order=9)
    assert (world.governance.version, list(Block.objects.current())[-1]) == (1, world.governance)


def test_splitting_retires_the_whole_and_keeps_what_its_tags_meant(world: World) -> None:
    thing, block = initiative(world.youth), world.governance
    Tag.put(initiative=thing, choices=[Choice(block, "core")], by=world.coordinator, confirming=True)
    parts = block.split(by=world.administrator, into=[new("deciding"), new("sharing")])
    assert [part.split_from for part in parts] == [block, block]
    assert block.retired_at
    assert block not in Block.objects.current()
    tag = thing.tags.get()
    assert (tag.block, tag.block_version.name, tag.state) == (block, "Governance", "confirmed")
    assert kinds(block)[-1] == kinds(parts[0])[-1] == "block.split"


@pytest.mark.parametrize("slugs", [["one"], ["one", "one"], ["one", "participation"], ["one", "triage"]])
def test_a_split_that_makes_no_sense_changes_nothing(world: World, slugs: list[str]) -> None:
    with pytest.raises(DomainError):
        world.governance.split(by=world.administrator, into=[new(slug) for slug in slugs])
    assert (Block.objects.count(), BlockVersion.objects.count()) == (5, 5)
    assert Block.objects.get(slug="governance").retired_at is None


def test_a_retired_block_takes_nothing_until_it_is_brought_back(world: World) -> None:
    block = open_block(world, "neighbourhood")
    block.retire(by=world.administrator)
    first = block.retired_at
    block.retire(by=world.administrator)
    assert Block.objects.get(pk=block.pk).retired_at == first
    assert block not in Block.objects.current()
    assert not Entry.objects.filter(subject_id=block.pk).exists()
    with pytest.raises(DomainError):
        block.change(by=world.administrator, meaning=replace(block.meaning, name="Other"))
    for _ in range(2):
        block.bring_back(by=world.administrator)
    assert block in Block.objects.current()
    assert Entry.objects.filter(subject_id=block.pk).exists()
    assert kinds(block) == ["block.opened", "block.retired", "block.brought_back"]
