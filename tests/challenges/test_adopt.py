"""A challenge becomes another city's own: once, in its language, with the origin as it stood that day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from activity.models import Event
from alliances.models import Commitment
from challenges.models import Adoption, Challenge, ChallengeTranslation
from people.models import Draft
from search.models import Entry
from tests.who import client_of, statuses, table
from tests.world import World, adoption, alliance, member, partnership, world
from web.exceptions import DomainError

TOGETHER = 40


def answers(**changed: str) -> dict[str, str]:
    soon = timezone.localdate() + timedelta(days=20)
    return {
        "kept": "The open door",
        "changed": "The hours",
        "first_step": "Ask the neighbours",
        "due": soon.isoformat(),
        **changed,
    }


@pytest.fixture
def translated(world: World) -> Challenge:
    """City vibe, readable in Slovak."""
    ChallengeTranslation.objects.create(
        source=world.city_vibe,
        language="sk",
        texts={"title": "Atmosféra mesta", "summary": "Atmosféra v jednej vete"},
    )
    return world.city_vibe


def test_a_local_challenge_in_the_adopters_language_and_the_origin_as_it_stood(
    world: World, translated: Challenge
) -> None:
    made = adoption(translated, world.kosice, who=world.kosice_coordinator)
    local = made.local
    assert local is not None
    assert (local.title, local.language, local.slug) == ("Atmosféra mesta", "sk", "city-vibe-kosice")
    assert local.text_in("en").title == "City vibe"
    assert (local.alliance, local.circle, local.ancestors) == (
        world.kosice,
        world.kosice.circle,
        [translated.pk],
    )
    translated.publish(by=world.coordinator, note="Said better", title="City mood", summary="Other")
    made.refresh_from_db()
    assert made.origin_revision.texts["title"] == "City vibe"
    event = Event.objects.get(kind="challenge.adopted")
    assert set(event.concerns) >= {made.pk, translated.pk, local.pk, world.celje.pk, world.kosice.pk}
    assert set(event.circles) == {world.kosice.circle_id, world.celje.circle_id}
    assert Entry.objects.filter(subject_id=local.pk, language="sk", title="Atmosféra mesta").exists()


def test_never_twice_never_ones_own_never_what_descends_from_it(world: World) -> None:
    made = adoption(world.housing, world.kosice)
    with pytest.raises(DomainError, match="adopted this challenge already"):
        adoption(world.housing, world.kosice)
    with pytest.raises(DomainError, match="your alliance’s own"):
        adoption(world.housing, world.celje)
    nardo = alliance("nardo", "Nardò", "IT", language="it")
    assert made.local
    onward = adoption(made.local, nardo)
    assert onward.local
    for home in (world.celje, world.kosice):
        with pytest.raises(DomainError, match="Take the lesson back"):
            adoption(onward.local, home)
    with pytest.raises(DomainError, match="Only what is public"):
        adoption(world.kosice_own, world.celje)
    assert Adoption.objects.count() == 2


def test_the_same_answer_sent_twice_is_one(world: World) -> None:
    key = uuid4()
    first = adoption(world.housing, world.kosice, who=world.kosice_coordinator, key=key)
    assert adoption(world.housing, world.kosice, who=world.kosice_coordinator, key=key) == first
    assert Event.objects.filter(kind="challenge.adopted").count() == 1


def test_interest_comes_first_and_becomes_the_adoption(world: World) -> None:
    looking = world.housing.declare_interest(alliance=world.kosice, by=world.kosice_coordinator)
    assert world.housing.declare_interest(alliance=world.kosice, by=None) == looking
    assert (looking.state, looking.local) == ("interested", None)
    with pytest.raises(DomainError, match="only interest"):
        looking.tell(by=None, kept="a", changed="b")
    world.housing.publish(by=None, note="New figures", evidence="Figures")
    made = adoption(world.housing, world.kosice)
    assert made.pk == looking.pk
    assert made.origin_revision.number == 2
    with pytest.raises(DomainError, match="your alliance’s own"):
        world.housing.declare_interest(alliance=world.celje, by=None)
    dropped = world.city_vibe.declare_interest(alliance=world.kosice, by=None)
    dropped.stop(reason="No room for it", by=None)
    dropped.resume(by=None)
    assert dropped.state == "interested"


def test_the_database_itself_refuses_what_cannot_be(world: World) -> None:
    made = adoption(world.housing, world.kosice)
    foreign = world.city_vibe.revision

    def refused(**columns: object) -> bool:
        try:
            with transaction.atomic():
                Adoption.objects.filter(pk=made.pk).update(**columns)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError:
            return True
        return False

    assert refused(origin_revision=foreign)
    assert refused(local=None)
    assert refused(kept="")
    assert refused(state="stopped")
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=world.housing.pk).update(ancestors=[world.housing.pk])


def test_recorded_history_is_not_told_until_somebody_tells_it(world: World, client: Client) -> None:
    made = world.housing.adopt(alliance=world.kosice, by=None, day_known=False, inferred=True, focus="chosen")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Not told yet" in page
    assert "Tell it" not in page
    inside = client_of(world, "kosice_coordinator")
    tell = f"{made.get_absolute_url()}tell/"
    assert tell in inside.get(made.get_absolute_url()).content.decode()
    assert inside.post(tell, {"kept": "x" * 2001}).status_code == 422
    assert inside.post(tell, answers(language="sk")).status_code == 302
    made.refresh_from_db()
    assert (made.kept, made.told, made.language) == ("The open door", True, "sk")
    inside.post(tell, answers(language="sk", kept="Two doors"))
    kinds = Event.objects.filter(subject_id=made.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["challenge.adopted", "adoption.told", "adoption.retold"]
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Not told yet" not in page
    assert "Two doors" in page


def test_it_moves_on_rests_and_stays(world: World) -> None:
    made = adoption(world.housing, world.kosice)
    with pytest.raises(DomainError, match="Only what is reused"):
        made.sustain(by=None)
    made.advance(stage="reuse", by=None)
    made.advance(stage="reuse", by=None)
    made.sustain(by=None)
    made.sustain(by=None)
    with pytest.raises(DomainError, match="Say why"):
        made.pause(reason=" ", by=None)
    made.pause(reason="No money this year", by=None)
    with pytest.raises(DomainError, match="nobody works on it"):
        made.advance(stage="adapt", by=None)
    made.stop(reason="No money at all", by=None)
    made.resume(by=None)
    made.resume(by=None)
    assert (made.state, made.stage, made.reason) == ("adopted", "reuse", "")
    kinds = Event.objects.filter(subject_id=made.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[1:] == [
        "adoption.advanced",
        "adoption.sustained",
        "adoption.paused",
        "adoption.stopped",
        "adoption.resumed",
    ]


# --- over HTTP -------------------------------------------------------------------------------------
def test_who_may_adopt(world: World) -> None:
    url = f"{world.housing.get_absolute_url()}adopt/"
    assert statuses(world, lambda client: client.get(url)) == table(302, 403, 403, 403, 403, 200, 403)
    member(world.kosice_city, "desk@kosice.example")
    assert statuses(world, lambda client: client.post(url, {})) == table(302, 403, 403, 403, 403, 422, 403)


def test_the_answers_make_it_and_the_page_shows_the_origin_with_the_local_one_beneath(
    world: World, translated: Challenge
) -> None:
    client = client_of(world, "kosice_coordinator")
    url = f"/en/challenges/{translated.slug}/adopt/"
    wrong = client.post(url, answers(changed="", due="2020-01-01"))
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "This day has passed." in page
    assert "The open door" in page
    response = client.post(url, answers(dropped="The stage\x00"))
    assert response.status_code == 422
    response = client.post(url, answers(dropped="The stage: too loud"))
    made = Adoption.objects.get()
    assert response["Location"] == f"{made.get_absolute_url()}?adopted"
    page = client.get(response["Location"]).content.decode()
    for words in ("In Celje, as it stood that day", "City vibe", "In Košice", "The stage: too loud", "Kept"):
        assert words in page
    assert page.index("as it stood that day") < page.index("The open door")
    assert not Draft.objects.exists()
    promise = Commitment.objects.about([made]).get()
    assert (promise.what, promise.person, promise.due) == (
        made.first_step,
        world.kosice_coordinator,
        made.due,
    )
    assert promise.what in page[page.index("as it stood that day") :]
    assert made.due == date.fromisoformat(answers()["due"])
    assert client.get(url)["Location"] == made.get_absolute_url()
    again = client.post(url, answers())
    assert again.status_code == 422
    assert "adopted this challenge already" in again.content.decode()


def test_a_draft_is_kept_and_given_back(world: World) -> None:
    client = client_of(world, "kosice_coordinator")
    url = f"/en/challenges/{world.housing.slug}/adopt/"
    response = client.post(
        url, {**answers(kept="Half a thought"), "act": "save_draft", "draft": str(uuid4())}
    )
    assert "Half a thought" in client.get(response["Location"]).content.decode()
    assert not Adoption.objects.exists()


def test_another_alliances_affair_is_not_there(world: World) -> None:
    hidden = adoption(world.housing, world.kosice, public=False, title="Canary")
    url = hidden.get_absolute_url()
    assert statuses(world, lambda client: client.get(url)) == table(404, 404, 200, 200, 200, 200, 200)
    assert hidden.local
    local = hidden.local.get_absolute_url()
    assert statuses(world, lambda client: client.get(local)) == table(404, 404, 404, 404, 404, 200, 200)
    forged = client_of(world, "kosice_coordinator").post(
        f"/en/challenges/{world.city_vibe.slug}/adopt/", answers(alliance=str(world.celje.pk))
    )
    assert forged.status_code == 422
    assert "Canary" not in Client().get("/en/challenges/").content.decode()


def test_an_origin_that_turned_internal_leaves_its_words_with_the_adopters_alone(world: World) -> None:
    made = adoption(world.housing, world.kosice, title="Bývanie")
    world.housing.show_to_all(False, by=world.coordinator)
    outside = Client().get(made.get_absolute_url()).content.decode()
    assert "Housing in a line" not in outside
    assert "Bývanie" in outside
    inside = client_of(world, "kosice_coordinator").get(made.get_absolute_url()).content.decode()
    assert "Housing in a line" in inside
    assert "You keep it as it stood" in inside
    assert [row.text.title for row, *_ in Client().get("/en/challenges/").context["cards"]] == [
        "City vibe",
        "Bývanie",
    ]


def test_a_withdrawn_challenge_is_gone_with_its_reason_and_cannot_be_adopted(world: World) -> None:
    world.housing.withdraw(by=world.coordinator, reason="Two in one")
    page = Client().get(world.housing.get_absolute_url())
    assert page.status_code == 410
    assert "Two in one" in page.content.decode()
    with pytest.raises(DomainError, match="withdrawn"):
        adoption(world.housing, world.kosice)


def test_local_versions_nest_under_their_origin(world: World, client: Client) -> None:
    made = adoption(world.housing, world.kosice, title="Bývanie")
    nardo = alliance("nardo", "Nardò", "IT", language="it")
    partnership(nardo, "city-of-nardo", "Città di Nardò", "municipality", "transfer")
    assert made.local
    adoption(made.local, nardo, title="Abitare")
    cards = client.get("/en/challenges/").context["cards"]
    assert [(row.title, [one.local.title for one in beneath]) for row, _, beneath in cards] == [
        ("City vibe", []),
        ("Housing", ["Bývanie", "Abitare"]),
    ]
    cards = client.get("/en/challenges/?alliance=kosice").context["cards"]
    assert [(row.title, [one.local.title for one in beneath]) for row, _, beneath in cards] == [
        ("Bývanie", ["Abitare"])
    ]
    page = client.get(made.local.get_absolute_url()).content.decode()
    assert "Adopted from Celje" in page


@pytest.mark.django_db(transaction=True)
def test_of_forty_clicks_at_once_one_adopts() -> None:
    cast = world()
    start = Barrier(TOGETHER)

    def click(_number: int) -> bool:
        """Whether this one's click made it."""
        start.wait(timeout=30)
        try:
            adoption(cast.housing, cast.kosice, who=cast.kosice_coordinator)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TOGETHER) as pool:
        made = list(pool.map(click, range(TOGETHER)))
    assert made.count(True) == 1
    assert (Adoption.objects.count(), Challenge.objects.filter(alliance=cast.kosice).count()) == (1, 2)
