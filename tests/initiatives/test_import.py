"""A coordinator's table becomes initiatives: each row judged in words, the good ones all taken in, or none."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from activity.models import Event, Owed, perform
from alliances.models import Membership
from initiatives import importing
from initiatives.judging import COLUMNS
from initiatives.models import Import, Initiative
from initiatives.models.importing import JOB
from people.models import Draft
from search.models import Entry
from tests.who import client_of, statuses, table
from tests.world import World, initiative

URL = "/en/initiatives/import/"
HEAD = "Title;What is happening?;Organisation;Challenges;Stage;Place;Language;Who may read it?"
GOOD = [
    "Open courtyard;We open;Celje Youth Centre;Housing | city vibe;Prototyping and testing;celje;English;Everybody",
    "Chess;We play;youth-centre;;;;;",
    "Čebele;Panji na strehi;BUSINESS  INCUBATOR;;ideja;;sl;Samo naše zavezništvo",
]
BAD = {
    ";We play;youth-centre": "The title is missing.",
    f"{'x' * 141};We play;youth-centre": "The title has more than 140 characters.",
    "Draughts;;youth-centre": "It does not say what is happening.",
    f"Go;{'x' * 10_001};youth-centre": "told in more than 10,000 characters",
    "Ludo;We play;City of Košice": "No organisation of this alliance is called “City of Košice”.",
    "Dice;We play;youth-centre;Own affair": "No challenge of this alliance is called “Own affair”.",
    "Cards;We play;youth-centre;;somewhen": "There is no stage called “somewhen”.",
    "Tag;We play;youth-centre;;;Atlantis": "No place of this alliance is called “Atlantis”.",
    "Ball;We play;youth-centre;;;;Latin": "“Latin” is none of the five languages.",
    "Run;We play;youth-centre;;;;;nobody": "“nobody” does not say who may read it.",
    "chess!;Again;Celje Youth Centre": "Row 3 says the same already.",
    "Wide;We play;youth-centre;;;;;;and more": "It has more cells than the header.",
    "<b>Bold</b>;We play;<script>alert(1)</script>": "called “&lt;script&gt;alert(1)&lt;/script&gt;”",
}


def file(*lines: str, name: str = "table.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join([HEAD, *lines]).encode(encoding))


@pytest.fixture
def coordinator(world: World) -> Client:
    return client_of(world, "coordinator")


def brought(client: Client, *lines: str, **fields: Any) -> Import:
    answer = client.post(URL, {"file": file(*lines, **fields)})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.newest_first()[0]


def taken_in(client: Client, source: Import, how: str = "published") -> Import:
    client.post(f"{source.get_absolute_url()}take/", {"as": how})
    source.refresh_from_db()
    perform(Owed.objects.get(task=JOB, key=f"{source.pk}:{source.run}").pk)
    source.refresh_from_db()
    return source


def test_who_may_import(world: World, coordinator: Client) -> None:
    source = brought(coordinator, *GOOD)
    assert statuses(world, lambda client: client.get(URL)) == table(302, 403, 403, 403, 200, 200, 200)
    one = table(302, 403, 403, 403, 200, 404, 200)
    assert statuses(world, lambda client: client.get(source.get_absolute_url())) == one
    for act in ("take", "cancel"):
        url = f"{source.get_absolute_url()}{act}/"
        assert client_of(world, "kosice_coordinator").post(url).status_code == 404
        assert client_of(world, "partner").post(url).status_code == 403
    # Nobody brings anything into an alliance that is not theirs.
    sent = {"alliance": "celje", "file": file(*GOOD)}
    strange = client_of(world, "kosice_coordinator").post(URL, sent)
    assert strange.status_code == 422
    assert not Owed.objects.filter(task=JOB).exists()


def test_each_bad_row_is_named_and_the_good_ones_are_ready(coordinator: Client) -> None:
    source = brought(coordinator, *GOOD, *BAD)
    page = coordinator.get(source.get_absolute_url()).content.decode()
    assert "3 rows are ready" in page
    assert f"{len(BAD)} rows with problems" in page
    for words in BAD.values():
        assert words in page
    assert "<script>alert" not in page
    slovene = coordinator.get(source.get_absolute_url().replace("/en/", "/sl/")).content.decode()
    assert not [words for words in BAD.values() if words in slovene]
    assert not Initiative.objects.exists()


def test_the_good_rows_are_published_and_found(world: World, coordinator: Client) -> None:
    source = taken_in(coordinator, brought(coordinator, *GOOD, *BAD))
    assert (source.state, source.done) == ("done", 3)
    first, chess, bees = (Initiative.objects.get(title=row.partition(";")[0]) for row in GOOD)
    assert (first.title, first.stage, first.place) == (
        "Open courtyard",
        "prototyping_testing",
        world.celje_place,
    )
    assert set(first.challenges.all()) == {world.housing, world.city_vibe}
    assert (chess.partnership, chess.stage, chess.language, chess.public) == (world.youth, "idea", "en", True)
    assert (bees.partnership, bees.language, bees.public) == (world.incubator, "sl", False)
    assert Entry.objects.filter(subject_id=bees.pk, public=False).exists()
    assert {row.author for row in Initiative.objects.all()} == {world.coordinator}
    # One event tells of all; each of them keeps its own for the record.
    told = Event.objects.about(source).values_list("kind", flat=True)
    assert set(told) == {"import.asked", "import.done"}
    assert Event.objects.about(first).get().kind == "initiative.imported"
    page = coordinator.get(source.get_absolute_url()).content.decode()
    assert "3 initiatives are published" in page
    assert first.get_absolute_url() in page


def test_bringing_it_again_doubles_nothing(world: World, coordinator: Client) -> None:
    initiative(world.youth, "CHESS", by=world.partner)
    taken_in(coordinator, brought(coordinator, *GOOD))
    assert Initiative.objects.count() == 3
    again = brought(
        coordinator, *GOOD, "New one;It is new;youth-centre", name="other name.csv", encoding="cp1250"
    )
    assert (again.good, again.guessed) == (1, True)
    page = coordinator.get(again.get_absolute_url()).content.decode()
    assert "3 of them are here already and are not imported again." in page
    assert "Look whether letters such as č, š and ž are right" in page
    taken_in(coordinator, again)
    assert Initiative.objects.count() == 4
    # Two files of the same rows, read before either was taken in.
    one, two = brought(coordinator, "Late;x;youth-centre"), brought(coordinator, "Late;x;youth-centre")
    taken_in(coordinator, one)
    taken_in(coordinator, two)
    assert Initiative.objects.filter(title="Late").count() == 1


def test_as_drafts_they_wait_for_whoever_asked_and_publish_as_they_stand(
    world: World, coordinator: Client
) -> None:
    source = taken_in(coordinator, brought(coordinator, *GOOD), "drafts")
    assert not Initiative.objects.exists()
    assert {draft.person for draft in Draft.objects.all()} == {world.coordinator}
    page = coordinator.get(source.get_absolute_url()).content.decode()
    draft = next(one for one in Draft.objects.all() if one.title == "Open courtyard")
    assert f"/en/initiatives/new/?draft={draft.pk}" in page
    form = coordinator.get(f"/en/initiatives/new/?draft={draft.pk}").content.decode()
    assert "Open courtyard" in form
    posted = draft.data
    posted["draft"] = str(draft.pk)
    assert coordinator.post("/en/initiatives/new/", posted).status_code == 302
    made = Initiative.objects.get()
    assert (made.partnership, made.stage) == (world.youth, "prototyping_testing")
    # Neither what waits nor what was published comes again.
    assert brought(coordinator, *GOOD).good == 0


def test_when_it_breaks_off_nothing_stays(
    world: World, coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = brought(coordinator, *GOOD)
    publish, made = importing.publish, []

    def breaks(row: Any, *args: Any) -> None:
        if len(made) == 2:
            raise ZeroDivisionError
        publish(row, *args)
        made.append(row.initiative)

    monkeypatch.setattr(importing, "publish", breaks)
    taken_in(coordinator, source)
    assert len(made) == 2
    assert (source.state, Initiative.objects.count(), Entry.objects.filter(kind="initiative").count()) == (
        "failed",
        0,
        0,
    )
    page = coordinator.get(source.get_absolute_url()).content.decode()
    assert "Nothing was imported." in page
    monkeypatch.undo()
    assert taken_in(coordinator, source).state == "done"
    assert Initiative.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_cancelled_on_the_way_nothing_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator = client_of(world, "coordinator")
    source = brought(coordinator, *GOOD)
    coordinator.post(f"{source.get_absolute_url()}take/", {"as": "published"})
    monkeypatch.setattr(importing, "EVERY", 1)
    publish = importing.publish
    seen = []

    def cancelling(row: Any, *args: Any) -> None:
        publish(row, *args)
        seen.append(Import.objects.get(pk=source.pk).done)
        # Seen by everybody while the job's transaction is still open.
        page = args[-2]  # whoever asked
        if len(seen) == 2:
            with_own_connection(lambda: Import.objects.get(pk=source.pk).cancel(by=page))

    monkeypatch.setattr(importing, "publish", cancelling)
    perform(Owed.objects.get(task=JOB).pk)
    source.refresh_from_db()
    assert seen == [0, 1]
    assert source.state == "cancelled"
    assert not Initiative.objects.exists()


def with_own_connection(act: Any) -> None:
    with importing.Beside() as beside:
        beside.do(act)


def test_without_the_right_any_more_nothing_is_imported(world: World, coordinator: Client) -> None:
    source = brought(coordinator, *GOOD)
    coordinator.post(f"{source.get_absolute_url()}take/", {"as": "published"})
    Membership.objects.filter(person=world.coordinator).update(role="member")
    perform(Owed.objects.get(task=JOB).pk)
    source.refresh_from_db()
    assert source.state == "failed"
    assert "no longer coordinates" in source.trouble
    assert not Initiative.objects.exists()


def test_how_far_it_is_shows_with_and_without_scripts(coordinator: Client) -> None:
    source = brought(coordinator, *GOOD)
    coordinator.post(f"{source.get_absolute_url()}take/", {"as": "published"})
    url = source.get_absolute_url()
    assert '<meta http-equiv="refresh"' in coordinator.get(url).content.decode()
    Import.objects.update(state="working", done=1)
    bar = coordinator.get(url, headers={"HX-Request": "true", "HX-Target": "bar"})
    assert "Row 1 of 3" in bar.content.decode()
    assert "<html" not in bar.content.decode()
    coordinator.post(f"{url}cancel/")
    end = coordinator.get(url, headers={"HX-Request": "true", "HX-Target": "bar"})
    assert end["HX-Retarget"] == "#progress"
    assert "Cancelled. Nothing was imported." in end.content.decode()


@pytest.mark.parametrize("sent", [
    {}, {"file": SimpleUploadedFile("a.csv", b"Title;Other\nA;B")},
    {"file": SimpleUploadedFile("a.csv", b"Title;title;What is happening?\nA;B;C")},
    {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04nothing")}, {"file": "a.csv"},
    {"file": SimpleUploadedFile("a.csv", b"Title\nA"), "alliance": "kosice\x00"},
])  # fmt: skip
def test_what_cannot_be_read_comes_back_in_words(coordinator: Client, sent: Any) -> None:
    answer = coordinator.post(URL, sent)
    assert answer.status_code == 422
    assert "Something is missing or not right" in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("language", ["en", "sl", "hr", "it", "sk"])
def test_the_template_filled_in_comes_back_whole(coordinator: Client, language: str) -> None:
    url = URL.replace("/en/", f"/{language}/")
    book = load_workbook(io.BytesIO(coordinator.get(f"{url}template.xlsx").content))
    head = [cell.value for cell in book.worksheets[0][1]]
    assert len(head) == len(COLUMNS)
    assert coordinator.get(f"{url}template.csv").content.decode("utf-8-sig").strip() == ",".join(
        f'"{name}"' for name in head
    )
    choices = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    stage = choices[head[4]].split(": ")[1].split(",")[2].strip()
    book.worksheets[0].append(["Chess", "We play", "youth-centre", None, stage])
    out = io.BytesIO()
    book.save(out)
    answer = coordinator.post(url, {"file": SimpleUploadedFile("filled.xlsx", out.getvalue())})
    assert answer.status_code == 302
    source = Import.objects.get()
    assert (source.good, source.language) == (1, language)
    assert coordinator.get(f"{url}template.exe").status_code == 404


def test_five_thousand_rows_are_read_at_once(coordinator: Client, django_assert_max_num_queries: Any) -> None:
    lines = [f"Initiative {number};Something;youth-centre" for number in range(5_000)]
    with django_assert_max_num_queries(60):
        source = brought(coordinator, *lines)
    assert source.good == 5_000
    with django_assert_max_num_queries(20):
        assert coordinator.get(source.get_absolute_url()).status_code == 200


def test_old_imports_are_forgotten_and_their_initiatives_stay(coordinator: Client) -> None:
    source = taken_in(coordinator, brought(coordinator, *GOOD))
    importing.forget(source.created_at + importing.KEPT)
    assert Import.objects.exists()
    importing.forget(source.created_at + importing.KEPT * 2)
    assert not Import.objects.exists()
    assert Initiative.objects.count() == 3
