"""Logging an initiative through its page."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from activity.models import Event
from alliances.models import Membership
from initiatives.models import Audience, Initiative, Stage
from tests.who import client_of, statuses, table
from tests.world import World, initiative
from tests.world import world as cast

NEW = "/en/initiatives/new/"
NOBODYS = "00000000-0000-4000-8000-000000000000"
ENOUGH = {"title": "Table tennis at noon", "text": "We set up a table.\r\nCome and play."}


@pytest.fixture
def partner(world: World) -> Client:
    return client_of(world, "partner")


def only() -> Initiative:
    return Initiative.objects.get()


def test_who_gets_the_form(world: World) -> None:
    assert statuses(world, lambda client: client.get(NEW)) == table(302, 403, 200, 200, 200, 200, 200)


def test_who_may_log(world: World) -> None:
    expected = table(302, 403, 302, 302, 302, 302, 422)
    assert statuses(world, lambda client: client.post(NEW, ENOUGH)) == expected
    assert Initiative.objects.count() == 4


def test_a_visitor_signs_in_and_comes_back(world: World, client: Client) -> None:
    assert client.get(NEW)["Location"] == f"/accounts/login/?next={NEW}"


def test_somebody_in_no_alliance_is_told_what_to_do(world: World) -> None:
    page = client_of(world, "outsider").get(NEW).content.decode()
    assert "An initiative needs an organisation" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_two_answers_are_enough(world: World, partner: Client) -> None:
    answer = partner.post(NEW, ENOUGH)
    made = only()
    assert answer["Location"] == f"{made.get_absolute_url()}?logged"
    assert (made.title, made.body) == ("Table tennis at noon", "We set up a table.\nCome and play.")
    assert (made.partnership, made.author) == (world.youth, world.partner)
    assert (made.language, made.stage, made.public, made.place) == ("en", Stage.IDEA, True, None)
    assert Event.objects.about(made).get().kind == "initiative.logged"


def test_the_language_of_the_page_is_the_languages_first_guess(world: World, partner: Client) -> None:
    partner.post("/sl/initiatives/new/", ENOUGH)
    assert only().language == "sl"


def test_everything_can_be_said(world: World, partner: Client) -> None:
    Audience.objects.get_or_create(slug="tenants", defaults={"name": "Tenants"})
    origin = initiative(world.kosice_city, "Nájmy")
    partner.post(
        NEW,
        {
            **ENOUGH,
            "partnership": str(world.youth.pk),
            "challenges": ["housing", "city-vibe"],
            "visibility": "own",
            "stage": "uptake",
            "place": str(world.prebold.pk),
            "language": "sl",
            "partners": [str(world.incubator.pk)],
            "audiences": ["tenants"],
            "began_on": "2026-03-01",
            "ends_on": "2026-09-01",
            "participation": "involve",
            "participation_reason": "They live there",
            "needs_kind": ["contacts", ""],
            "needs_text": [" Landlords’  addresses", ""],
            "offers_kind": ["space", "data"],
            "offers_text": ["A hall", "Rents"],
            "links_url": ["example.org/rents"],
            "links_words": ["Rents"],
            "adapted_from": f"https://magnet.example{origin.get_absolute_url()}",
        },
    )
    made = only_of(world)
    assert set(made.challenges.all()) == {world.housing, world.city_vibe}
    assert list(made.partners.all()) == [world.incubator]
    assert [one.slug for one in made.audiences.all()] == ["tenants"]
    assert (made.began_on, made.ends_on) == (date(2026, 3, 1), date(2026, 9, 1))
    assert (made.participation, made.participation_reason) == ("involve", "They live there")
    assert made.needs == [{"kind": "contacts", "text": "Landlords’ addresses"}]
    assert made.offers == [{"kind": "space", "text": "A hall"}, {"kind": "data", "text": "Rents"}]
    assert made.links == [{"url": "https://example.org/rents", "words": "Rents"}]
    assert made.adapted_from == origin
    assert (made.public, made.stage, made.place, made.language) == (False, "uptake", world.prebold, "sl")
    assert not Event.objects.about(made).get().public


@pytest.mark.parametrize(
    ("chosen", "kept", "unsure"),
    [(["unsure"], [], True), (["housing", "unsure"], ["housing"], False), ([], [], False)],
)
def test_not_knowing_the_challenge_is_an_answer(
    world: World, partner: Client, chosen: list[str], kept: list[str], unsure: bool
) -> None:
    partner.post(NEW, {**ENOUGH, "challenges": chosen})
    assert list(only().challenges.values_list("slug", flat=True)) == kept
    assert only().challenges_unsure is unsure
    assert ("Not known yet" in partner.get(only().get_absolute_url()).content.decode()) is unsure


def test_what_it_is_adapted_from_comes_along_with_the_link(world: World, partner: Client) -> None:
    origin = initiative(world.kosice_city, "Nájmy")
    own = initiative(world.kosice_city, "Hidden", public=False)
    page = partner.get(f"{NEW}?from={origin.slug}").content.decode()
    assert f'value="{origin.get_absolute_url()}"' in page
    for slug in (own.slug, "%00", "nothing"):
        assert own.get_absolute_url() not in partner.get(f"{NEW}?from={slug}").content.decode()
    answer = partner.post(NEW, {**ENOUGH, "adapted_from": own.get_absolute_url()})
    assert "adapted_from" in answer.context["form"].errors


def test_the_form_is_prefilled_and_asks_for_two_things(world: World, partner: Client) -> None:
    page = partner.get(NEW).content.decode()
    form = page[page.index('action="/en/initiatives/new/"') :]
    asked, _details, folded = form.partition("<details")
    assert asked.count("(optional)") == 2  # challenges and photos: the rest has an answer already
    assert asked.count("aria-required") == 2
    assert "<details" in folded
    assert " open" not in "".join(re.findall(r"<details[^>]*>", folded))
    assert "For Celje Youth Centre" in page
    assert re.search(r'name="visibility" value="public"[^>]*checked', form)
    assert "I don’t know yet" in form
    assert "Own affair" not in form


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": ""}, "title", "Fill this in."),
        ({"title": " \t "}, "title", "Fill this in."),
        ({"text": ""}, "text", "Fill this in."),
        ({"title": "x" * 141}, "title", "Shorten this to 140 characters"),
        ({"text": "x" * 10_001}, "text", "Shorten this to 10000 characters"),
        ({"title": "Half\x00way"}, "title", "cannot be stored"),
        ({"text": "Half\x00way"}, "text", "cannot be stored"),
        ({"challenges": ["nothing"]}, "challenges", "not one of your alliance’s"),
        ({"challenges": ["kosice-own"]}, "challenges", "not one of your alliance’s"),
        ({"challenges": ["\x00"]}, "challenges", "cannot be stored"),
        ({"place": NOBODYS}, "place", "not one of your alliance’s"),
        ({"place": "nothing"}, "place", "not one of your alliance’s"),
        ({"stage": "nothing"}, "stage", "Select a valid choice"),
        ({"language": "xx"}, "language", "Select a valid choice"),
        ({"visibility": "nobody"}, "visibility", "Select a valid choice"),
        ({"partnership": NOBODYS}, "partnership", "cannot log an initiative for this organisation"),
        ({"partnership": "\x00"}, "partnership", "cannot be stored"),
        ({"key": "nothing"}, "key", "valid UUID"),
        ({"partners": [str(uuid4())]}, "partners", "not one of your alliance’s"),
        ({"audiences": ["nobody"]}, "audiences", "nothing by this name"),
        ({"began_on": "tomorrow"}, "began_on", "year-month-day"),
        ({"began_on": "2026-03-01", "ends_on": "2026-02-01"}, "ends_on", "before the first one"),
        ({"participation": "nothing"}, "participation", "Select a valid choice"),
        ({"needs_kind": ["", ""], "needs_text": ["A hall", ""]}, "needs", "Choose a kind"),
        ({"needs_kind": ["nothing"], "needs_text": ["A hall"]}, "needs", "nothing by this name"),
        ({"offers_kind": ["space"] * 9, "offers_text": ["A hall"] * 9}, "offers", "At most 8 lines"),
        ({"offers_kind": ["space"], "offers_text": ["x" * 201]}, "offers", "Shorten this to 200 characters"),
        ({"needs_kind": ["space"], "needs_text": ["Half\x00way"]}, "needs", "cannot be stored"),
        ({"links_url": ["javascript:alert(1)"]}, "links", "no address of a page"),
        ({"links_words": ["Only words"]}, "links", "Something is missing"),
        ({"adapted_from": "nothing"}, "adapted_from", "No initiative has this address"),
        ({"adapted_from": "\x00"}, "adapted_from", "cannot be stored"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_everything_typed_is_kept(
    world: World, partner: Client, wrong: dict[str, Any], field: str, words: str
) -> None:
    sent = {**ENOUGH, "challenges": ["housing"], "stage": "uptake", **wrong}
    answer = partner.post(NEW, sent)
    assert answer.status_code == 422
    assert not Initiative.objects.exists()
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    page = answer.content.decode()
    assert "<title>Error:" in page
    assert words in page
    for kept in {"title", "text"} - {field}:
        assert ENOUGH[kept].split("\r\n")[0] in page
    if field not in ("challenges", "stage"):
        assert '<option value="uptake" selected>' in page


def test_another_alliances_organisation_and_place_are_refused(world: World, partner: Client) -> None:
    answer = partner.post(NEW, {**ENOUGH, "partnership": str(world.kosice_city.pk)})
    assert "partnership" in answer.context["form"].errors
    place = str(world.prebold.pk)
    answer = client_of(world, "kosice_coordinator").post(NEW, {**ENOUGH, "place": place})
    assert "place" in answer.context["form"].errors
    assert not Initiative.objects.exists()


def test_two_thousand_fields_are_refused_in_words_and_what_was_typed_stays(
    world: World, partner: Client
) -> None:
    answer = partner.post(NEW, {**ENOUGH, **{f"field{number}": "x" for number in range(2_000)}})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Far more came with this form than it asks for" in page
    assert ENOUGH["title"] in page
    assert ENOUGH["text"].split("\r\n")[0] in page
    assert not Initiative.objects.exists()


def test_fields_nobody_asked_for_change_nothing(world: World, partner: Client) -> None:
    partner.post(
        NEW,
        {
            **ENOUGH,
            "author": str(world.coordinator.pk),
            "demo": "on",
            "slug": "mine",
            "public": "",
            "id": "1",
        },
    )
    made = only()
    assert (made.author, made.demo, made.slug, made.public) == (
        world.partner,
        False,
        "table-tennis-at-noon",
        True,
    )


def test_a_form_sent_twice_logs_one(world: World, partner: Client) -> None:
    key = str(uuid4())
    first = partner.post(NEW, {**ENOUGH, "key": key})
    second = partner.post(NEW, {**ENOUGH, "key": key})
    assert first["Location"] == second["Location"]
    assert Event.objects.about(only()).count() == 1


def test_a_form_gone_back_to_and_written_anew_loses_no_word(world: World, partner: Client) -> None:
    key = str(uuid4())
    first = partner.post(NEW, {**ENOUGH, "key": key})
    other = {**ENOUGH, "key": key, "text": "And a second table."}
    assert partner.post(NEW, other)["Location"] == partner.post(NEW, other)["Location"] != first["Location"]
    assert sorted(one.body for one in Initiative.objects.all()) == [
        "And a second table.",
        "We set up a table.\nCome and play.",
    ]


def test_somebody_elses_key_opens_nothing(world: World, partner: Client) -> None:
    theirs = initiative(world.incubator, by=world.other_member)
    answer = partner.post(NEW, {**ENOUGH, "key": str(theirs.pk)})
    assert answer.status_code == 422
    assert "cannot be sent again" in answer.content.decode()
    assert only() == theirs


def test_who_works_for_two_organisations_chooses(world: World, partner: Client) -> None:
    Membership.begin(person=world.partner, partnership=world.kosice_city, role="member", by=None)
    page = partner.get(NEW).content.decode()
    assert "For which organisation?" in page
    assert "Own affair" in page
    sent = {**ENOUGH, "partnership": str(world.kosice_city.pk), "challenges": ["housing"]}
    answer = partner.post(NEW, sent)
    assert answer.status_code == 422
    assert "belongs to another alliance" in str(answer.context["form"].errors["challenges"])
    partner.post(NEW, {**sent, "challenges": ["kosice-own"]})
    assert only().partnership == world.kosice_city


def test_an_administrator_logs_for_any_organisation_but_must_name_it(world: World) -> None:
    administrator = client_of(world, "administrator")
    assert administrator.post(NEW, ENOUGH).status_code == 422
    administrator.post(NEW, {**ENOUGH, "partnership": str(world.incubator.pk)})
    assert only().partnership == world.incubator


def test_who_left_the_organisation_logs_no_more(world: World, partner: Client) -> None:
    assert partner.get(NEW).status_code == 200
    Membership.objects.get(person=world.partner).end(by=world.coordinator)
    assert partner.post(NEW, ENOUGH).status_code == 403
    assert not Initiative.objects.exists()


def test_afterwards_it_says_who_adds_blocks_and_what_is_close(world: World, partner: Client) -> None:
    initiative(world.incubator, "Chess for all", challenges=[world.city_vibe])
    answer = partner.post(NEW, {**ENOUGH, "challenges": ["city-vibe"]}, follow=True)
    page = answer.content.decode()
    assert "The coordinator of Local Alliance Celje adds its innovation blocks next." in page
    assert "Chess for all" in page
    assert "Same challenge: City vibe" in page
    other = client_of(world, "coordinator").get(f"{only_of(world).get_absolute_url()}?logged")
    assert "You need do nothing more" not in other.content.decode()


def only_of(world: World) -> Initiative:
    return Initiative.objects.get(author=world.partner)


def test_the_form_is_bounded_in_queries(
    world: World, partner: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        partner.get(NEW)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Odprto dvorišče", "odprto-dvorisce"),
        ("Đurđica", "durdica"),
        ("Ώρα", "initiative"),
        ("New", "new-2"),
        ("…", "initiative"),
    ],
)
def test_addresses_are_made_of_titles(world: World, title: str, slug: str) -> None:
    assert initiative(world.youth, title).slug == slug


@pytest.mark.django_db(transaction=True)
def test_the_same_title_in_the_same_moment_gets_two_addresses() -> None:
    stage = cast()

    def log(_number: int) -> str:
        try:
            return initiative(stage.youth, "The same", by=stage.partner).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        slugs = list(crowd.map(log, range(6)))
    assert len(set(slugs)) == 6
    assert Initiative.objects.count() == 6
