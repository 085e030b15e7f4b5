"""Journey 8 over HTTP: from an initiative to its connections, introduced, accepted, dismissed, become joint work."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from activity.models import Delivery, Event, Notification, Owed, perform
from activity.models.following import Preference
from blocks.connections.slots import closest
from blocks.models import Connection, ConnectionStep, Meeting
from initiatives.models import Initiative
from people.models import Draft, Person
from tests.connections.test_weighing import pair, work_off
from tests.world import World, initiative, member, partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(world: World) -> Connection:
    pair(world)
    return Connection.objects.get()


def as_(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def press(person: Person, found: Connection, act: str, **data: str) -> int:
    answer = as_(person).post(reverse(f"connections:{act}", args=[found.pk]), data)
    found.refresh_from_db()
    return answer.status_code


def work_off_everything() -> None:
    while rows := list(Owed.objects.filter(done_at=None, attempts=0).order_by("pk")):
        for row in rows:
            perform(row.pk)


def test_an_initiative_shows_its_best_with_reasons_in_words_and_numbers(
    world: World, found: Connection
) -> None:
    one = found.one
    text = as_(None).get(one.get_absolute_url()).content.decode()
    assert "Both work on Housing" in text
    assert "Both work through Participation" in text
    assert "30 of 100" in text
    assert "Introduce us" not in text
    text = as_(world.partner).get(f"/sl{one.get_absolute_url().removeprefix('/en')}").content.decode()
    assert "Sodelovanje" in text, "names of blocks are in the reader's language"
    assert f"connections/{found.pk}/introduce/" in text


def test_the_slot_costs_two_queries(
    world: World, found: Connection, django_assert_num_queries: object
) -> None:
    things = list(Initiative.objects.for_cards())
    person = Person.objects.get(pk=world.outsider.pk)
    assert person.circle_ids is not None
    with django_assert_num_queries(2 + 1):  # type: ignore[operator]  # and the reader's standing, once a request
        shown = closest(things, person)
        assert all(one.there.text.title and one.first for data in shown.values() for one in data["seen"])


def test_introduced_both_sides_get_the_reasons_and_each_others_contact(
    world: World, found: Connection
) -> None:
    assert press(world.partner, found, "introduce") == 302
    assert found.state == Meeting.INTRODUCED
    step = found.steps.get()
    assert (step.by, step.organisation) == (world.partner, world.youth.organisation)
    work_off_everything()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {world.partner.email, world.other_member.email}
    for letter in letters.values():
        for words in ("Both work on Housing", world.partner.email, world.other_member.email):
            assert words in letter.body
            assert words in str(letter.alternatives[0][0])
    assert Notification.objects.filter(
        person=world.other_member, event__kind="connection.introduced"
    ).exists()
    assert not Event.objects.filter(kind="connection.introduced", public=True).exists()

    press(world.partner, found, "introduce")
    assert found.steps.count() == 1, "once"


def test_who_wants_no_such_mail_gets_none(world: World, found: Connection) -> None:
    for person in (world.partner, world.other_member):
        Preference.choose({("connections", "mail"): "off"}, by=person)
    press(world.partner, found, "introduce")
    work_off_everything()
    assert mail.outbox == []
    assert Delivery.objects.get(purpose="blocks.introduction").dropped_at


def test_contacts_and_history_are_for_the_two_sides(world: World, found: Connection) -> None:
    found.introduce(by=world.partner)
    bystander = member(world.municipality, "bystander@celje.example")
    for reader, inside in (
        (None, False),
        (bystander, False),
        (world.other_member, True),
        (world.coordinator, True),
    ):
        text = as_(reader).get(found.get_absolute_url()).content.decode()
        assert (world.partner.email in text) is inside
        assert ("Introduced" in text) is inside


def test_each_side_reads_its_own_initiative_first(world: World, found: Connection) -> None:
    for reader in (world.partner, world.other_member):
        page = as_(reader).get(found.get_absolute_url())
        heading, cards = page.content.decode().split('<ul class="grid"')
        both = [page.context["seen"].near.text.title, page.context["seen"].there.text.title]
        for part in (heading[heading.index("<h1") :], cards):
            assert part.index(both[0]) < part.index(both[1]), "the cards stand as the title names them"


def test_the_other_side_accepts_and_it_becomes_a_joint_initiative(world: World, found: Connection) -> None:
    assert press(world.other_member, found, "accept") == 302
    assert found.state == Meeting.SUGGESTED, "nobody has asked yet"
    found.introduce(by=world.partner)
    assert press(world.partner, found, "accept") == 403, "the side that asks does not answer"
    awaits = as_(world.other_member).get(reverse("courtyard:desk")).content.decode()
    assert found.get_absolute_url() in awaits
    assert found.get_absolute_url() not in as_(world.partner).get(reverse("courtyard:desk")).content.decode()
    assert press(world.other_member, found, "accept") == 302
    assert found.state == Meeting.ACCEPTED

    client = as_(world.other_member)
    answer = client.post(reverse("connections:join", args=[found.pk]))
    draft = Draft.objects.get(person=world.other_member)
    assert answer["Location"] == f"{reverse('initiatives:new')}?draft={draft.pk}"
    assert draft.data.getlist("challenges") == ["housing"]
    assert draft.data["partnership"] == str(world.incubator.pk)
    assert draft.data.getlist("partners") == [str(world.youth.pk)]
    again = client.post(reverse("connections:join", args=[found.pk]))
    assert again["Location"] == answer["Location"]

    form = client.get(answer["Location"]).context["form"]
    sent = {"title": "Rooms above empty shops", "text": "We open them together.", "draft": str(draft.pk)}
    sent |= {name: form.initial[name] for name in ("key", "partnership", "challenges")}
    client.post(reverse("initiatives:new"), sent)
    made = Initiative.objects.get(title="Rooms above empty shops")
    work_off()
    found.refresh_from_db()
    assert (found.state, found.joint) == (Meeting.JOINED, made)
    assert Event.objects.get(kind="connection.joined").actor == world.other_member
    page = as_(world.coordinator).get(reverse("connections:introductions")).content.decode()
    assert "1 became joint work." in page
    assert made.get_absolute_url() in page


def test_a_coordinator_does_not_answer_for_another_city(world: World) -> None:
    """Whoever asks from another alliance coordinates only there, whether for their own house or for a partner's."""
    city, house = (
        world.kosice_city,
        partnership(world.kosice, "house", "House of crafts", "youth", "transfer"),
    )
    ours = initiative(world.youth, "Rooms for tenants", by=world.partner)
    for theirs in (initiative(city, "Rooms"), initiative(house, "Crafts")):
        one, other = sorted((ours, theirs), key=lambda end: end.pk)
        found = Connection.objects.create(one=one, other=other, score=40)
        found.introduce(by=world.kosice_coordinator)
        assert press(world.kosice_coordinator, found, "accept") == 403
        assert found.state == Meeting.INTRODUCED
        assert press(world.coordinator, found, "accept") == 302, "but for an end of their own alliance"
        assert found.state == Meeting.ACCEPTED


