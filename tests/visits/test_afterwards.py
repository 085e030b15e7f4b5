"""On the day and after it: takeaways, pins, what cities take home, commitments, thanks, and the question after."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from activity.models import Event
from activity.registry import job_of
from alliances.models import Commitment
from challenges.lineage import lineage
from challenges.models import Adoption, Question
from people.models import Draft
from tests import uploads
from tests.visits.test_organise import add, sent
from tests.who import client_of
from tests.world import World, initiative, visit
from visits.models import Invitee, Outcome, Registration, SiteVisit, Takeaway
from web.exceptions import DomainError

WORDS = "Ask the neighbours before the tables come."


@pytest.fixture
def held(world: World) -> SiteVisit:
    """A visit of yesterday to which Košice and a guest without an account came."""
    of = visit(world, "Courtyards", day=3, hosts=[world.partner])
    Invitee.invite_delegation(visit=of, alliance=world.kosice, by=world.coordinator)
    guest = Invitee.invite_guest(visit=of, email="guest@example.org", language="en", by=world.coordinator)
    guest.tell(expectation="Who waters the trees?", needs="")
    Registration.answer_for(visit=of, day=of.days[0], answer="coming", invitee=guest)
    SiteVisit.objects.filter(pk=of.pk).update(
        first_day=timezone.localdate() - timedelta(days=1),
        last_day=timezone.localdate() - timedelta(days=1),
        month=(timezone.localdate() - timedelta(days=1)).replace(day=1),
        phase="held",
    )
    of.refresh_from_db()
    return of


@pytest.fixture
def coordinator(world: World) -> Client:
    return client_of(world, "coordinator")


def test_a_takeaway_is_jotted_on_the_day_with_a_photo_once(world: World) -> None:
    of = visit(world, phase="under_way", day=0)
    item = add(of, "All day", time(0, 0), time(23, 59))
    browser, url = client_of(world, "partner"), f"/en/visits/{of.slug}/today/"
    page = browser.get(url)
    assert "All day" in page.content.decode()
    form = page.context["form"]
    assert form["item"].value() == str(item.pk)
    sheet, key = str(page.context["sheet"].pk), form["key"].value()
    typed = {"text": WORDS, "key": key, "draft": sheet, "draft_form": page.context["sheet"].form}
    browser.post(url, {**typed, "act": "save_draft"})
    assert Draft.objects.get().title == WORDS
    photo: SimpleUploadedFile = uploads.photo()
    for files in ({"attached": photo}, {}):
        browser.post(url, {**typed, "item": str(item.pk), **files})
    made = Takeaway.objects.get()
    assert (made.text, made.author, made.item, made.language) == (WORDS, world.partner, item, "en")
    assert not Draft.objects.exists()
    picture = made.files.get()
    assert browser.get(picture.url("card")).status_code == 200
    made.remove(by=world.partner)
    assert browser.get(picture.url("card")).status_code == 404
    assert browser.post(url, {"text": "x" * 281}).status_code == 422


def test_nothing_is_jotted_before_the_day(world: World) -> None:
    of = visit(world)
    answer = client_of(world, "partner").post(f"/en/visits/{of.slug}/today/", {"text": WORDS})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not Takeaway.objects.exists()


def test_a_guest_without_an_account_jots_too(world: World, client: Client, held: SiteVisit) -> None:
    guest = held.invitees.get(email="guest@example.org")
    assert "Jot a takeaway" in client.get(guest.guest_path).content.decode()
    client.post(f"{guest.guest_path}jot/", {"text": WORDS})
    assert Takeaway.objects.get().invitee == guest
    assert client.post(f"{guest.guest_path}jot/", {"text": ""}).status_code == 422


def test_a_takeaway_is_pinned_and_shows_where_it_is_pinned(
    world: World, client: Client, coordinator: Client, held: SiteVisit
) -> None:
    jotted = Takeaway.jot(visit=held, text=WORDS, language="en", by=world.partner)
    about = initiative(world.youth, "Open courtyard", by=world.partner)
    url = f"/en/visits/{held.slug}/takeaways/{jotted.pk}/pin/"
    coordinator.post(url, {"challenges": [str(world.kosice_own.pk)]})
    assert not jotted.challenges.exists()
    coordinator.post(url, {"challenges": [str(world.housing.pk)], "initiative": str(about.pk)})
    for thing in (world.housing, about, held):
        assert WORDS in client.get(thing.get_absolute_url()).content.decode()
    client_of(world, "outsider").post(f"/en/visits/{held.slug}/takeaways/{jotted.pk}/remove/")
    assert Takeaway.objects.get().removed_at is None
    client_of(world, "partner").post(f"/en/visits/{held.slug}/takeaways/{jotted.pk}/remove/")
    assert WORDS not in client.get(world.housing.get_absolute_url()).content.decode()


def test_a_city_ticks_what_it_takes_home_and_an_adoption_is_drafted(
    world: World, coordinator: Client, held: SiteVisit
) -> None:
    browser, url = client_of(world, "kosice_coordinator"), f"/en/visits/{held.slug}/afterwards/"
    tick = {"alliance": "kosice", "challenge": "housing"}
    assert "We take it home" in browser.get(url).content.decode()
    assert "We take it home" not in coordinator.get(url).content.decode()
    assert coordinator.post(f"{url}take-home/", tick).status_code == 403
    for _ in range(2):
        browser.post(f"{url}take-home/", tick)
    drafted = Adoption.objects.get()
    assert (drafted.origin, drafted.alliance, drafted.state) == (world.housing, world.kosice, "interested")
    assert Outcome.objects.get().adoption == drafted
    page = browser.get(url).content.decode()
    assert f'href="/en/challenges/{world.housing.slug}/adopt/"' in page
    browser.post(f"{url}take-home/", {**tick, "taken": "no"})
    assert not Outcome.objects.visible_to(world.coordinator).exists()
    drafted.refresh_from_db()
    assert drafted.let_go, "the tick's draft goes with it"
    assert len(lineage(world.housing, None).nodes) == 1, "a leaf no more"
    browser.post(f"{url}take-home/", tick)
    assert Outcome.objects.visible_to(world.coordinator).count() == 1
    drafted.refresh_from_db()
    assert drafted.state == "interested"
    Question.ask(adoption=drafted, text="How many?", language="en", by=world.kosice_coordinator)
    browser.post(f"{url}take-home/", {**tick, "taken": "no"})
    drafted.refresh_from_db()
    assert drafted.state == "interested", "somebody asked along it: it is theirs to stop"
    earlier = world.city_vibe.declare_interest(alliance=world.kosice, by=world.kosice_coordinator)
    for taken in ("yes", "no"):
        browser.post(f"{url}take-home/", {**tick, "challenge": "city-vibe", "taken": taken})
    earlier.refresh_from_db()
    assert earlier.state == "interested", "it was there before the visit"
    with pytest.raises(DomainError):
        Outcome.take_home(visit=visit(world), alliance=world.kosice, challenge=world.housing, by=None)
    for nonsense in ({}, {"alliance": "kosice\x00"}, {"alliance": "celje", "challenge": "kosice-own"}):
        assert browser.post(f"{url}take-home/", nonsense).status_code in (403, 404)


def test_a_commitment_has_an_owner_and_a_day_and_is_asked_after_six_weeks(
    world: World, client: Client, coordinator: Client, held: SiteVisit
) -> None:
    url = f"/en/visits/{held.slug}/afterwards/"
    due = timezone.localdate() + timedelta(days=80)
    said = {"what": "Lend the method cards", "owner": str(world.youth.pk), "due": due.isoformat()}
    for wrong in ({"what": ""}, {"due": "2020-01-01"}, {"owner": "nobody"}):
        assert coordinator.post(url, {**said, **wrong}).status_code == 422
    kosice = client_of(world, "kosice_coordinator")
    assert kosice.post(url, said).status_code == 422  # another city's organisation
    coordinator.post(url, said)
    made = Commitment.objects.get()
    assert (made.organisation, made.due) == (world.youth.organisation, due)
    assert "Lend the method cards" in client.get(held.get_absolute_url()).content.decode()

    ask, now = job_of("visits.ask_owners"), datetime.now(UTC)
    ask.run(now=now + timedelta(weeks=5))
    assert not Event.objects.filter(kind="visit.commitment_asked").exists()
    for _ in range(2):
        ask.run(now=now + timedelta(weeks=6))
    asked = Event.objects.get(kind="visit.commitment_asked")
    assert world.youth.organisation.pk in asked.concerns
    told = asked.registered.audiences[0].people(asked)
    assert list(told.values_list("person", flat=True)) == [world.partner.pk]


def test_guests_are_thanked_once_with_what_came_of_their_expectations(
    world: World, coordinator: Client, held: SiteVisit
) -> None:
    guest = held.invitees.get(email="guest@example.org")
    guest.answer_expectation(reply="The choir waters them", by=world.coordinator)
    in_vain = Invitee.invite_guest(
        visit=held, email="waited@example.org", language="en", by=world.coordinator
    )
    Registration.objects.create(
        visit=held, day=held.first_day, invitee=in_vain, answer="coming", asked_at=timezone.now()
    )
    assert "1 guest was not thanked yet" in (
        coordinator.get(f"/en/visits/{held.slug}/afterwards/").content.decode()
    )
    for _ in range(2):
        coordinator.post(f"/en/visits/{held.slug}/afterwards/thank/")
    assert sent("visits.thanks") == ["guest@example.org"]
    assert "Who waters the trees?" in mail.outbox[-1].body
    assert "The choir waters them" in mail.outbox[-1].body
    coming = visit(world)
    with pytest.raises(DomainError):
        coming.thank(by=world.coordinator)


def test_the_overview_names_what_is_to_be_written_up(
    world: World, coordinator: Client, held: SiteVisit
) -> None:
    assert "Visits to write up" in coordinator.get("/en/overview/").content.decode()
    held.move_on(to="written_up", by=world.coordinator)
    assert "Visits to write up" not in coordinator.get("/en/overview/").content.decode()
