"""What a list narrowed by words holds, and for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from initiatives.models import Initiative
from search import find as finding
from search.find import find, matching
from tests.world import World, initiative


def found(q: str, person: object = None) -> list[str]:
    titles = dict(Initiative.objects.values_list("pk", "title"))
    return [titles[pk] for pk in matching(Initiative, q, person)]


@pytest.mark.parametrize(
    "q",
    [
        "dvorišče",
        "dvorisce",
        "DVORIŠČE",
        "dvori",
        "dvorišče mladi",
        "mladi, dvorišče",
        "dvoriscee",
        "dvorsiče",
        "dvoršiče za mlade",
    ],
)
def test_accents_case_order_beginnings_and_slips_are_forgiven(world: World, q: str) -> None:
    initiative(world.youth, "Dvorišče za mlade", text="Mladi ga uredijo sami.", language="sl")
    initiative(world.youth, "Noč branja", text="Beremo do jutra.", language="sl")
    assert found(q) == ["Dvorišče za mlade"]


@pytest.mark.parametrize("q", ["housing", "houses", "housin", "tenants", "tenant's"])
def test_english_is_found_by_its_stems_and_by_the_beginnings_of_its_words(world: World, q: str) -> None:
    initiative(world.youth, "Housing for a first job", text="A house shared by tenants, a tenant at a time.")
    assert found(q) == ["Housing for a first job"]


@pytest.mark.parametrize("q", ["l'innovazione", "innovazioni", "città", "citta"])
def test_italian_is_found_by_its_stems(world: World, q: str) -> None:
    initiative(world.youth, "Dell'innovazione", text="Innovazione in città.", language="it")
    assert found(q) == ["Dell'innovazione"]


@pytest.mark.parametrize(
    "q",
    [
        "",
        " ",
        "'",
        "\\",
        "!",
        "&|!():*",
        "<->",
        "a\x00b\x00",
        "%",
        "__",
        "\ud800",
        "'; DROP TABLE x",
        ".",
        "🪑",
    ],
)
def test_no_question_makes_it_fail(world: World, q: str) -> None:
    initiative(world.youth, "Something")
    assert found(q) == []


def test_a_very_long_question_is_cut(world: World) -> None:
    made = initiative(world.youth, "Something")
    assert matching(Initiative, "something " * 10_000, None) == [made.pk]


def test_the_title_weighs_more_than_the_text(world: World) -> None:
    initiative(world.youth, "Second", text="Here a bench is only mentioned.")
    initiative(world.youth, "A bench comes first")
    assert found("bench") == ["A bench comes first", "Second"]


def test_the_walls_hold_for_what_is_typed_right_and_what_is_typed_wrong(world: World) -> None:
    initiative(world.youth, "Quiet plan", public=False)
    for q in ("quiet", "qiuet", "quiett"):
        assert found(q, world.other_member) == found(q, world.administrator) == ["Quiet plan"]
        assert found(q) == found(q, world.outsider) == found(q, world.kosice_coordinator) == []


def test_what_was_withdrawn_is_not_found(world: World) -> None:
    initiative(world.youth, "Gone soon").withdraw(by=world.partner, reason="Logged twice")
    assert found("gone soon") == []


def test_of_a_common_word_the_newest_are_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for days in (3, 1, 2, 0, 4):
        initiative(world.youth, f"Lamp {days}", at=now - timedelta(days=days))
    monkeypatch.setattr(finding, "RANKED", 3)
    assert sorted(found("lamp")) == ["Lamp 0", "Lamp 1", "Lamp 2"]
    assert {hit.title for hit in find("lamp", None).hits} == {
        f"<mark>Lamp</mark> {days}" for days in (0, 1, 2)
    }


def test_it_asks_once_and_forgives_in_two_more(world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    initiative(world.youth, "Benches")
    found("benches")
    with django_assert_num_queries(1):
        matching(Initiative, "benches", None)
    with django_assert_num_queries(3):
        matching(Initiative, "benchse", None)


FIVE = {
    "en": ("Neighbourhood café", ["neighbourhood cafe", "café", "neighborhood", "neigbourhood"]),
    "sl": ("Čebelnjak na strehi šole", ["cebelnjak", "čebelnjak", "streha sole", "čeblnjak"]),
    "hr": ("Šetnja kroz četvrt", ["setnja", "Šetnja četvrt", "cetvrt", "šetnaj"]),
    "it": ("Gioventù in città", ["gioventu", "città", "CITTA", "giovntù"]),
    "sk": ("Ľudia na námestí", ["ludia", "Ľudia námestí", "namesti", "námsetí"]),
}


@pytest.mark.parametrize("language", FIVE)
def test_each_language_is_found_with_and_without_accents_and_with_slips(world: World, language: str) -> None:
    for code, (title, _asked) in FIVE.items():
        initiative(world.youth, title, text="·", language=code)
    title, asked = FIVE[language]
    assert {q: found(q) for q in asked} == {q: [title] for q in asked}
