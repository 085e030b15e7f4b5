"""The pages of translations over HTTP: who may, what is kept, what a reader is offered."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity.models import Event
from challenges.models import AdoptionUpdate, Challenge
from initiatives.models import Update
from people.models import Draft
from search.models import Entry
from tests.who import client_of, statuses, table
from tests.world import World, adoption, initiative, visit
from translations.actions import translate

WRITE = "/en/translations/challenge/housing/sk/"
SLOVAK = {"title": "Bývanie", "summary": "Kto nemá domov, odíde"}


def made(world: World, **changes: object) -> None:
    asked: dict = {"texts": SLOVAK, "of": 1, "seen": 0, "by": world.kosice_coordinator} | changes
    translate(world.housing, language="sk", **asked)


@pytest.fixture
def kosice(world: World) -> Client:
    return client_of(world, "kosice_coordinator")


def test_who_adopts_translates_into_their_own_language(world: World, kosice: Client) -> None:
    page = kosice.get("/sk/challenges/housing/").content.decode()
    assert reverse("translations:write", args=["challenge", "housing", "sk"]).removeprefix("/en") in page
    sent = kosice.post("/sk" + WRITE.removeprefix("/en"), {**SLOVAK, "of": 1, "seen": 0})
    assert (sent.status_code, sent["Location"]) == (302, "/sk/challenges/housing/")
    page = kosice.get(sent["Location"]).content.decode()
    assert "Kto nemá domov, odíde" in page
    assert "City of Košice" in page, "who translated is shown"
    assert 'href="?lang=original"' in page, "the original is one click away"
    original = kosice.get("/sk/challenges/housing/?lang=original").content.decode()
    assert "Housing in a line" in original
    assert 'href="/sk/challenges/housing/"' in original, "and so is the way back"


def test_nothing_is_offered_where_the_languages_agree(world: World, client: Client) -> None:
    made(world)
    page = client.get("/en/challenges/housing/").content.decode()
    assert "language-strip" not in page
    assert "lang=original" not in page


def test_what_was_typed_is_kept_beside_what_is_wrong(kosice: Client) -> None:
    sent = kosice.post(WRITE, {"title": "x" * 141, "summary": "Kto nemá\0", "of": 1, "seen": "many"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "x" * 141 in page
    assert "Shorten this to 140 characters" in page
    assert Challenge.objects.get(slug="housing").renderings() == {}


def test_two_translators_at_once_see_both_texts_and_choose(world: World, kosice: Client) -> None:
    began = kosice.get(WRITE).context["form"]
    read = began["read"].value()
    made(world)
    mine = {"title": "Domov", "summary": "", "of": 1, "seen": 0, "read": read}
    sent = kosice.post(WRITE, mine)
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "Two of you wrote at once" in page
    assert "Translated by City of Košice." in page
    conflict = sent.context["conflict"]
    assert [(one.field.name, one.theirs, one.mine, one.stands) for one in conflict.answers] == [
        ("title", ["Bývanie"], ["Domov"], "mine"),
        ("summary", ["Kto nemá domov, odíde"], [], "theirs"),
    ], "what only the other one wrote stands as theirs at first"
    choices = {one.stands_name: one.stands for one in conflict.answers}
    carried = dict(conflict.carried) | {name: text for one in conflict.answers for name, text in one.carried}
    again = kosice.post(WRITE, {**carried, **choices, "title": "Domov", "summary": ""})
    assert again.status_code == 302
    kept = Challenge.objects.get(slug="housing").renderings()["sk"]
    assert (kept.texts, kept.saved) == ({"title": "Domov", "summary": "Kto nemá domov, odíde"}, 2)


def test_who_translated_an_older_original_keeps_their_text_and_reads_the_new(
    world: World, kosice: Client
) -> None:
    Challenge.objects.filter(slug="housing").update(version=2, summary="Housing in two lines")
    sent = kosice.post(WRITE, {**SLOVAK, "of": 1, "seen": 0})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "The original changed while you were translating." in page
    assert "Housing in two lines" in page
    assert "Kto nemá domov, odíde" in page
    assert sent.context["form"]["of"].value() == 2
    assert kosice.post(WRITE, {**SLOVAK, "of": 2, "seen": 0}).status_code == 302


def test_a_draft_is_kept_for_its_writer_alone_and_goes_when_published(world: World, kosice: Client) -> None:
    saved = kosice.post(WRITE, {"title": "Býv", "act": "save_draft", "of": 1, "seen": 0})
    draft = Draft.objects.get()
    assert saved["Location"] == f"{WRITE}?draft={draft.pk}"
    assert "Býv" in kosice.get(saved["Location"]).content.decode()
    assert "Býv" not in client_of(world, "coordinator").get(saved["Location"]).content.decode()
    kosice.post(WRITE, {**SLOVAK, "of": 1, "seen": 0, "draft": draft.pk})
    assert not Draft.objects.exists()


def test_a_stale_one_shows_its_difference_to_reader_and_writer(world: World, kosice: Client) -> None:
    made(world)
    Challenge.objects.filter(slug="housing").update(version=2, summary="Housing in two lines")
    reader = Client().get("/sk/challenges/housing/").content.decode()
    assert "language-strip--stale" in reader
    changes = Client().get(f"{WRITE}changes/")
    assert "<del>a</del>" in changes.content.decode()
    assert "<ins>two</ins>" in changes.content.decode()
    writer = kosice.get(WRITE).content.decode()
    assert "<ins>two</ins>" in writer
    assert "<del>Housing" not in writer, "the title did not change"
    desk = kosice.get("/en/me/").content.decode()
    assert WRITE in desk, "its translator finds it on their desk"
    translate(
        Challenge.objects.get(slug="housing"),
        language="sk",
        texts=SLOVAK,
        of=2,
        seen=1,
        by=world.kosice_coordinator,
    )
    assert WRITE not in kosice.get("/en/me/").content.decode()
    assert "language-strip--stale" not in Client().get("/sk/challenges/housing/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "nothing/housing/sk",
        "challenge/nothing/sk",
        "challenge/housing/en",
        "challenge/housing/xx",
        "block/city-vibe/sk",
    ],
)
def test_nonsense_is_not_found(world: World, address: str) -> None:
    asked = statuses(world, lambda client: client.get(f"/en/translations/{address}/"))
    assert asked == table(302, 404, 404, 404, 404, 404, 404)


def test_the_list_of_languages_says_how_each_stands(world: World) -> None:
    made(world)
    page = client_of(world, "coordinator").get("/en/translations/challenge/housing/").content.decode()
    assert "Translated by City of Košice." in page
    assert page.count("Not translated yet.") == 3
    assert page.count("/en/translations/challenge/housing/") >= 4


def test_a_page_of_a_translation_costs_no_query_a_section(world: World, kosice: Client) -> None:
    made(world)
    kosice.get(WRITE)
    with CaptureQueriesContext(connection) as queries:
        kosice.get(WRITE)
    assert len(queries) <= 9


def test_updates_visits_and_adoptions_are_read_in_ones_language_with_the_original_one_click_away(
    world: World,
) -> None:
    made = adoption(world.housing, world.kosice, who=world.kosice_coordinator, language="sk")
    told: dict[str, Any] = {"text": "Begin with the neighbours", "language": "en"}
    along = AdoptionUpdate.add(
        adoption=made, alliance=world.kosice, kind="lesson", by=world.kosice_coordinator, **told
    )
    logged = initiative(world.youth, by=world.partner)
    update = Update.add(about=logged, kind="lesson", by=world.partner, **told)
    coming = visit(world, "Courtyards up close", text="Where they meet")
    for word, thing, texts, who in (
        ("update", update, {"body": "Najprej soseda"}, "partner"),
        ("adoption-update", along, {"body": "Najprej soseda"}, "coordinator"),
        (
            "adoption",
            made,
            {"kept": "Odprta vrata", "changed": "Ure", "first_step": "Vprašamo"},
            "coordinator",
        ),
        ("visit", coming, {"title": "Dvorišča od blizu", "body": "Kjer se srečajo"}, "coordinator"),
    ):
        client, page = client_of(world, who), thing.get_absolute_url().replace("/en/", "/sl/")
        key = getattr(thing, "slug", thing.pk)
        url = f"/sl/translations/{word}/{key}/sl/"
        assert url in client.get(page).content.decode(), word
        assert client.post(url, {**texts, "of": 1, "seen": 0})["Location"] == page, word
        found = Client().get(page).content.decode()
        first = next(iter(texts.values()))
        assert first in found, word
        original = next(iter(thing.own_texts.values()))
        if word.endswith("update"):
            assert original in found, "the original is folded away beneath"
            assert url not in client.get(page).content.decode()
        else:
            assert original not in found.split("<main")[1].split("</h1>")[0]
            assert original in Client().get(f"{page}?lang=original").content.decode()
    assert Entry.objects.filter(subject_id=coming.pk, language="sl", title="Dvorišča od blizu").exists()
    assert Event.objects.filter(kind="translation.published", subject_id=made.pk).count() == 2
    coming.call_off(by=world.coordinator, reason="Snow")
    assert client_of(world, "coordinator").get(f"/sl/translations/visit/{coming.slug}/sl/").status_code == 410
