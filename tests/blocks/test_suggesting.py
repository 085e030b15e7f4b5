"""Suggestions: what speaks for a block, that it is said in numbers that are true, and that nothing saves itself."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from blocks.models import Choice, Learned, Tag
from blocks.suggesting import Knowledge, Sample, worth
from initiatives.models import Initiative
from tests.who import client_of
from tests.world import World, initiative

DESCRIPTIONS = {
    "governance": {"en": "Who decides together?", "sl": "Kdo odloča skupaj?"},
    "creativity": {"en": "What is made for the first time?", "sl": "Kaj nastane prvič?"},
}


def sample(text: str, *blocks: str, language: str = "sl", challenges: Any = ()) -> Sample:
    return Sample(language=language, text=text, challenges=frozenset(challenges), blocks=frozenset(blocks))


TAUGHT = [
    sample("Svet soseske glasuje o vrtu", "governance", challenges=["housing"]),
    sample("V soseski glasujemo o klopeh", "governance", challenges=["housing"]),
    sample("Soseska glasuje tretjič", "governance"),
    sample("Slikarji rišejo na steno", "creativity"),
    sample("Slikar riše po tleh", "creativity"),
    sample("Slikarka riše na vrata", "creativity"),
    sample("Nekaj drugega poleti"),
    sample("In zopet nekaj čisto tretjega"),
]


def test_words_speak_in_all_their_cases_and_only_in_their_language() -> None:
    known = Knowledge.of(TAUGHT, DESCRIPTIONS)
    [first, *_] = known.suggest(sample("Glasujte za sosesko"))
    assert first.block == "governance"
    assert {(sign.sign, sign.total, sign.with_block) for sign in first.signs} == {
        ("sl:soses", 3, 3),
        ("sl:glasu", 3, 3),
    }
    assert known.suggest(sample("Glasujte za sosesko", language="hr")) == []


def test_a_word_that_only_joins_sentences_is_no_reason() -> None:
    """However often “lahko” stands beside a block, nobody at the desk is told that it speaks for it."""
    taught = [sample("Lahko tudi danes", "governance") for _ in range(3)]
    taught += [sample("Slikar riše", "creativity") for _ in range(3)] + [sample("Poletje") for _ in range(3)]
    known = Knowledge.of(taught, {"governance": {"sl": "Lahko odloča?"}, "creativity": {"sl": "Prvič?"}})
    assert known.suggest(sample("To lahko tudi mi")) == []
    assert known.suggest(sample("Slikar lahko riše"))[0].block == "creativity"


def test_a_challenge_speaks_and_a_description_speaks_before_anything_was_confirmed() -> None:
    known = Knowledge.of(TAUGHT, DESCRIPTIONS)
    assert known.suggest(sample("Popolnoma novo", challenges=["housing"]))[0].block == "governance"
    fresh = Knowledge.of([], DESCRIPTIONS)
    [only] = fresh.suggest(sample("They decide at the table", language="en"))
    assert (only.block, only.signs[0].described) == ("governance", True)
    assert fresh.suggest(sample("Nothing that says anything", language="en")) == []


def test_what_the_block_says_of_itself_outweighs_what_two_initiatives_happened_to_say() -> None:
    """Two of two are few: the word that somebody chose to say what a block means speaks louder."""
    taught = [sample("Klopi pod lipo", "governance"), sample("Klopi ob reki", "governance")]
    taught += [sample("Slikar riše", "creativity"), sample("Poletje"), sample("Zima")]
    found = Knowledge.of(taught, DESCRIPTIONS).suggest(sample("Klopi, kot jih nastane malo"))
    assert [one.block for one in found] == ["creativity", "governance"]


WORDS = st.lists(st.sampled_from(["vrtovi", "slika", "stena", "klopi", "odločanje"]), max_size=5).map(
    " ".join
)
SAMPLES = st.lists(
    st.builds(
        Sample,
        language=st.sampled_from(["sl", "en"]),
        text=WORDS,
        challenges=st.frozensets(st.sampled_from(["housing", "city-vibe"])),
        blocks=st.frozensets(st.sampled_from(["governance", "creativity", "retired"])),
    ),
    max_size=12,
)


@given(SAMPLES, WORDS)
def test_every_number_that_is_said_is_what_one_counts(taught: list[Sample], text: str) -> None:
    asked = sample(text, challenges=["housing"])
    known = Knowledge.of(taught, DESCRIPTIONS)
    assert known == Knowledge.of(reversed(taught), DESCRIPTIONS)
    for found in known.suggest(asked):
        assert found.block in DESCRIPTIONS
        for sign in found.signs:
            assert sign.sign in asked.signs
            if not sign.described:
                having = [one for one in taught if sign.sign in one.signs]
                assert sign.total == len(having)
                assert sign.with_block == len([one for one in having if found.block in one.blocks])


def test_worth_leaves_each_out_and_says_of_how_many() -> None:
    measured = worth(TAUGHT, DESCRIPTIONS)
    assert (measured.n, measured.first, measured.two) == (6, 6, 6)
    assert measured.frequent < measured.first
    assert measured.frequent_two == 6


# --- at the desk


@pytest.fixture
def taught(world: World) -> Initiative:
    """Two gardens tagged among five, a secret one too; a third garden waits."""
    for text in ("We paint a wall", "We mend old bicycles", "We count empty flats"):
        thing = initiative(world.youth, text=text)
        choices = [Choice(world.participation, "core")]
        Tag.put(initiative=thing, choices=choices, by=world.coordinator, confirming=True)
    for text in ("Neighbours plant a garden", "A garden for neighbours"):
        thing = initiative(world.youth, text=text, challenges=[world.housing])
        settle(world, thing, "core")
    secret = initiative(world.youth, text="Garden gnomes, garden gnomes", public=False)
    settle(world, secret, "core")
    return initiative(world.youth, "A third one", text="One more garden", challenges=[world.housing])


def settle(world: World, thing: Initiative, strength: str) -> None:
    choices = [Choice(world.governance, strength)]
    Tag.put(initiative=thing, choices=choices, by=world.coordinator, confirming=True)


@pytest.mark.django_db
def test_the_desk_suggests_with_reasons_and_saves_nothing_of_itself(world: World, taught: Initiative) -> None:
    Learned.anew(at=timezone.now())
    client = client_of(world, "coordinator")
    answer = client.get("/en/blocks/triage/")
    [hint, *_] = answer.context["hints"]
    page = answer.content.decode()
    assert hint.block == world.governance
    assert "2 of 2 tagged initiatives on Housing work through it." in hint.reasons
    assert (
        "“garden” or a word like it stands in 2 tagged initiatives, 2 of them with this block."
        in hint.reasons
    )
    assert "Nothing is chosen until you do." in page
    assert answer.context["form"]["strength_governance"].value() == ""
    sent = {bound.html_name: bound.value() or "" for bound in answer.context["form"]}
    assert client.post("/en/blocks/triage/", {**sent, "item": taught.slug}).status_code == 422
    assert not taught.tags.exists()
    with translation.override("sl"):
        words = client.get("/sl/blocks/triage/").context["hints"][0].reasons
    assert any("Housing" in reason and "tagged" not in reason for reason in words)


@pytest.mark.django_db
def test_nothing_is_learned_from_behind_a_wall(world: World, taught: Initiative) -> None:
    known = Learned.anew(at=timezone.now()).knowledge
    assert known["initiatives"] == 5
    assert not [sign for sign in known["signs"] if "gnome" in sign]


@pytest.mark.django_db
def test_a_block_that_it_has_or_that_is_retired_is_not_suggested(world: World, taught: Initiative) -> None:
    Learned.anew(at=timezone.now())
    world.governance.retire(by=world.administrator)
    answer = client_of(world, "coordinator").get("/en/blocks/triage/")
    assert world.governance not in [hint.block for hint in answer.context["hints"]]


# --- texts that changed since they were tagged


def rewrite(thing: Initiative, world: World, **changed: Any) -> None:
    now = {"title": thing.title, "text": thing.body, "language": "en", "stage": thing.stage, "public": True}
    thing.change(by=world.partner, place=None, challenges=[], stage_reason="It went well.", **(now | changed))


@pytest.mark.django_db
def test_a_changed_text_comes_back_and_the_same_answer_settles_it(world: World) -> None:
    thing, other = initiative(world.youth, by=world.partner), initiative(world.youth, by=world.partner)
    for one in (thing, other):
        settle(world, one, "core")
    client: Client = client_of(world, "coordinator")
    address = "/en/blocks/triage/?queue=changed"
    assert client.get(address).context["item"] is None
    rewrite(other, world, stage="uptake")
    assert client.get(address).context["item"] is None, "a stage is no text"
    rewrite(thing, world, text="Something else happens now")
    shown = client.get(address)
    assert shown.context["item"] == thing
    assert "Its text has changed since it was tagged" in shown.content.decode()
    sent = {bound.html_name: bound.value() or "" for bound in shown.context["form"]}
    done = client.post(address, {**sent, "item": thing.slug})
    assert done.status_code == 302
    after = client.get(done["Location"])
    assert after.context["item"] is None
    assert thing.tags.get().strength == "core"
    client.post(f"/en/blocks/taggings/{after.context['desk'].spot.last}/undo/?queue=changed")
    assert client.get(address).context["item"] == thing
    rewrite(thing, world, text=other.body)
    rewrite(thing, world, text=f"What happens in initiative {thing.title.split()[-1]}.")
    assert client.get(address).context["item"] is None, "what was taken back is as it was tagged"
