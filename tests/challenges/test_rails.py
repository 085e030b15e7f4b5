"""Along an adoption: both cities' updates, lessons that flow back, questions, readiness, changes at the origin."""

import pytest
from django.test import Client

from activity.models import Delivery, Event, Notification, Owed, perform
from challenges.models import (
    AdoptionUpdate,
    Challenge,
    ChallengeTranslation,
    OriginChange,
    Question,
    mark_ready,
    readiness,
)
from initiatives.models import Update
from tests.who import client_of, statuses, table
from tests.world import World, adoption, alliance, initiative, member
from web.exceptions import DomainError


def told(**answers: str) -> dict[str, str]:
    return {"text": "The neighbours came", "language": "en", **answers}


def test_both_cities_tell_side_by_side(world: World, client: Client) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    url = f"{made.get_absolute_url()}update/"
    assert statuses(world, lambda client: client.get(url)) == table(302, 403, 200, 200, 200, 200, 403)
    here, there = client_of(world, "kosice_coordinator"), client_of(world, "partner")
    assert here.post(url, told(kind="taken")).status_code == 422
    assert here.post(url, told(kind="progress")).status_code == 302
    assert there.post(url, told(kind="help", text="Can you lend us the hall?")).status_code == 302
    work = initiative(world.youth, by=world.partner, challenges=[world.housing])
    Update.add(about=work, kind="milestone", text="Ten homes", language="en", by=world.partner)
    hidden = initiative(world.youth, by=world.partner, challenges=[world.housing], public=False)
    Update.add(about=hidden, kind="milestone", text="Behind our wall", language="en", by=world.partner)
    response = client.get(made.get_absolute_url())
    sides = {stop.text: from_origin for stop, from_origin in response.context["rails"].stops}
    assert sides == {
        "The neighbours came": False,
        "Can you lend us the hall?": True,
        "Ten homes": True,
    }
    assert "Behind our wall" not in response.content.decode()
    nardo = alliance("nardo", "Nardò", "IT")
    with pytest.raises(DomainError, match="no part"):
        AdoptionUpdate.add(adoption=made, alliance=nardo, kind="progress", text="x", language="it", by=None)


def test_a_lesson_stands_at_every_origin_and_is_credited(world: World, client: Client) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    nardo = alliance("nardo", "Nardò", "IT", language="it")
    assert made.local
    onward = adoption(made.local, nardo)
    lesson = {"kind": "lesson", "text": "Begin with the stairs", "language": "en", "by": None}
    AdoptionUpdate.add(adoption=onward, alliance=nardo, **lesson)
    for origin in (world.housing, made.local):
        page = client.get(origin.get_absolute_url()).content.decode()
        assert "Begin with the stairs" in page
        assert "Lessons that came back" in page
    assert "Begin with the stairs" not in client.get(world.city_vibe.get_absolute_url()).content.decode()


def test_what_descends_from_ones_own_is_not_adopted_but_learnt_from(world: World, client: Client) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    assert made.local
    url = made.local.get_absolute_url()
    celje = client_of(world, "partner")
    page = celje.get(url).content.decode()
    assert "Take the lesson back" in page
    assert f"{url}adopt/" not in page
    response = celje.post(f"{url}lesson/", told(text="We knock on doors, too"))
    assert response["Location"] == f"{world.housing.get_absolute_url()}#lessons"
    page = client.get(world.housing.get_absolute_url()).content.decode()
    assert "We knock on doors, too" in page
    assert "taken back by Celje" in page
    assert Event.objects.filter(kind="adoption.taken", concerns__contains=[made.pk]).exists()
    assert client_of(world, "kosice_coordinator").get(f"{url}lesson/").status_code == 403