def test_an_introduction_is_declined_with_a_word_only(world: World, found: Connection) -> None:
    found.introduce(by=world.partner)
    assert press(world.other_member, found, "dismiss") == 422
    answer = as_(world.other_member).post(
        reverse("connections:dismiss", args=[found.pk]), {"word": "Not now\0"}
    )
    assert answer.status_code == 422
    assert press(world.other_member, found, "dismiss", word="The shops are let.") == 302
    assert found.state == Meeting.DISMISSED
    text = as_(world.partner).get(found.get_absolute_url()).content.decode()
    assert "The shops are let." in text
    assert Event.objects.filter(kind="connection.declined").count() == 1


def test_a_suggestion_is_put_aside_without_a_word_and_shows_no_more(world: World, found: Connection) -> None:
    assert press(world.partner, found, "dismiss") == 302
    assert found.state == Meeting.DISMISSED
    text = as_(world.partner).get(found.one.get_absolute_url()).content.decode()
    assert found.get_absolute_url() not in text
    assert ConnectionStep.objects.get().act == Meeting.DISMISSED


def test_with_an_end_withdrawn_nothing_can_be_done(world: World, found: Connection) -> None:
    found.one.withdraw(by=world.coordinator, reason="Done")
    assert press(world.partner, found, "introduce") == 404


def test_a_coordinator_sees_only_what_touches_their_alliance(world: World, found: Connection) -> None:
    found.introduce(by=world.partner)
    url = reverse("connections:introductions")
    assert found.get_absolute_url() in as_(world.coordinator).get(url).content.decode()
    assert found.get_absolute_url() not in as_(world.kosice_coordinator).get(url).content.decode()
    assert as_(world.partner).get(url).status_code == 403
