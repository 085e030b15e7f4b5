"""Publishing a translation: what it knows of its source, who was overtaken, and how a reader sees staleness."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from activity.feed import latest
from activity.models import Event
from challenges.models import Challenge
from initiatives.models import Initiative
from search.models import Entry
from tests.world import World, initiative
from translations.actions import translate
from web.exceptions import DomainError, Overtaken
from web.models import Text

SLOVAK = {"title": "Bývanie", "summary": "Kto nemá domov, odíde"}


def entries(thing_id: UUID) -> set[tuple[str, str]]:
    return set(Entry.objects.filter(subject_id=thing_id).values_list("language", "title"))


def to_slovak(world: World, **changes: Any) -> Any:
    asked = {"texts": SLOVAK, "of": 1, "seen": 0, "by": world.kosice_coordinator} | changes
    return translate(world.housing, language="sk", **asked)


@pytest.mark.django_db
def test_it_is_read_found_and_told_in_its_language(world: World) -> None:
    to_slovak(world)
    text = Challenge.objects.get(slug="housing").text_in("sk")
    assert (text.title, text.original, text.stale, text.whole) == ("Bývanie", False, False, True)
    assert text.credit == "City of Košice", "by whose organisation, never a person's name"
    row = Challenge.objects.with_text("sk").get(slug="housing")
    assert row.text_in("sk").credit == "City of Košice", "also where a list brought it along"
    assert entries(world.housing.pk) == {("en", "Housing"), ("sk", "Bývanie")}
    event = Event.objects.get(kind="translation.published")
    assert (event.subject_id, event.facts) == (world.housing.pk, {"language": "sk"})
    with translation.override("sk"):
        words = latest(world.outsider, limit=1)[0].words
    assert "Bývanie" in words
    assert "City of Košice" in words


@pytest.mark.django_db
def test_twice_the_same_is_once(world: World) -> None:
    first, second = to_slovak(world), to_slovak(world)
    assert (first.saved, second.saved) == (1, 1)
    assert Event.objects.filter(kind="translation.published").count() == 1


@pytest.mark.django_db
def test_the_later_of_two_is_told_and_overwrites_nothing(world: World) -> None:
    to_slovak(world)
    with pytest.raises(Overtaken):
        to_slovak(world, texts={"title": "Iné", "summary": "Iné"})
    assert world.housing.renderings()["sk"].texts == SLOVAK
    assert to_slovak(world, texts={"title": "Iné"}, seen=1).saved == 2


@pytest.mark.django_db
def test_who_translates_an_older_original_is_told(world: World) -> None:
    Challenge.objects.filter(pk=world.housing.pk).update(version=2)
    with pytest.raises(Overtaken):
        to_slovak(world)
    assert world.housing.renderings() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "texts"), [("en", SLOVAK), ("sk", {}), ("sk", {"title": "  "})])
def test_nothing_and_the_originals_own_language_are_refused(
    world: World, language: str, texts: dict[str, str]
) -> None:
    with pytest.raises(DomainError):
        translate(world.housing, language=language, texts=texts, of=1, seen=0, by=world.coordinator)


@pytest.mark.django_db
def test_a_change_of_the_original_makes_it_stale_until_it_is_brought_up_to_date(world: World) -> None:
    made = initiative(world.youth, "Table tennis", by=world.partner, text="At noon.")
    given = {"language": "sl", "by": world.partner}
    translate(made, texts={"title": "Namizni tenis", "body": "Opoldne."}, of=1, seen=0, **given)
    Initiative.objects.filter(pk=made.pk).update(version=2, body="At noon and at six.")
    row = Initiative.objects.get(pk=made.pk)
    assert row.text_in("sl").stale
    assert row.renderings()["sl"].source == {"title": "Table tennis", "body": "At noon."}, (
        "what it was made from"
    )
    translate(row, texts={"title": "Namizni tenis", "body": "Opoldne."}, of=2, seen=1, **given)
    row = Initiative.objects.get(pk=made.pk)
    assert not row.text_in("sl").stale, "the same words may still be right: then saying so is enough"


@pytest.mark.django_db
def test_what_was_left_is_read_in_the_original_and_marked_so(world: World) -> None:
    text = to_slovak(world, texts={"title": "Bývanie"}) and world.housing.text_in("sk")
    assert (text.title, text.summary) == ("Bývanie", "Housing in a line")
    assert (text.languages["title"], text.languages["summary"]) == ("sk", "en")
    assert not text.whole


@pytest.mark.django_db
def test_a_block_keeps_its_translations_in_its_row(world: World) -> None:
    block = world.participation
    texts = {"name": "Participácia", "question": "Kto je pri stole?"}
    translate(block, language="sk", texts=texts, of=1, seen=0, by=world.coordinator)
    block.refresh_from_db()
    assert block.text_in("sk").name == "Participácia"
    assert block.text_in("sk").credit == "City Municipality of Celje"
    assert block.text_in("sl").name == "Sodelovanje"
    type(block).objects.filter(pk=block.pk).update(version=2)
    block.refresh_from_db()
    assert block.text_in("sk").stale
    assert ("sk", "Participácia") in entries(block.pk)


@pytest.mark.django_db
def test_an_original_now_in_its_translations_language_is_indexed_once(world: World) -> None:
    to_slovak(world)
    Challenge.objects.filter(pk=world.housing.pk).update(language="sk")
    row = Challenge.objects.get(pk=world.housing.pk)
    assert [text.language for text in row.every_text()] == ["sk"]


@given(
    version=st.integers(1, 5),
    translated=st.integers(1, 5),
    texts=st.dictionaries(
        st.sampled_from(["name", "body", "strange"]), st.sampled_from(["", "Reč", "Slovo"])
    ),
)
def test_every_text_is_there_in_the_language_it_says(
    version: int, translated: int, texts: dict[str, str]
) -> None:
    thing: Any = type("Plain", (), {"TEXTS": ("name", "body"), "name": "N", "body": "B", "language": "sl"})()
    thing.version = version
    text = Text(thing, {"language": "sk", "version": translated, "texts": texts})
    for name in thing.TEXTS:
        if texts.get(name):
            assert (getattr(text, name), text.languages[name]) == (texts[name], "sk")
        else:
            assert (getattr(text, name), text.languages[name]) == (getattr(thing, name), "sl")
    assert text.whole == all(texts.get(name) for name in thing.TEXTS)
    assert text.stale == (translated < version)
