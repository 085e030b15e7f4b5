"""What holds for the score of any two initiatives whatever."""

from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks.connections.facts import Facts
from blocks.connections.score import LEAST, may_meet, weigh
from blocks.models import Strength
from initiatives.models import Stage


def ids(first: int, count: int) -> list[UUID]:
    return [UUID(int=first * 1000 + number) for number in range(count)]


BLOCKS, CHALLENGES, THEMES = ids(1, 8), ids(2, 5), ids(3, 3)
ALLIANCES, LEADS, PLACES, THINGS = ids(4, 2), ids(5, 4), ids(6, 3), ids(7, 6)
AUDIENCES = ids(8, 4)
KINDS = ["skills", "space", "contacts", "funding"]
WORDS = ["tenant", "garden", "repair", "school", "energy", "bicycl"]


@st.composite
def facts(draw: Any, pk: int) -> Facts:
    def some(values: list[Any], most: int = 4) -> Any:
        return draw(st.frozensets(st.sampled_from(values), max_size=most))

    alliance = draw(st.sampled_from(ALLIANCES))
    title = some(WORDS)
    return Facts(
        pk=UUID(int=pk),
        public=draw(st.booleans()),
        circle=alliance,
        alliance=alliance,
        lead=draw(st.sampled_from(LEADS)),
        sector=draw(st.sampled_from(["", "youth", "housing", "research"])),
        unit=draw(st.sampled_from(["", "culture", "planning"])),
        partners=some(LEADS, 2),
        challenges=dict.fromkeys(some(CHALLENGES), draw(st.sampled_from([None, *THEMES]))),
        blocks={block: draw(st.sampled_from(Strength.values)) for block in some(BLOCKS)},
        audiences=some(AUDIENCES),
        place=draw(st.sampled_from([None, *PLACES])),
        stage=draw(st.sampled_from(Stage.values)),
        needs={kind: some(WORDS) for kind in some(KINDS)},
        offers={kind: some(WORDS) for kind in some(KINDS)},
        lineage=some(THINGS, 2),
        titles={"en": {stem: stem for stem in title}},
        texts={"en": frozenset(title | some(WORDS))},
    )


# A busy machine is slow to make examples.
any_pair = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(of: Facts, **fields: Any) -> Facts:
    return Facts(**{name: fields.get(name, getattr(of, name)) for name in of.__dataclass_fields__})


@any_pair
@given(facts(1), facts(2))
def test_the_score_is_the_same_from_both_sides(one: Facts, other: Facts) -> None:
    assert weigh(one, other) == weigh(other, one)


@any_pair
@given(facts(1), facts(2))
def test_the_reasons_make_the_score(one: Facts, other: Facts) -> None:
    found = weigh(one, other)
    if found:
        assert LEAST <= found.score == min(100, sum(reason["points"] for reason in found.reasons)) <= 100
        assert [reason["points"] for reason in found.reasons] == sorted(
            (reason["points"] for reason in found.reasons), reverse=True
        )


@any_pair
@given(facts(1), facts(2), st.sampled_from(BLOCKS), st.sampled_from(Strength.values))
def test_one_more_shared_block_never_lowers_it(one: Facts, other: Facts, block: UUID, strength: str) -> None:
    """Whether one of them had it already, both, or neither."""
    nearer = [changed(end, blocks={block: strength, **end.blocks}) for end in (one, other)]
    before, after = weigh(one, other), weigh(*nearer)
    assert (after.score if after else 0) >= (before.score if before else 0)


@any_pair
@given(facts(1), facts(2))
def test_nothing_crosses_a_wall(one: Facts, other: Facts) -> None:
    across = one.circle != other.circle
    if across and not (one.public and other.public):
        assert weigh(one, other) is None


@any_pair
@given(facts(1), facts(2))
def test_an_unlikely_pair_is_worth_more(one: Facts, other: Facts) -> None:
    alike = weigh(changed(one, sector="youth"), changed(other, sector="youth"))
    unlike = weigh(changed(one, sector="youth"), changed(other, sector="housing"))
    if alike and one.lead != other.lead:
        assert unlike is not None
        assert unlike.score == min(100, sum(reason["points"] for reason in alike.reasons) + 6)


def test_who_works_together_already_needs_no_introduction() -> None:
    lead, partner = LEADS[:2]
    one, other = Facts(pk=UUID(int=1), lead=lead), Facts(pk=UUID(int=2), lead=partner)
    assert may_meet(one, other)
    assert not may_meet(changed(one, partners=frozenset([partner])), other)
    assert not may_meet(changed(one, lead=partner), other)
    # Two departments of one house may not know of each other.
    assert may_meet(changed(one, lead=partner, unit="culture"), changed(other, unit="planning"))
