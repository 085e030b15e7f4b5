"""What this room shows on the pages below, at what price, and behind which walls."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from blocks import slots as ours
from blocks.models import Block, Choice, Tag
from initiatives.models import Initiative
from people.models import Person
from tests.world import World, initiative
from web import slots

VISITOR = AnonymousUser()


def say(thing: Initiative, by: Person, *answers: tuple[Block, str], confirming: bool = True) -> None:
    choices = [Choice(block, strength, "So it is") for block, strength in answers]
    Tag.put(initiative=thing, choices=choices, by=by, confirming=confirming)


def filling(slot: str) -> Any:
    return next(row for row in slots.of(slot) if row.name == "blocks")


def shown(slot: str, thing: Any, person: Any) -> str:
    """The slot's markup for one thing, as its page renders it."""
    found = slots.gather(slot, [thing], person)[thing]
    request = RequestFactory().get("/en/")
    mine = [row for row in found if row.panel.name == "blocks"]
    return Template("{% load slots %}{% panels shown %}").render(Context({"shown": mine, "request": request}))


def test_a_card_shows_its_blocks_core_first_and_tells_them_apart(world: World) -> None:
    thing = initiative(world.youth)
    say(thing, world.coordinator, (world.governance, "contributing"), (world.participation, "core"))
    markup = shown("initiative.card", thing, VISITOR)
    assert markup.index("Participation") < markup.index("Governance")
    assert markup.count("glyph--core") == markup.count("glyph--contributing") == 1
    assert "proposed" not in markup
    assert shown("initiative.card", initiative(world.youth), VISITOR) == ""


def test_cards_cost_one_query_however_many(world: World, django_assert_num_queries: Any) -> None:
    things = [initiative(world.youth) for _ in range(12)]
    for thing in things:
        say(thing, world.coordinator, (world.governance, "core"))
    with django_assert_num_queries(1):
        found = ours.chips(things, VISITOR)
        assert [tag.block.text.name for tags in found.values() for tag in tags] == ["Governance"] * 12


def test_a_page_says_who_tagged_it_and_what_is_only_proposed(
    world: World, django_assert_num_queries: Any
) -> None:
    thing = initiative(world.youth)
    say(thing, world.partner, (world.governance, "core"), confirming=False)
    with django_assert_num_queries(len(slots.of("initiative.panels"))):
        markup = shown("initiative.panels", thing, VISITOR)
    assert "Celje Youth Centre" in markup
    assert "Proposed, not yet confirmed" in markup
    assert "No block yet" in shown("initiative.panels", initiative(world.youth), VISITOR)


def test_nothing_declined_or_taken_back_is_shown(world: World) -> None:
    thing = initiative(world.youth)
    say(thing, world.partner, (world.governance, "core"), (world.participation, "core"), confirming=False)
    say(thing, world.partner, (world.governance, ""), confirming=False)
    say(thing, world.coordinator, (world.participation, ""))
    assert shown("initiative.card", thing, world.coordinator) == ""
    assert "No block yet" in shown("initiative.panels", thing, world.coordinator)


def test_the_acts_are_for_who_may_tag(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    assert "Propose blocks" in shown("initiative.acts", thing, world.partner)
    assert "Tag it" in shown("initiative.acts", thing, world.coordinator)
    for person in (VISITOR, world.outsider, world.other_member, world.kosice_coordinator):
        assert shown("initiative.acts", thing, person) == ""
    thing.withdraw(by=world.partner, reason="Logged twice")
    assert shown("initiative.acts", thing, world.partner) == ""


def test_a_challenge_shows_its_blocks_with_most_first(world: World, django_assert_num_queries: Any) -> None:
    for strength in ("core", "contributing"):
        thing = initiative(world.youth, challenges=[world.housing, world.city_vibe])
        say(thing, world.coordinator, (world.participation, strength), (world.governance, "core"))
    own = initiative(world.youth, challenges=[world.housing], public=False)
    say(own, world.coordinator, (world.governance, "core"))
    say(initiative(world.youth), world.coordinator, (world.blocks[2], "core"))

    def numbers(person: Any) -> list[tuple[str, int, int]]:
        found = ours.of_challenges([world.housing, world.city_vibe], person)
        return [(block.slug, block.core, block.contributing) for block in found[world.housing]]

    with django_assert_num_queries(1):
        assert numbers(VISITOR) == [("governance", 2, 0), ("participation", 1, 1)]
    assert numbers(world.other_member) == [("governance", 3, 0), ("participation", 1, 1)]
    assert "block=governance&amp;challenge=housing" in shown("challenge.panels", world.housing, VISITOR)
    assert world.kosice_own not in ours.of_challenges([world.kosice_own], VISITOR)


def test_the_filter_narrows_to_what_a_card_shows(world: World) -> None:
    tagged, bare, declined = (initiative(world.youth) for _ in range(3))
    say(tagged, world.partner, (world.governance, "core"), confirming=False)
    say(declined, world.partner, (world.governance, "core"), confirming=False)
    say(declined, world.coordinator, (world.governance, ""))
    narrow = filling("initiative.filters")
    assert narrow.param == "block"
    assert [value for value, _ in narrow.choices(VISITOR)][:2] == ["governance", "participation"]
    assert list(narrow.apply(Initiative.objects.all(), "governance")) == [tagged]
    assert not narrow.apply(Initiative.objects.all(), "nonsense").exists()
    assert bare not in narrow.apply(Initiative.objects.all(), "participation")


@pytest.mark.parametrize("proposals", [0, 1])
def test_what_waits_is_told_to_coordinators_only(world: World, proposals: int) -> None:
    initiative(world.youth)
    for _ in range(proposals):
        say(initiative(world.youth), world.partner, (world.governance, "core"), confirming=False)
    markup = shown("desk.awaits", world.coordinator, world.coordinator)
    assert "1 initiative waits for its blocks" in markup
    assert ("1 initiative has a proposal for its blocks" in markup) == bool(proposals)
    assert shown("desk.awaits", world.partner, world.partner) == ""
    assert shown("desk.awaits", world.kosice_coordinator, world.kosice_coordinator) == ""
