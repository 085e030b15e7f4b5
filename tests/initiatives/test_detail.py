"""One initiative's page: to whom it shows, what it says, and what is close to it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from activity.models import Event
from initiatives.models import Details, Initiative, InitiativeTranslation, Update
from initiatives.similar import similar
from tests.who import client_of, statuses, table
from tests.world import World, initiative
from web import slots


def test_what_is_public_is_read_by_all(world: World) -> None:
    url = initiative(world.youth).get_absolute_url()
    assert statuses(world, lambda client: client.get(url)) == table(*[200] * 7)


def test_what_is_an_alliances_own_is_404_to_others(world: World) -> None:
    own = initiative(world.youth, public=False)
    url = own.get_absolute_url()
    assert statuses(world, lambda client: client.get(url)) == table(404, 404, 200, 200, 200, 404, 200)
    assert Event.objects.filter(kind="wall.crossed", subject_id=own.pk).count() == 1


@pytest.mark.parametrize("slug", ["nothing", "x" * 300, "%00", "%F0%9F%99%82"])
def test_an_unknown_address_is_404_in_our_look(world: World, client: Client, slug: str) -> None:
    answer = client.get(f"/en/initiatives/{slug}/")
    assert answer.status_code == 404
    assert "MAG-NET" in answer.content.decode()


def test_it_says_what_is_known(world: World, client: Client) -> None:
    made = initiative(
        world.youth,
        "Table tennis",
        text="Every **day**.\n\n<script>alert(1)</script>",
        by=world.partner,
        place=world.prebold,
        challenges=[world.housing],
        partners=[world.incubator],
        demo=True,
    )
    page = client.get(made.get_absolute_url()).content.decode()
    main = page.partition("<main")[2]
    for words in [
        "<strong>day</strong>",
        "&lt;script&gt;",
        "Celje Youth Centre",
        "Business Incubator",
        "Local Alliance Celje",
        "Prebold",
        'href="/en/challenges/housing/"',
        "Demo content",
    ]:
        assert words in main
    assert "<script>alert" not in main
    assert "Last changed" not in main


def test_its_author_is_named_inside_the_alliance_alone(world: World) -> None:
    url = initiative(world.youth, by=world.partner).get_absolute_url()
    named = {
        who: "Partner</span>" in client_of(world, who).get(url).content.decode() for who in table(*[0] * 7)
    }
    assert named == table(False, False, True, True, True, False, False)  # type: ignore[arg-type]


def test_acts_show_to_those_who_may(world: World) -> None:
    url = initiative(world.youth, by=world.partner).get_absolute_url()
    beside = initiative(world.youth, partners=[world.incubator]).get_absolute_url()

    def acts(path: str) -> dict[str, int]:
        pages = {who: client_of(world, who).get(path).content.decode() for who in table(*[0] * 7)}
        return {
            who: (f"{path}edit/" in page) + 2 * (f"{path}withdraw/" in page) for who, page in pages.items()
        }

    assert acts(url) == table(0, 0, 0, 3, 3, 0, 3)
    assert acts(beside) == table(0, 0, 1, 3, 3, 0, 3)


@pytest.fixture
def translated(world: World) -> Initiative:
    made = initiative(world.youth, "Odprto dvorišče", text="Pridite mimo.", language="sl")
    InitiativeTranslation.objects.create(
        source=made, language="en", texts={"title": "Open courtyard", "body": "Come by."}
    )
    return made


def test_the_original_is_one_click_away_and_back(translated: Initiative, client: Client) -> None:
    url = translated.get_absolute_url()
    page = client.get(url).content.decode()
    assert 'lang="en" data-content>Open courtyard</h1>' in page
    assert 'href="?lang=original"' in page
    page = client.get(f"{url}?lang=original&back=stage%3Didea").content.decode()
    assert 'lang="sl" data-content>Odprto dvorišče</h1>' in page
    assert "The original, in Slovenian." in page
    assert 'href="?back=stage%3Didea"' in page


def test_a_stale_translation_and_a_missing_one_are_told(
    world: World, translated: Initiative, client: Client
) -> None:
    Initiative.objects.filter(pk=translated.pk).update(version=2)
    assert "The original has changed since" in client.get(translated.get_absolute_url()).content.decode()
    page = client.get(translated.get_absolute_url().replace("/en/", "/hr/")).content.decode()
    assert 'lang="sl" data-content>Odprto dvorišče</h1>' in page
    assert "?lang=original" not in page


def test_what_is_close_says_why(world: World) -> None:
    one = initiative(world.youth, "Courtyard evenings", challenges=[world.city_vibe], place=world.prebold)
    both = initiative(world.incubator, "Courtyards", challenges=[world.city_vibe], place=world.prebold)
    challenge = initiative(world.incubator, "Robots", challenges=[world.city_vibe])
    words = initiative(world.kosice_city, "Chess", text="We play in the courtyard.")
    initiative(world.incubator, "Only the same place", text="Nothing else.", place=world.prebold)
    initiative(world.youth, "Courtyard of our own", challenges=[world.city_vibe], public=False)
    found = similar(reading(one, world), world.outsider)
    assert {near.initiative: [str(reason) for reason in near.reasons] for near in found} == {
        both: ["Same challenge: City vibe", "Both speak of “courtyard”", "Same place: Prebold"],
        challenge: ["Same challenge: City vibe"],
        words: ["Both speak of “courtyard”"],
    }
    assert found[0].initiative == both
    assert len(similar(reading(one, world), world.partner)) == 3


def reading(one: Initiative, world: World) -> Initiative:
    return Initiative.objects.for_cards().with_challenges(world.outsider).get(pk=one.pk)


def test_nothing_is_close_to_the_only_one(world: World, client: Client) -> None:
    made = initiative(world.youth, "a b c", text="d e f")
    assert similar(reading(made, world), world.outsider) == []
    assert "Close to this one" not in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "title", ["'; drop table", "or or or", "a:* & !", "\\' | x", "“ ” « »", "-minus –dash"]
)
def test_no_title_breaks_the_question(world: World, client: Client, title: str) -> None:
    assert client.get(initiative(world.youth, title).get_absolute_url()).status_code == 200


def test_the_page_is_bounded_in_queries(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = initiative(
        world.youth,
        challenges=[world.housing, world.city_vibe],
        partners=[world.incubator],
        by=world.partner,
        details=Details(adapted_from=initiative(world.kosice_city)),
    )
    for _update in range(20):
        Update.add(about=made, kind="progress", text="It goes on.", language="en", by=world.partner)
    inside = client_of(world, "other_member")
    for rows in (5, 40):
        while Initiative.objects.count() < rows:
            initiative(world.youth, challenges=[world.housing], place=world.prebold)
        # Rooms above show what they know, and the ground what moved, at the price of a query each.
        of_slots = len(slots.of("initiative.panels")) + len(slots.of("initiative.acts"))
        for reader in (client, inside):
            with django_assert_max_num_queries(12 + of_slots):
                reader.get(made.get_absolute_url())
