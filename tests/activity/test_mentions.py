"""People named with an @: found by name among those one meets, told at once, once."""

import pytest
from django.test import Client

from activity.mentions import named_in, offered
from activity.models import Event, Notification, Owed
from activity.registry import job_of
from people.models import Person
from tests.world import World, initiative, member


@pytest.fixture
def named(world: World) -> World:
    for person, name in (
        (world.partner, "Ana"),
        (world.other_member, "Ana Novak"),
        (world.coordinator, "Špela Kranjc"),
        (world.kosice_coordinator, "Ján"),
    ):
        Person.objects.filter(pk=person.pk).update(name=name)
        person.name = name
    return world


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Let us ask @Ana Novak about it.", {"other_member"}),
        ("@Ana, and @Ana Novak", {"partner", "other_member"}),
        ("@ana novak", {"other_member"}),
        ("(@Ana)", {"partner"}),
        ("@Anastasia", set()),
        ("ana@Ana Novak", set()),
        ("write to info@ana.example", set()),
        ("@Ján from elsewhere", set()),
        ("@nobody", set()),
        ("@", set()),
        ("@%_", set()),
        ("@" * 500, set()),
        ("no at sign", set()),
    ],
)
def test_who_is_meant(named: World, text: str, meant: set[str]) -> None:
    assert {person.pk for person in named_in(text, named.coordinator)} == {
        getattr(named, who).pk for who in meant
    }


def test_nobody_names_themselves_and_a_load_names_nobody(named: World) -> None:
    assert named_in("@Špela Kranjc", named.coordinator) == []
    assert named_in("@Ana", None) == []


def test_only_those_named_anew_are_told_of_a_change(named: World) -> None:
    found = named_in("@Ana and @Ana Novak", named.coordinator, before="Only @Ana")
    assert [person.pk for person in found] == [named.other_member.pk]


def test_one_name_of_two_people_means_both(named: World) -> None:
    double = member(named.incubator, "double@celje.example", name="Ana Novak")
    found = named_in("@Ana Novak", named.coordinator)
    assert {person.pk for person in found} == {named.other_member.pk, double.pk}


def test_logging_tells_whom_it_names_at_once(named: World) -> None:
    made = initiative(named.municipality, by=named.coordinator, text="With @Ana Novak in the yard.")
    event = Event.objects.about(made).get()
    assert event.facts == {"mentioned": [str(named.other_member.pk)]}
    job_of("activity.tell").run(event=event.pk, now=event.created_at)
    note = Notification.objects.get(person=named.other_member)
    assert note.reason == "mention"
    assert note.delivery is not None
    assert Owed.objects.filter(task="activity.send").count() == 1


def test_names_are_offered_as_one_types_without_accents(named: World) -> None:
    assert offered("an", named.coordinator) == ["Ana", "Ana Novak"]
    assert offered("spe", named.partner) == ["Špela Kranjc"]
    for start in ("", " ", "\x00", "%", "jan", "zzz"):
        assert offered(start, named.partner) == []


def test_the_page_that_offers_them_is_for_those_who_signed_in(named: World, client: Client) -> None:
    assert client.get("/en/me/people/", {"q": "an"}).status_code == 302
    client.force_login(named.coordinator)
    assert client.get("/en/me/people/", {"q": "an"}).json() == {"names": ["Ana", "Ana Novak"]}
    client.force_login(named.outsider)
    assert client.get("/en/me/people/", {"q": "an"}).json() == {"names": []}
    assert client.get("/en/me/people/", {"q": "\x00"}).json() == {"names": []}


def test_the_names_of_others_in_many_texts_cost_one_query(
    named: World, django_assert_num_queries: object
) -> None:
    assert named.coordinator.circle_ids
    with django_assert_num_queries(1):  # type: ignore[operator]
        named_in("@Ana @Ana Novak @Ján @nobody " * 10, named.coordinator)


def test_a_text_that_names_people_knows_where_their_names_are(named: World, client: Client) -> None:
    client.force_login(named.partner)
    page = client.get("/sl/initiatives/new/").text
    assert 'data-people="/sl/me/people/"' in page
    assert "js/people.js" in page
