"""Coverage, held against the same figures counted initiative by initiative."""

import random
from collections import Counter
from typing import Any

import pytest
from django.utils import translation

from blocks.coverage import DIMENSIONS, Cell, Coverage, coverage
from blocks.models import Block, Choice, State, Tag
from challenges.models import Challenge
from initiatives.models import Initiative, Stage
from tests.world import World, initiative, partnership


def tag(thing: Initiative, block: Block, strength: str, world: World, *, settled: bool = True) -> None:
    Tag.put(
        initiative=thing,
        choices=[Choice(block, strength, "because")],
        by=world.coordinator if settled else world.partner,
        confirming=settled,
    )


def many(world: World, count: int = 40) -> list[Initiative]:
    """Initiatives of all sorts, tagged in all ways; the same ones at every run."""
    dice = random.Random(7)
    made = []
    for _ in range(count):
        one = initiative(
            dice.choice([world.youth, world.incubator, world.municipality]),
            stage=dice.choice(Stage.values),
            place=dice.choice([None, world.celje_place, world.prebold]),
            challenges=dice.sample([world.housing, world.city_vibe], dice.randint(0, 2)),
            public=dice.random() > 0.3,
        )
        for block in dice.sample(world.blocks, dice.randint(0, 3)):
            tag(one, block, dice.choice(["core", "contributing"]), world, settled=dice.random() > 0.3)
        if dice.random() < 0.15:
            one.withdraw(by=world.coordinator, reason="Over")
        made.append(one)
    return made


def by_hand(world: World, person: Any) -> dict[str, Counter[tuple[Any, Any, str]]]:
    """Every table, counted one initiative and one tag at a time."""
    found: dict[str, Counter[tuple[Any, Any, str]]] = {name: Counter() for name in KEYS}
    for one in Initiative.objects.all():
        seen = one.public or person in one.circle.people.all() or person.is_administrator
        if one.withdrawn_at or not seen or one.partnership.alliance != world.celje:
            continue
        for put in one.tags.all():
            word = "proposed" if put.state == State.PROPOSED else put.strength
            if put.state in (State.DECLINED, State.REMOVED):
                continue
            for name, keys in KEYS.items():
                for key in keys(one):
                    found[name][put.block_id, key, word] += 1
    return found


KEYS: dict[str, Any] = {
    "challenge": lambda one: [challenge.pk for challenge in one.challenges.all()] or [None],
    "partner": lambda one: [one.partnership.organisation_id],
    "stage": lambda one: [one.stage],
    "place": lambda one: [one.place_id],
}


def in_words(figures: Coverage, name: str) -> Counter[tuple[Any, Any, str]]:
    table = figures.tables[name]
    found: Counter[tuple[Any, Any, str]] = Counter()
    for block in figures.blocks:
        for column in table.columns:
            cell = table.cell(block, column)
            for word in ("core", "contributing", "proposed"):
                found[block.pk, column.key, word] += getattr(cell, word)
    return +found


@pytest.mark.parametrize("who", ["coordinator", "administrator", "outsider", "kosice_coordinator"])
def test_every_table_is_what_one_counts_by_hand(world: World, who: str) -> None:
    many(world)
    initiative(world.kosice_city, challenges=[world.kosice_own], public=False)
    person = getattr(world, who)
    figures = coverage(world.celje, person)
    by_one = by_hand(world, person)
    assert sum(by_one["stage"].values()) > 20
    for dimension in DIMENSIONS:
        assert in_words(figures, dimension.name) == by_one[dimension.name], dimension.name


def test_a_block_counts_each_initiative_once(world: World) -> None:
    made = initiative(world.youth, challenges=[world.housing, world.city_vibe])
    tag(made, world.governance, "core", world)
    figures = coverage(world.celje, world.coordinator)
    assert figures.cell(world.governance) == Cell(core=1)
    assert sum(cell.settled for cell in figures.tables["challenge"].row(world.governance)) == 2
    assert (figures.initiatives, figures.tagged) == (1, 1)


def test_what_was_declined_taken_back_or_withdrawn_does_not_count(world: World) -> None:
    declined, taken_back, withdrawn = (initiative(world.youth) for _ in range(3))
    tag(declined, world.governance, "core", world, settled=False)
    tag(declined, world.governance, "", world)
    tag(taken_back, world.governance, "core", world)
    tag(taken_back, world.governance, "", world)
    tag(withdrawn, world.governance, "core", world)
    withdrawn.withdraw(by=world.coordinator, reason="Over")
    figures = coverage(world.celje, world.coordinator)
    assert figures.cell(world.governance) == Cell()
    assert (figures.initiatives, figures.tagged) == (2, 0)


def test_its_cost_does_not_grow(world: World, django_assert_num_queries: Any) -> None:
    many(world, 3)
    world.coordinator.circle_ids  # noqa: B018  (asked once a request, not by this)
    for count in (2, 30):
        many(world, count)
        with django_assert_num_queries(10):
            coverage(world.celje, world.coordinator)


def test_another_alliances_own_challenge_has_no_column(world: World) -> None:
    own = Challenge.open(
        alliance=world.celje, slug="own", title="Own", summary="Own", language="en", by=None, public=False
    )
    tag(initiative(world.youth, challenges=[own]), world.governance, "core", world)
    columns = coverage(world.celje, world.outsider).tables["challenge"].columns
    assert {column.thing for column in columns} == {world.housing, world.city_vibe}
    columns = coverage(world.celje, world.coordinator).tables["challenge"].columns
    assert own in {column.thing for column in columns}


