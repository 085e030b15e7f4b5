"""The list of initiatives: what it shows to whom, and what narrows it."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from activity.models import Event
from initiatives.models import Initiative, InitiativeTranslation, Stage, Update
from search.index import index
from tests.who import client_of, statuses, table
from tests.world import World, initiative

LIST = "/en/initiatives/"
PART = {"HX-Request": "true", "HX-Target": "results"}


def titles(client: Client, query: str = "", path: str = LIST) -> list[str]:
    answer = client.get(f"{path}{query}")
    assert answer.status_code == 200
    return [row.text.title for row, _shown in answer.context["cards"]]


def test_everybody_may_read_it(world: World) -> None:
    assert statuses(world, lambda client: client.get(LIST)) == table(*[200] * 7)
    part = statuses(world, lambda client: client.get(LIST, headers=PART))
    assert part == table(*[200] * 7)


def test_what_is_an_alliances_own_shows_to_its_members_alone(world: World) -> None:
    initiative(world.youth, "Open")
    initiative(world.youth, "Our own", public=False)
    seen = {who: len(titles(client_of(world, who))) for who in table(*[0] * 7)}
    assert seen == table(1, 1, 2, 2, 2, 1, 2)


def test_an_administrators_look_over_the_wall_is_written_down(world: World) -> None:
    own = initiative(world.youth, "Our own", public=False)
    client_of(world, "administrator").get(LIST)
    assert Event.objects.filter(kind="wall.crossed", subject_id=own.pk).count() == 1


def test_a_card_says_what_matters(world: World, client: Client) -> None:
    initiative(
        world.youth,
        "Table tennis",
        text="Every **day** at noon.",
        place=world.prebold,
        challenges=[world.city_vibe],
        stage=Stage.PROTOTYPING,
        demo=True,
    )
    page = client.get(LIST).content.decode()
    for words in [
        "Table tennis",
        "Every day at noon.",
        "Celje Youth Centre",
        "Prebold, Celje",
        "Prototyping and testing",
        "City vibe",
        "Demo content",
        "1 initiative",
    ]:
        assert words in page


def test_a_challenge_that_is_not_for_all_is_not_named_on_a_public_card(world: World, client: Client) -> None:
    initiative(world.kosice_city, "Seen", challenges=[world.kosice_own])
    assert "Own affair" not in client.get(LIST).content.decode()
    assert "Own affair" in client_of(world, "kosice_coordinator").get(LIST).content.decode()


@pytest.fixture
def four(world: World) -> list[Initiative]:
    return [
        initiative(world.youth, "Odprto dvorišče", challenges=[world.city_vibe], stage=Stage.UPTAKE),
        initiative(world.incubator, "Robots", challenges=[world.housing, world.city_vibe]),
        initiative(world.incubator, "Flats", challenges=[world.housing]),
        initiative(world.kosice_city, "Tables in Košice", text="Chess in the courtyard."),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Odprto dvorišče", "Robots", "Flats", "Tables in Košice"}),
        ("?challenge=housing", {"Robots", "Flats"}),
        ("?challenge=housing&challenge=city-vibe", {"Robots", "Odprto dvorišče"}),
        ("?partner=incubator&challenge=city-vibe", {"Robots"}),
        ("?alliance=kosice", {"Tables in Košice"}),
        ("?stage=uptake", {"Odprto dvorišče"}),
        ("?q=dvorisce", {"Odprto dvorišče"}),
        ("?q=court", {"Tables in Košice"}),
        ("?q=robots&alliance=kosice", set()),
        ("?challenge=nothing", set()),
        ("?challenge=kosice-own", set()),
        ("?stage=nothing&q=robots", set()),
        ("?partner=%00", set()),
        ("?q=%00", set()),
        ("?q=" + "long" * 100, set()),
        ("?unknown=filter", {"Odprto dvorišče", "Robots", "Flats", "Tables in Košice"}),
    ],
)
def test_filters_narrow_it(four: list[Initiative], client: Client, query: str, expected: set[str]) -> None:
    assert set(titles(client, query)) == expected


def test_an_unknown_value_is_told_and_can_be_taken_away(four: list[Initiative], client: Client) -> None:
    page = client.get(f"{LIST}?challenge=nothing&stage=uptake").content.decode()
    assert "There is nothing by this name here." in page
    assert "No initiative fits" in page
    assert f'href="{LIST}?stage=uptake"' in page


def test_a_filter_that_is_on_is_kept_in_the_form_and_in_a_chip(
    four: list[Initiative], client: Client
) -> None:
    page = client.get(f"{LIST}?challenge=housing&q=robots").content.decode()
    assert '<option value="housing" selected>Housing</option>' in page
    assert f'href="{LIST}?q=robots"' in page
    assert f'href="{LIST}?challenge=housing"' in page
    assert 'value="robots"' in page


def test_the_part_is_the_results_alone_with_its_address_and_its_count(
    four: list[Initiative], client: Client
) -> None:
    answer = client.get(f"{LIST}?q=&challenge=housing&stage=", headers=PART)
    page = answer.content.decode()
    assert page.lstrip().startswith("<div")
    assert "<html" not in page
    assert answer["HX-Push-Url"] == f"{LIST}?challenge=housing"
    assert answer["HX-Trigger"] == '{"say": "2 initiatives"}'
    assert "HX-Request" in answer["Vary"]


def test_another_target_gets_the_whole_page(four: list[Initiative], client: Client) -> None:
    answer = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "main"})
    assert answer["HX-Retarget"] == "body"
    assert "<html" in answer.content.decode()


def test_cards_lead_back_to_the_list_as_it_was(four: list[Initiative], client: Client) -> None:
    row, _shown = client.get(f"{LIST}?challenge=city-vibe&stage=uptake").context["cards"][0]
    page = client.get(f"{LIST}?challenge=city-vibe&stage=uptake").content.decode()
    back = "?back=challenge%3Dcity-vibe%26stage%3Duptake"
    assert f'href="{row.get_absolute_url()}{back}"' in page
    detail = client.get(f"{row.get_absolute_url()}{back}").content.decode()
    assert f'href="{LIST}?challenge=city-vibe&amp;stage=uptake"' in detail


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00", "%00"]
)
def test_a_forged_way_back_never_leaves_the_list(four: list[Initiative], client: Client, back: str) -> None:
    answer = client.get(four[0].get_absolute_url(), {"back": back})
    assert answer.status_code == 200
    parts = urlsplit(answer.context["back_url"])
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", LIST)


def test_pages_are_real_addresses(world: World, client: Client) -> None:
    for _ in range(45):
        initiative(world.youth)
    first, second, third = (client.get(f"{LIST}?page={number}").context["page"] for number in (1, 2, 3))
    assert [len(page.rows) for page in (first, second, third)] == [20, 20, 5]
    assert [page.next for page in (first, second, third)] == [2, 3, None]
    assert len({row.pk for page in (first, second, third) for row in page.rows}) == 45
    more = client.get(f"{LIST}?page=2", headers={"HX-Request": "true", "HX-Target": "more"}).content.decode()
    assert more.count('class="card ') == 20
    assert 'href="?page=3"' in more
    assert "found" not in more


@pytest.mark.parametrize(
    "page", ["0", "-1", "2", "51", "nonsense", "1e3", "²", "99999999999999999999", "\x00"]
)
def test_a_page_that_is_not_there_is_404(world: World, client: Client, page: str) -> None:
    initiative(world.youth)
    assert client.get(LIST, {"page": page}).status_code == 404


def test_the_list_is_bounded_in_queries(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    inside = client_of(world, "partner")
    for rows in (5, 40):
        while Initiative.objects.count() < rows:
            initiative(world.youth, challenges=[world.housing, world.city_vibe], place=world.prebold)
        for query in ("", "?challenge=housing", "?q=what&stage=idea"):
            with django_assert_max_num_queries(6):
                client.get(f"{LIST}{query}")
            with django_assert_max_num_queries(8):
                inside.get(f"{LIST}{query}")


def test_it_is_read_in_the_readers_language_and_marked(world: World, client: Client) -> None:
    made = initiative(world.youth, "Open courtyard", text="Come by.")
    InitiativeTranslation.objects.create(
        source=made, language="sl", texts={"title": "Odprto dvorišče", "body": "Pridite mimo."}
    )
    initiative(world.youth, "Only English")
    index(made)
    page = client.get("/sl/initiatives/").content.decode()
    assert 'lang="sl" data-content>Pridite mimo.' in page
    assert page.count('lang="en" data-content>What happens') == 1
    assert titles(client, "?q=pridite", "/sl/initiatives/") == ["Odprto dvorišče"]


def test_a_filter_of_a_higher_room_narrows_it_too(
    four: list[Initiative], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web import slots

    shade = slots.Filter(
        name="shade",
        order=1,
        param="shade",
        label="Shade",
        choices=lambda person: [("deep", "Deep")],
        apply=lambda rows, value: rows.filter(title="Robots"),
    )
    monkeypatch.setitem(slots._registry.filled, "initiative.filters", [shade])
    assert titles(client, "?shade=deep") == ["Robots"]
    assert titles(client, "?shade=pale") == []


def test_withdrawn_ones_leave_the_list_and_its_search(world: World, client: Client) -> None:
    made = initiative(world.youth, "Logged twice")
    made.withdraw(by=world.partner, reason="It was there already")
    assert titles(client) == []
    assert titles(client, "?q=twice") == []


def test_the_empty_list_says_what_to_do(world: World, client: Client) -> None:
    page = client.get(LIST).content.decode()
    assert "Nobody has logged an initiative yet" in page
    assert reverse("initiatives:new") in page


def test_more_than_a_thousand_are_not_counted_on(world: World, client: Client, monkeypatch: Any) -> None:
    Initiative.objects.bulk_create(
        Initiative(
            slug=f"many-{number}",
            partnership=world.youth,
            circle_id=world.celje.circle_id,
            title=f"Many {number}",
            body="Text",
        )
        for number in range(1_005)
    )
    answer = client.get(f"{LIST}?page=50")
    assert answer.context["found_words"] == "More than 1,000 initiatives"
    page = answer.context["page"]
    assert (len(page.rows), page.next, page.cut) == (20, None, True)

    of: Any = {"initiative": Initiative.objects.get(slug="many-1"), "organisation": world.youth.organisation}
    one: Any = {"kind": Update.Kind.PROGRESS, "body": "On we go.", "happened_on": date(2026, 11, 2)}
    Update.objects.bulk_create(Update(**of, **one, language="en") for _number in range(1_005))
    told = client.get(reverse("initiatives:updates"))
    assert told.context["found_words"] == "More than 1,000 updates"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_list_is_for_reading(world: World, client: Client, method: str) -> None:
    made = initiative(world.youth)
    for path in (LIST, made.get_absolute_url()):
        assert getattr(client, method)(path).status_code == 405
