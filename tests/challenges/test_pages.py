"""The pages of challenges: to whom they show, what they say, and in which language."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from activity.models import Event
from challenges.models import Challenge, ChallengeTranslation, Theme
from initiatives.models import Initiative
from search.index import index
from tests.who import client_of, statuses, table
from tests.world import World, initiative
from web import slots

LIST = "/en/challenges/"


def titles(client: Client, query: str = "") -> list[str]:
    return [row.text.title for row, *_ in client.get(f"{LIST}{query}").context["cards"]]


def test_the_list_is_for_all_and_keeps_what_is_not(world: World) -> None:
    assert statuses(world, lambda client: client.get(LIST)) == table(*[200] * 7)
    seen = {who: len(titles(client_of(world, who))) for who in table(*[0] * 7)}
    assert seen == table(2, 2, 2, 2, 2, 3, 3)
    assert Event.objects.filter(kind="wall.crossed", subject_id=world.kosice_own.pk).count() == 1


def test_one_of_them_is_for_those_who_may_see_it(world: World) -> None:
    url, own = world.housing.get_absolute_url(), world.kosice_own.get_absolute_url()
    assert statuses(world, lambda client: client.get(url)) == table(*[200] * 7)
    assert statuses(world, lambda client: client.get(own)) == table(404, 404, 404, 404, 404, 200, 200)


@pytest.mark.parametrize("path", ["nothing/", "x" * 300 + "/", "?page=2", "?page=x", "?page=%00"])
def test_what_is_not_there_is_404(world: World, client: Client, path: str) -> None:
    assert client.get(f"{LIST}{path}").status_code == 404


def test_the_lead_alliances_come_first_and_the_alliance_narrows(world: World) -> None:
    client = client_of(world, "kosice_coordinator")
    assert titles(client) == ["City vibe", "Housing", "Own affair"]
    assert titles(client, "?alliance=kosice") == ["Own affair"]
    assert titles(client, "?alliance=celje") == ["City vibe", "Housing"]
    assert titles(client, "?alliance=nothing") == titles(client, "?alliance=%00") == []


def test_an_empty_list_says_what_to_do(world: World, client: Client) -> None:
    page = client.get(f"{LIST}?alliance=kosice").content.decode()
    assert "No challenge here yet" in page
    assert "Show all challenges" in page
    for challenge in Challenge.objects.all():
        challenge.withdraw(by=world.coordinator, reason="Done with")
    assert "No challenge here yet" in client.get(LIST).content.decode()


def test_the_part_is_the_results_alone(world: World, client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    page = client.get(f"{LIST}?alliance=celje", headers=headers).content.decode()
    assert page.lstrip().startswith("<div")
    assert "City vibe" in page
    assert "<html" not in page


def test_a_card_counts_what_its_reader_may_see_and_names_the_newest(world: World, client: Client) -> None:
    initiative(world.youth, "First", challenges=[world.housing])
    initiative(world.youth, "Second", challenges=[world.housing])
    initiative(world.youth, "Third", challenges=[world.housing], public=False)
    page = client.get(LIST).content.decode()
    assert "2 initiatives" in page
    assert "Second" in page
    inside = client_of(world, "partner").get(LIST).content.decode()
    assert "3 initiatives" in inside
    assert "Third" in inside


@pytest.fixture
def full(world: World) -> Challenge:
    theme = Theme.objects.create(slug="homes", name="Homes", translations={"sk": {"name": "Domovy"}})
    challenge = Challenge.open(
        alliance=world.celje,
        slug="flats",
        title="Stanovanja",
        summary="Kdor ne najde doma, ne ostane.",
        body="Dom *odloči* o marsičem.",
        theme=theme,
        sources=["mission", "published_teams"],
        language="sl",
        by=world.coordinator,
        demo=True,
    )
    ChallengeTranslation.objects.create(
        source=challenge,
        language="sk",
        texts={
            "title": "Bývanie",
            "summary": "Kto si nenájde domov, nezostane.",
            "body": "Domov *rozhoduje*.",
        },
    )
    index(challenge)
    return challenge


def test_it_says_the_problem_and_where_it_is_named(full: Challenge, client: Client) -> None:
    page = client.get(full.get_absolute_url()).content.decode()
    for words in [
        "Kdor ne najde doma, ne ostane.",
        "<em>odloči</em>",
        "Homes",
        "One of the four challenges of the mission",
        "On the project&#x27;s published list of teams",
        "Demo content",
        "Local Alliance Celje",
        "Written in Slovenian; nobody has translated it yet.",
    ]:
        assert words in page


def test_a_slovak_reader_reads_slovak_and_finds_the_original(full: Challenge, client: Client) -> None:
    url = full.get_absolute_url().replace("/en/", "/sk/")
    page = client.get(url).content.decode()
    assert '<html lang="sk">' in page
    assert 'lang="sk" data-content>Bývanie</h1>' in page
    assert 'lang="sk" data-content>Kto si nenájde domov, nezostane.</p>' in page
    assert 'lang="sk"><p>Domov <em>rozhoduje</em>' in page
    assert 'lang="sk" data-content>Domovy' in page
    assert 'lang="en" data-content>Local Alliance Celje' in page
    assert "Kdor ne najde" not in page
    original = client.get(f"{url}?lang=original").content.decode()
    assert 'lang="sl" data-content>Stanovanja</h1>' in original
    assert 'lang="sl"><p>Dom <em>odloči</em>' in original
    assert "Bývanie" in client.get("/sk/challenges/").content.decode()


def test_its_initiatives_stand_by_stage(world: World, client: Client) -> None:
    initiative(world.youth, "Later", challenges=[world.housing], stage="uptake")
    initiative(world.youth, "Sooner", challenges=[world.housing])
    initiative(world.youth, "Beside", challenges=[world.housing], stage="paused")
    initiative(world.youth, "Elsewhere", challenges=[world.city_vibe])
    initiative(world.youth, "Our own", challenges=[world.housing], public=False)
    page = client.get(world.housing.get_absolute_url()).content.decode()
    order = [page.index(words) for words in ("Idea", "Sooner", "Uptake", "Later", "Paused", "Beside")]
    assert order == sorted(order)
    assert "Elsewhere" not in page
    assert "Our own" not in page
    assert "/en/initiatives/?challenge=housing" in page


def test_the_pages_are_bounded_in_queries(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    inside = client_of(world, "partner")
    for rows in (5, 40):
        while Challenge.objects.count() < rows:
            number = Challenge.objects.count()
            Challenge.open(
                alliance=world.celje,
                slug=f"more-{number}",
                title=f"More {number}",
                summary="More",
                language="en",
                by=world.coordinator,
            )
        while Initiative.objects.count() < rows:
            initiative(world.youth, challenges=Challenge.objects.in_alliance("celje")[:7])
        with django_assert_max_num_queries(8):
            client.get(LIST)
        with django_assert_max_num_queries(12):
            inside.get(LIST)
        # Eight of its own, and what the rooms above have to say of it.
        of_slots = len(slots.of("challenge.panels")) + len(slots.of("challenge.acts"))
        for reader in (client, inside):
            with django_assert_max_num_queries(8 + of_slots):
                reader.get(world.housing.get_absolute_url())


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_these_pages_are_for_reading(world: World, client: Client, method: str) -> None:
    for path in (LIST, world.housing.get_absolute_url()):
        assert getattr(client, method)(path).status_code == 405