def test_what_has_no_challenge_or_place_is_counted_as_such(world: World) -> None:
    tag(initiative(world.youth), world.governance, "contributing", world)
    figures = coverage(world.celje, world.coordinator)
    for name in ("challenge", "place"):
        last = figures.tables[name].columns[-1]
        assert last.key is None
        assert figures.tables[name].cell(world.governance, last) == Cell(contributing=1)


def test_former_partners_stay_while_their_work_counts_and_new_ones_show_at_once(world: World) -> None:
    world.incubator.until = "2026-01-31"
    world.incubator.save(update_fields=["until"])
    partnership(world.celje, "newcomer", "Newcomer", "business")

    def names() -> list[str]:
        return [column.words for column in coverage(world.celje, world.coordinator).tables["partner"].columns]

    assert names() == ["Celje Youth Centre", "City Municipality of Celje", "Newcomer"]
    tag(initiative(world.incubator), world.governance, "core", world)
    assert "Business Incubator" in names()


def test_a_retired_block_stays_while_it_holds_tags_but_is_no_gap(world: World) -> None:
    tag(initiative(world.youth), world.governance, "core", world)
    world.governance.retire(by=world.administrator)
    world.participation.retire(by=world.administrator)
    figures = coverage(world.celje, world.coordinator)
    assert world.governance in figures.blocks
    assert world.participation not in figures.blocks
    assert not {gap.block for gap in figures.gaps} & {world.governance, world.participation}


def test_gaps_are_the_empty_pairs_busiest_first(world: World) -> None:
    for _ in range(2):
        tag(initiative(world.youth, challenges=[world.housing]), world.governance, "core", world)
    tag(initiative(world.youth, challenges=[world.city_vibe]), world.participation, "core", world)
    proposal = initiative(world.youth, challenges=[world.housing])
    tag(proposal, world.participation, "core", world, settled=False)
    figures = coverage(world.celje, world.coordinator)
    pairs = [(gap.block.slug, gap.challenge.thing.slug) for gap in figures.gaps]
    assert len(pairs) == 2 * 5 - 2
    assert set(pairs[:2]) == {("governance", "city-vibe"), ("participation", "housing")}
    assert [gap.proposed for gap in figures.gaps if gap.block == world.participation] == [1]


def test_a_block_rests_on_one_partner_when_it_leads_more_than_half(world: World) -> None:
    for of in (world.youth, world.youth, world.incubator):
        tag(initiative(of), world.governance, "core", world)
    for of in (world.youth, world.incubator, world.incubator, world.youth):
        tag(initiative(of), world.participation, "core", world)
    tag(initiative(world.youth), world.blocks[2], "core", world)
    [one] = coverage(world.celje, world.coordinator).dependences
    assert (one.block, one.partner.words, one.count, one.total, one.share) == (
        world.governance,
        "Celje Youth Centre",
        2,
        3,
        67,
    )


class TestFinding:
    """One sentence, true of the figures."""

    def finding(self, world: World) -> str:
        return coverage(world.celje, world.coordinator).finding

    def cover(self, world: World, *, settled: bool = True, last: bool = True) -> None:
        """Every block on every challenge, by partners in turn; but for the last pair, which may be left out."""
        pairs = [
            (block, challenge) for block in world.blocks for challenge in (world.housing, world.city_vibe)
        ]
        for number, (block, challenge) in enumerate(pairs if last else pairs[:-1]):
            of = (world.youth, world.incubator)[number % 2]
            sure = settled or number < len(pairs) - 1
            tag(initiative(of, challenges=[challenge]), block, "core", world, settled=sure)

    def test_nothing_confirmed(self, world: World) -> None:
        tag(initiative(world.youth), world.governance, "core", world, settled=False)
        assert self.finding(world) == "No initiative has a confirmed block yet."

    def test_a_gap(self, world: World) -> None:
        self.cover(world, last=False)
        assert self.finding(world) == "Nobody works on City vibe through Economic development yet."

    def test_a_gap_and_a_dependence(self, world: World) -> None:
        self.cover(world, last=False)
        tag(initiative(world.youth, challenges=[world.housing]), world.governance, "core", world)
        assert self.finding(world) == (
            "Nobody works on City vibe through Economic development yet; "
            "67% of Governance rests on Celje Youth Centre."
        )

    def test_a_dependence(self, world: World) -> None:
        self.cover(world)
        tag(initiative(world.youth, challenges=[world.housing]), world.governance, "core", world)
        assert self.finding(world) == "67% of Governance rests on Celje Youth Centre."

    def test_a_gap_with_a_proposal(self, world: World) -> None:
        self.cover(world, settled=False)
        assert self.finding(world).startswith("Every gap between a challenge and a block has a proposal")

    def test_no_gap_at_all(self, world: World) -> None:
        self.cover(world)
        assert self.finding(world) == "Every challenge is worked on through every block."

    def test_it_speaks_the_readers_language(self, world: World) -> None:
        self.cover(world, last=False)
        with translation.override("sl"):
            assert "Gospodarski razvoj" in self.finding(world)
