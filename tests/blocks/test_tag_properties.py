"""What holds for any sequence of answers, whoever gives them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks.models import Choice, Tag, Tagging, fingerprint
from initiatives.models import Initiative
from people.models import Person
from tests.world import World, initiative
from web.exceptions import DomainError

ANSWERS = st.tuples(st.sampled_from(["", "contributing", "core"]), st.sampled_from(["", "So it is", "Or so"]))
# Who speaks ("coordinator" confirms), and what they say about some of three blocks.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["partner", "coordinator"]),
        st.dictionaries(st.integers(0, 2), ANSWERS, max_size=3),
    ),
    min_size=1,
    max_size=6,
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Answer = dict[int, tuple[str, str]]


def give(world: World, thing: Initiative, who: str, answer: Answer) -> Tagging | None:
    """One step; a refusal (declining without a word) is a step that does nothing."""
    person: Person = getattr(world, who)
    choices = [Choice(world.blocks[number], *said) for number, said in answer.items()]
    try:
        return Tag.put(initiative=thing, choices=choices, by=person, confirming=who == "coordinator")
    except DomainError:
        return None


def rows(thing: Initiative) -> dict[Any, dict[str, Any]]:
    return {tag.block_id: tag.kept() for tag in Tag.objects.filter(initiative=thing)}


@pytest.fixture
def cast(world: World) -> World:
    return world


@few
@given(steps=STEPS)
def test_a_partner_never_changes_what_a_coordinator_settled(
    cast: World, steps: list[tuple[str, Answer]]
) -> None:
    thing = initiative(cast.youth, by=cast.partner)
    for who, answer in steps:
        settled = {tag.block_id: tag.kept() for tag in thing.tags.all() if tag.settled}
        give(cast, thing, who, answer)
        if who == "partner":
            assert settled.items() <= rows(thing).items()
            assert {tag.block_id for tag in Tag.objects.filter(initiative=thing) if tag.settled} == set(
                settled
            )


@few
@given(steps=STEPS)
def test_an_equal_answer_does_nothing_and_tags_stay_unique(
    cast: World, steps: list[tuple[str, Answer]]
) -> None:
    thing = initiative(cast.youth, by=cast.partner)
    for who, answer in steps:
        before = fingerprint(thing.tags.all())
        done = give(cast, thing, who, answer)
        after = fingerprint(thing.tags.all())
        assert (done is None) == (before == after)
        now = rows(thing)
        assert give(cast, thing, who, answer) is None
        assert rows(thing) == now
        assert thing.tags.count() == len(now)


@few
@given(steps=STEPS)
def test_undoing_from_the_last_to_the_first_leaves_no_tag(
    cast: World, steps: list[tuple[str, Answer]]
) -> None:
    thing = initiative(cast.youth, by=cast.partner)
    history = []
    for who, answer in steps:
        before = fingerprint(thing.tags.all())
        done = give(cast, thing, who, answer)
        if done:
            history.append((done, before))
    for done, before in reversed(history):
        done.undo(by=cast.coordinator)
        assert fingerprint(thing.tags.all()) == before
    assert not thing.tags.standing().exists()