def test_a_question_reaches_the_origin_and_its_answer_comes_back(world: World, client: Client) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    here, there = client_of(world, "kosice_coordinator"), client_of(world, "coordinator")
    asking = f"{made.get_absolute_url()}ask/"
    sheet = here.get(asking).context["sheet"].pk
    done = here.post(asking, told(text="Who pays the heating?", draft=str(sheet)))
    # The browser hears which sheet is done with: in the query, for a fragment never reaches the server.
    assert done["Location"] == f"{made.get_absolute_url()}?sheet={sheet}#questions"
    asked = Question.objects.get()
    url = f"{made.get_absolute_url()}questions/{asked.pk}/"
    assert here.get(url).status_code == 403
    assert "asks you something" in there.get("/en/me/").content.decode()
    assert there.post(url, told(text="The tenants, by the meter")).status_code == 302
    page = client.get(made.get_absolute_url()).content.decode()
    assert page.index("Who pays the heating?") < page.index("The tenants, by the meter")
    asked.refresh_from_db()
    asked.answer(text="The tenants, by the meter", language="en", by=None)
    kinds = Event.objects.filter(subject_id=made.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["adoption.answered", "adoption.asked", "challenge.adopted"]
    other = adoption(world.city_vibe, world.kosice)
    assert there.get(f"{other.get_absolute_url()}questions/{asked.pk}/").status_code == 404


def test_who_asked_is_told_of_the_answer_at_once_whoever_they_are(world: World) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    asker = member(world.kosice_city, "neighbour@kosice.example")
    Question.ask(adoption=made, text="Who pays the heating?", language="en", by=asker)
    Question.objects.get().answer(text="The tenants", language="en", by=world.coordinator)
    for row in Owed.objects.filter(task="activity.tell"):
        perform(row.pk)
    answered = Event.objects.get(kind="adoption.answered")
    told_of_it = Notification.objects.filter(event=answered)
    assert [row.person for row in told_of_it] == [asker]
    assert Delivery.objects.filter(person=asker, purpose__contains="told").count() == 1


def test_readiness_is_the_dossiers_own_list_of_that_day(world: World) -> None:
    world.housing.publish(by=None, note="What it takes", preconditions="- A room\n* A key\n\n- A room")
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    world.housing.publish(by=None, note="Less", preconditions="A kettle")
    assert readiness(made) == [("A room", "open"), ("A key", "open")]
    client = client_of(world, "kosice_coordinator")
    form = client.get(made.get_absolute_url()).context["ready"]
    url = f"{made.get_absolute_url()}ready/"
    answers = {"item-0": "met", "item-1": "partly", "of": form.fields["of"].initial}
    client.post(url, {**answers, "of": "another list"})
    assert readiness(made)[0] == ("A room", "open")
    client.post(url, answers)
    client.post(url, answers)
    assert readiness(made) == [("A room", "met"), ("A key", "partly")]
    mark_ready(adoption=made, marks={"A kettle": "met"}, by=None)
    event = Event.objects.get(kind="adoption.checked")
    assert (event.facts["met"], event.facts["of"]) == (1, 2)
    page = made.get_absolute_url()
    assert "Partly" in Client().get(page).content.decode()
    version = made.origin_revision.number
    translated = {"title": "Bývanie", "preconditions": "Miestnosť\nKľúč"}
    ChallengeTranslation.objects.create(
        source=world.housing, language="sk", texts=translated, source_version=version
    )
    form = client.get(page.replace("/en/", "/sk/")).context["ready"]
    assert [words for words, _mark, _label in form.shown()] == ["Miestnosť", "Kľúč"]
    client.post(url, {**answers, "item-0": "open", "of": form.fields["of"].initial})
    assert (form.language, readiness(made)[0]) == ("sk", ("A room", "open"))


# --- changes at the origin -------------------------------------------------------------------------
def revise(challenge: Challenge, number: int, **texts: str) -> None:
    challenge.publish(by=None, note=f"Change {number}", **(texts or {"evidence": f"Figures {number}"}))


def test_a_revision_flags_every_adoption_and_its_adopters_hear_of_it(world: World) -> None:
    nardo = alliance("nardo", "Nardò", "IT", language="it")
    made, stopped = adoption(world.housing, world.kosice), adoption(world.housing, nardo)
    stopped.stop(reason="No room", by=None)
    looked = world.city_vibe.declare_interest(alliance=world.kosice, by=None)
    revise(world.housing, 1)
    revise(world.city_vibe, 1)
    assert set(OriginChange.objects.values_list("adoption", flat=True)) == {made.pk, looked.pk}
    event = Event.objects.get(kind="adoption.origin_changed", subject_id=made.pk)
    perform(Owed.objects.get(task="activity.tell", key=str(event.pk)).pk)
    told_to = set(Notification.objects.filter(event=event).values_list("person", flat=True))
    assert told_to == {world.kosice_coordinator.pk}


def test_the_difference_is_shown_by_section_and_answered(world: World) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    revise(world.housing, 1, evidence="Ten homes stand empty", failed="The auction")
    client = client_of(world, "kosice_coordinator")
    assert "Change 1" in client.get(made.get_absolute_url()).content.decode()
    url = f"{made.get_absolute_url()}changes/2/"
    response = client.get(url)
    assert [one.section.name for one in response.context["sections"]] == ["evidence", "failed"]
    assert "Ten homes stand empty" in response.content.decode()
    assert "changed what you adopted. See" in client.get("/en/me/").content.decode()
    assert client.post(url, {"answer": "not_applicable"}).status_code == 422
    assert client.post(url, {"answer": "new"}).status_code == 422
    assert client.post(url, {"answer": "not_applicable", "reason": "We have no homes"}).status_code == 302
    assert "changed what you adopted. See" not in client.get("/en/me/").content.decode()
    change = OriginChange.objects.get()
    assert (change.answer, change.reason) == ("not_applicable", "We have no homes")
    change.settle(answer="taken_over", by=None)
    change.settle(answer="taken_over", by=None)
    assert (change.answer, change.reason) == ("taken_over", "")
    assert Event.objects.filter(kind="adoption.settled").count() == 2
    assert client.get(f"{made.get_absolute_url()}changes/9/").status_code == 404
    assert client_of(world, "partner").post(url, {"answer": "seen"}).status_code == 403


def test_what_is_written_behind_the_wall_is_shown_to_no_adopter(world: World) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    world.housing.show_to_all(False, by=world.coordinator)
    revise(world.housing, 1, evidence="Among us: a name")
    assert not OriginChange.objects.exists()
    client = client_of(world, "kosice_coordinator")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Among us" not in page
    assert "Housing in a line" in page
    world.housing.show_to_all(True, by=world.coordinator)
    assert OriginChange.objects.get().revision.number == 2


def test_a_withdrawn_origin_stays_with_its_adopters(world: World) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator)
    world.housing.withdraw(by=world.coordinator, reason="Two in one")
    inside = client_of(world, "kosice_coordinator").get(made.get_absolute_url()).content.decode()
    assert "Housing in a line" in inside
    assert "Housing in a line" not in Client().get(made.get_absolute_url()).content.decode()
