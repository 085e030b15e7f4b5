"""Tagging: each step between a partner's word and a coordinator's, and taking the last one back."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from activity.models import Event, Notification, Owed, perform
from blocks.models import Block, Choice, State, Tag, Tagging, fingerprint
from initiatives.models import Initiative
from people.models import Person
from tests.world import World, initiative, member
from web.exceptions import DomainError, Overtaken

CORE, CONTRIBUTING, NONE = "core", "contributing", ""


@pytest.fixture
def bench(world: World) -> Initiative:
    """An initiative of the youth centre's, tagged by nobody."""
    return initiative(world.youth, "Benches under the lime tree", by=world.partner)


def say(
    thing: Initiative, by: Person, block: Block, strength: str, reason: str = "", *, confirming: bool = False
) -> Tagging | None:
    choice = Choice(block, strength, reason)
    return Tag.put(initiative=thing, choices=[choice], by=by, confirming=confirming)


def state_of(thing: Initiative, block: Block) -> tuple[str, str, str]:
    tag = thing.tags.get(block=block)
    return tag.state, tag.strength, tag.reason


def kinds(thing: Initiative) -> list[str]:
    return list(Event.objects.about(thing).order_by("id").values_list("kind", flat=True))


def test_a_partner_proposes_and_the_organisation_is_written_down(world: World, bench: Initiative) -> None:
    done = say(bench, world.partner, world.participation, CORE, "Residents chose the spot")
    tag = bench.tags.get()
    assert (tag.state, tag.author, tag.organisation) == (
        "proposed",
        world.partner,
        world.youth.organisation,
    )
    assert tag.decided_at is None
    assert done is not None
    assert (done.confirming, done.initiative_version, done.changes[0]["before"]) == (False, 1, None)
    event = Event.objects.about(world.participation).newest_first()[0]
    assert (event.kind, event.facts["blocks"], event.subject_id) == (
        "tag.proposed",
        ["participation"],
        bench.pk,
    )


def test_an_event_stands_at_the_time_of_the_act(world: World, bench: Initiative) -> None:
    at = datetime(2026, 2, 12, 9, tzinfo=UTC)
    choices = [Choice(world.governance, CORE)]
    Tag.put(initiative=bench, choices=choices, by=world.coordinator, confirming=True, at=at)
    assert Event.objects.about(world.governance).get(kind="initiative.tagged").created_at == at


def test_a_coordinator_tags_at_once(world: World, bench: Initiative) -> None:
    say(bench, world.coordinator, world.governance, CONTRIBUTING, confirming=True)
    tag = bench.tags.get()
    assert (tag.state, tag.author, tag.confirmer) == ("confirmed", world.coordinator, world.coordinator)
    assert tag.decided_at is not None
    assert kinds(bench) == ["initiative.logged", "initiative.tagged"]


def test_the_same_answer_confirms_a_proposal_and_another_amends_it(world: World, bench: Initiative) -> None:
    say(bench, world.partner, world.governance, CORE, "Two departments")
    say(bench, world.partner, world.participation, CORE, "Everybody")
    say(bench, world.coordinator, world.governance, CORE, "Two departments", confirming=True)
    say(bench, world.coordinator, world.participation, CONTRIBUTING, "Some", confirming=True)
    assert state_of(bench, world.governance) == ("confirmed", "core", "Two departments")
    assert state_of(bench, world.participation) == ("amended", "contributing", "Some")
    assert {tag.author for tag in bench.tags.all()} == {world.partner}
    assert {tag.confirmer for tag in bench.tags.all()} == {world.coordinator}


def test_declining_needs_a_word_and_keeps_it(world: World, bench: Initiative) -> None:
    say(bench, world.partner, world.governance, CORE, "Two departments")
    with pytest.raises(DomainError) as refusal:
        say(bench, world.coordinator, world.governance, NONE, confirming=True)
    assert refusal.value.field == "governance"
    assert state_of(bench, world.governance)[0] == "proposed"
    say(bench, world.coordinator, world.governance, NONE, "No decision changes hands", confirming=True)
    tag = bench.tags.get()
    assert (tag.state, tag.word, tag.reason) == ("declined", "No decision changes hands", "Two departments")
    assert not Tag.objects.standing().exists()
    event = Event.objects.about(bench).newest_first()[0]
    assert (event.kind, event.facts) == ("tag.declined", {"blocks": ["governance"]})


def test_what_was_declined_comes_back_only_with_another_answer(world: World, bench: Initiative) -> None:
    say(bench, world.partner, world.governance, CORE, "Two departments")
    say(bench, world.coordinator, world.governance, NONE, "Not here", confirming=True)
    assert say(bench, world.partner, world.governance, CORE, "Two departments") is None
    say(bench, world.partner, world.governance, CORE, "The board itself changes")
    tag = bench.tags.get()
    assert (tag.state, tag.reason, tag.word, tag.confirmer) == (
        "proposed",
        "The board itself changes",
        "",
        None,
    )


def test_a_partner_takes_back_a_proposal_and_nothing_more(world: World, bench: Initiative) -> None:
    say(bench, world.partner, world.governance, CORE)
    say(bench, world.coordinator, world.participation, CORE, confirming=True)
    for block in world.blocks:
        say(bench, world.partner, block, NONE)
    assert state_of(bench, world.governance)[0] == "removed"
    assert state_of(bench, world.participation) == ("confirmed", "core", "")


def test_a_block_that_no_choice_names_stays_as_it_is(world: World, bench: Initiative) -> None:
    say(bench, world.coordinator, world.governance, CORE, confirming=True)
    say(bench, world.coordinator, world.participation, CONTRIBUTING, confirming=True)
    assert Tag.objects.standing().count() == 2


def test_an_equal_answer_does_nothing(world: World, bench: Initiative) -> None:
    say(bench, world.coordinator, world.governance, CORE, "Why", confirming=True)
    assert say(bench, world.coordinator, world.governance, CORE, "Why", confirming=True) is None
    assert say(bench, world.coordinator, world.participation, NONE, confirming=True) is None
    assert (Tagging.objects.count(), kinds(bench).count("initiative.tagged")) == (1, 1)


def test_the_second_coordinator_is_told_and_overwrites_nothing(world: World, bench: Initiative) -> None:
    second = member(world.municipality, "second@celje.example", "coordinator")
    seen = fingerprint(bench.tags.all())
    say(bench, world.coordinator, world.governance, CORE, confirming=True)
    with pytest.raises(Overtaken):
        Tag.put(
            initiative=bench,
            choices=[Choice(world.governance, CONTRIBUTING)],
            by=second,
            confirming=True,
            seen=seen,
        )
    assert state_of(bench, world.governance) == ("confirmed", "core", "")
    # The very same answer is no quarrel, and neither is one made with the tags as they are now.
    same = Choice(world.governance, CORE)
    assert Tag.put(initiative=bench, choices=[same], by=second, confirming=True, seen=seen) is None
    assert Tag.put(
        initiative=bench,
        choices=[Choice(world.governance, CONTRIBUTING)],
        by=second,
        confirming=True,
        seen=fingerprint(bench.tags.all()),
    )


def test_a_withdrawn_initiative_takes_no_tags(world: World, bench: Initiative) -> None:
    bench.withdraw(by=world.partner, reason="Logged twice")
    with pytest.raises(DomainError):
        say(bench, world.coordinator, world.governance, CORE, confirming=True)
    assert not Tag.objects.exists()


def test_a_retired_block_keeps_its_tags_and_takes_no_new_ones(world: World, bench: Initiative) -> None:
    say(bench, world.coordinator, world.governance, CORE, confirming=True)
    stale = Block.objects.get(pk=world.governance.pk)
    world.governance.retire(by=world.administrator)
    assert say(bench, world.coordinator, stale, CORE, confirming=True) is None
    with pytest.raises(DomainError) as refusal:
        say(bench, world.coordinator, stale, CONTRIBUTING, confirming=True)
    assert refusal.value.field == "governance"
    assert say(bench, world.coordinator, stale, NONE, confirming=True)


def test_undoing_gives_back_each_tag_as_it_was(world: World, bench: Initiative) -> None:
    say(bench, world.partner, world.governance, CORE, "Two departments")
    before = bench.tags.get().kept()
    done = Tag.put(
        initiative=bench,
        choices=[
            Choice(world.governance, NONE, "Not here"),
            Choice(world.participation, CORE, "Everybody"),
        ],
        by=world.coordinator,
        confirming=True,
    )
    assert done is not None
    done.undo(by=world.coordinator)
    done.undo(by=world.coordinator)
    assert bench.tags.get(block=world.governance).kept() == before
    assert [tag.block for tag in Tag.objects.standing()] == [world.governance]
    assert kinds(bench)[-2:] == ["initiative.tagged", "tags.undone"]


def test_what_was_changed_since_is_not_undone(world: World, bench: Initiative) -> None:
    done = say(bench, world.coordinator, world.governance, CORE, confirming=True)
    say(bench, world.coordinator, world.governance, CONTRIBUTING, confirming=True)
    assert done is not None
    with pytest.raises(DomainError):
        done.undo(by=world.coordinator)
    assert state_of(bench, world.governance)[1] == "contributing"
    assert Tagging.objects.get(pk=done.pk).undone_at is None


def test_undoing_stops_at_a_withdrawn_initiative(world: World, bench: Initiative) -> None:
    done = say(bench, world.coordinator, world.governance, CORE, confirming=True)
    bench.withdraw(by=world.partner, reason="Logged twice")
    assert done is not None
    with pytest.raises(DomainError):
        done.undo(by=world.coordinator)


def test_an_author_whose_account_is_gone_does_not_come_back(world: World, bench: Initiative) -> None:
    author = member(world.youth, "leaving@celje.example")
    say(bench, author, world.governance, CORE, "Two departments")
    say(bench, world.coordinator, world.governance, NONE, "Not here", confirming=True)
    done = say(bench, world.partner, world.governance, CORE, "The board itself")
    author.delete()
    assert done is not None
    done.undo(by=world.partner)
    tag = bench.tags.get()
    assert (tag.state, tag.reason, tag.author) == ("declined", "Two departments", None)
    assert tag.organisation == world.youth.organisation


def test_an_administrator_speaks_for_no_organisation(world: World, bench: Initiative) -> None:
    say(bench, world.administrator, world.governance, CORE, confirming=True)
    assert bench.tags.get().organisation is None


def test_who_works_for_two_partners_speaks_for_the_one_that_leads(world: World, bench: Initiative) -> None:
    both = member(world.incubator, "both@celje.example")
    type(both.memberships.get()).begin(person=both, partnership=world.youth, role="member", by=None)
    say(bench, both, world.governance, CORE)
    assert bench.tags.get().organisation == world.youth.organisation


@pytest.mark.parametrize(
    "wrong",
    [
        {"strength": "enormous"},
        {"state": "perhaps"},
        {"state": State.DECLINED, "word": ""},
        {"state": State.CONFIRMED, "decided_at": None},
    ],
)
def test_the_database_refuses_what_no_verb_would_write(
    world: World, bench: Initiative, wrong: dict[str, object]
) -> None:
    say(bench, world.partner, world.governance, CORE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.update(**wrong)


def test_a_tag_stands_behind_its_initiatives_wall(world: World) -> None:
    own = initiative(world.youth, "Our own affair", by=world.partner, public=False)
    say(own, world.coordinator, world.governance, CORE, confirming=True)
    counts = {
        who: Block.objects.with_counts(who).get(pk=world.governance.pk).core
        for who in (world.outsider, world.kosice_coordinator, world.other_member, world.administrator)
    }
    assert list(counts.values()) == [0, 0, 1, 1]
    assert not Tag.objects.visible_to(world.outsider).exists()
    assert Tagging.objects.visible_to(world.other_member).exists()


def test_the_partner_is_told_how_each_proposal_was_answered(world: World, bench: Initiative) -> None:
    answers = {world.governance: CORE, world.participation: CONTRIBUTING, world.blocks[2]: NONE}
    for block in answers:
        say(bench, world.partner, block, CORE, "So we see it")
    choices = [Choice(block, strength, "So we see it") for block, strength in answers.items()]
    Tag.put(initiative=bench, choices=choices, by=world.coordinator, confirming=True)
    for owed in Owed.objects.filter(task="activity.tell"):
        perform(owed.pk)
    told = Notification.objects.filter(person=world.partner, subject_id=bench.pk)
    assert sorted(told.values_list("event__kind", "reason")) == [
        ("tag.amended", "colleagues"),
        ("tag.confirmed", "colleagues"),
        ("tag.declined", "colleagues"),
    ]


def test_the_same_answer_to_a_new_text_is_an_act_and_to_the_same_text_none(
    world: World, bench: Initiative
) -> None:
    say(bench, world.coordinator, world.governance, CORE, confirming=True)
    assert say(bench, world.coordinator, world.governance, CORE, confirming=True) is None
    bench.change(
        by=world.partner,
        title=bench.title,
        text="Now the benches move",
        language="en",
        stage=bench.stage,
        place=None,
        challenges=[],
        public=True,
    )
    assert say(bench, world.partner, world.governance, CORE) is None
    again = say(bench, world.coordinator, world.governance, CORE, confirming=True)
    assert again is not None
    assert (again.changes, again.initiative_version) == ([], 2)
    assert say(bench, world.coordinator, world.governance, CORE, confirming=True) is None
    again.undo(by=world.coordinator)
    assert state_of(bench, world.governance) == ("confirmed", "core", "")
