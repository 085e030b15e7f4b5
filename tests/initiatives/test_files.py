"""Photos and PDFs of initiatives: from the form, through the draft, to whoever may see them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from activity.models import Event
from activity.tidying import tidy_files
from initiatives.models import Initiative, InitiativeFile
from people.models import Draft, DraftFile, owner_token
from tests import uploads
from tests.who import client_of, statuses, table
from tests.world import World, initiative
from web.exceptions import DomainError
from web.files import MOST, FileAnswers
from web.uploads import LARGEST, folder

NEW = "/en/initiatives/new/"
ENOUGH = {"title": "Table tennis at noon", "text": "We set up a table."}


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def partner(world: World) -> Client:
    return client_of(world, "partner")


def put(world: World, made: Initiative, *sent: Any, alt: str = "A table in the sun") -> list[InitiativeFile]:
    """Let ``made`` have the uploads ``sent``, as its form would."""
    sheet = uuid4()
    assert DraftFile.keep(sent, sheet=sheet, form="tests", by=world.partner) == []
    waiting = DraftFile.objects.of_sheet(sheet, "tests").in_order()
    InitiativeFile.put(
        initiative=made, answers=FileAnswers(added=[(file, alt) for file in waiting]), by=world.partner
    )
    return list(InitiativeFile.objects.standing().filter(initiative=made).in_order())


def on_disk() -> set[str]:
    return {str(path.relative_to(folder())) for path in folder().glob("*/*")}


# --- from the form -----------------------------------------------------------------------------------
def test_photos_and_papers_come_along_when_it_is_logged(world: World, partner: Client) -> None:
    partner.post(NEW, {**ENOUGH, "attached": [uploads.photo(), uploads.pdf()]})
    made = Initiative.objects.get()
    photo, paper = made.files.in_order()
    assert (photo.name, paper.name, photo.added_by) == ("court.webp", "plan.pdf", world.partner)
    assert not DraftFile.objects.exists()
    # The one event tells both.
    assert [event.kind for event in Event.objects.about(made)] == ["initiative.logged"]
    page = partner.get(made.get_absolute_url()).content.decode()
    assert photo.page_url in page
    assert 'alt="A photo of Table tennis at noon"' in page
    assert paper.page_url in page
    assert photo.card_url in partner.get("/en/initiatives/").content.decode()


def test_a_form_that_comes_back_has_lost_no_file_and_no_word(partner: Client) -> None:
    answer = partner.post(
        NEW, {"text": "No title yet", "draft": (sheet := str(uuid4())), "attached": uploads.photo()}
    )
    assert answer.status_code == 422
    waiting = DraftFile.objects.get()
    alt = f"attached-alt-{waiting.pk}"
    assert waiting.card_url in answer.content.decode()
    again = partner.post(NEW, {"text": "No title yet", "draft": sheet, alt: "Two young people at a table"})
    assert again.status_code == 422
    assert "Two young people at a table" in again.content.decode()
    partner.post(NEW, {**ENOUGH, "draft": sheet, alt: " Two young people at a  table "})
    assert Initiative.objects.get().files.get().alt == "Two young people at a table"


def test_save_draft_keeps_files_for_the_writer_alone(world: World, partner: Client) -> None:
    data = {
        **ENOUGH,
        "draft": str(uuid4()),
        "act": "save_draft",
        "attached": [uploads.photo(), uploads.photo()],
    }
    url = partner.post(NEW, data)["Location"]
    waiting = DraftFile.objects.get()  # the same photo twice is kept once
    assert waiting.card_url in partner.get(url).content.decode()
    assert partner.get(waiting.card_url).status_code == 200
    assert statuses(world, lambda client: client.get(waiting.card_url)) == table(
        302, 404, 404, 200, 404, 404, 404
    )
    # Under another draft of the same writer it is not there.
    other = waiting.card_url.replace(str(waiting.sheet), str(uuid4()))
    assert partner.get(other).status_code == 404


def test_a_script_uploads_at_once_and_hears_what_was_refused(world: World, partner: Client) -> None:
    sheet, form = uuid4(), "initiative.log"
    url = f"/en/me/drafts/{sheet}/files/"
    signed = {"draft_form": form, "draft_owner": owner_token(world.partner, form)}
    bad = SimpleUploadedFile("drawing.svg", uploads.SVG, "image/png")
    part = partner.post(url, {**signed, "attached": [uploads.photo(), bad]}).content.decode()
    waiting = DraftFile.objects.get()
    assert waiting.card_url in part
    assert "“drawing.svg” is neither a photo" in part
    # Another's form, or none, takes no files.
    strangers = client_of(world, "other_member")
    assert strangers.post(url, {**signed, "attached": uploads.photo(colour="red")}).status_code == 403
    assert DraftFile.objects.count() == 1


def test_what_was_posted_after_the_session_ended_is_kept_with_its_files(world: World) -> None:
    form, sheet = "initiative.log", uuid4()
    data = {
        **ENOUGH, "draft": sheet, "draft_form": form, "draft_version": 0, "draft_turn": 0,
        "draft_owner": owner_token(world.partner, form), "attached": uploads.photo(),
    }  # fmt: skip
    assert "/accounts/login/" in Client().post(NEW, data)["Location"]
    assert DraftFile.objects.get().person == world.partner
    forged = {**data, "draft": uuid4(), "draft_owner": "forged", "attached": uploads.photo()}
    Client().post(NEW, forged)
    assert DraftFile.objects.count() == 1


def test_each_bad_file_is_named_at_the_field_and_the_good_ones_stay(partner: Client) -> None:
    bad = [
        SimpleUploadedFile("a.png", uploads.SVG, "image/png"),
        SimpleUploadedFile("b.png", uploads.pixel_bomb(), "image/png"),
        SimpleUploadedFile("c.gif", uploads.HTML_IN_GIF, "image/gif"),
        SimpleUploadedFile("d.jpg", uploads.picture(size=(500, 500))[:1000], "image/jpeg"),
    ]
    answer = partner.post(
        NEW, {**ENOUGH, "draft": str(uuid4()), "attached": [*bad, uploads.photo("good.jpg")]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f"“{file.name}”" in page for file in bad)
    assert DraftFile.objects.get().name == "good.webp"
    assert not Initiative.objects.exists()


def test_fifty_megabytes_are_refused_without_being_kept(partner: Client) -> None:
    huge = SimpleUploadedFile("huge.jpg", uploads.picture() + bytes(50 * 1024 * 1024), "image/jpeg")
    answer = partner.post(NEW, {**ENOUGH, "attached": huge})
    assert answer.status_code == 422
    assert "“huge.jpg” is larger than 20.0" in answer.content.decode()
    assert on_disk() == set()
    assert LARGEST < 50 * 1024 * 1024


def test_more_files_than_there_is_room_for(world: World, partner: Client) -> None:
    made = initiative(world.youth, by=world.partner)
    many = [uploads.photo(f"{shade}.jpg", colour=f"rgb({shade * 20}, 0, 0)") for shade in range(MOST)]
    put(world, made, *many)
    data = {**ENOUGH, "draft": str(uuid4()), "attached": uploads.photo(colour="blue")}
    answer = partner.post(f"{made.get_absolute_url()}edit/", data)
    assert answer.status_code == 422
    assert f"There is room for {MOST} files here. Take some away." in answer.content.decode()
    # One away, one more: that fits.
    first = made.files.in_order()[0]
    data = {**ENOUGH, "draft": data["draft"], f"attached-off-{first.pk}": "1"}
    assert partner.post(f"{made.get_absolute_url()}edit/", data).status_code == 302
    assert made.files.standing().count() == MOST


def test_a_change_of_files_alone_is_told(world: World, partner: Client) -> None:
    made = initiative(world.youth, by=world.partner)
    photo, other = put(world, made, uploads.photo(), uploads.photo(colour="red"))
    told = Event.objects.about(made).filter(kind__endswith="changed")
    assert [event.kind for event in told.all()] == ["initiative.files_changed"]
    url = f"{made.get_absolute_url()}edit/"
    same = {"title": made.title, "text": made.body}
    partner.post(url, {**same, f"attached-alt-{photo.pk}": photo.alt, f"attached-alt-{other.pk}": other.alt})
    assert told.count() == 1
    partner.post(url, {**same, f"attached-alt-{photo.pk}": "The net", f"attached-off-{other.pk}": "1"})
    assert [file.alt for file in made.files.standing()] == ["The net"]
    assert [event.kind for event in told.all()] == ["initiative.files_changed"] * 2


def test_forged_ids_touch_nothing(world: World, partner: Client) -> None:
    others = initiative(world.kosice_city, by=world.kosice_coordinator)
    (theirs,) = put(world, others, uploads.photo())
    mine = initiative(world.youth, by=world.partner)
    data = {
        **ENOUGH,
        f"attached-alt-{theirs.pk}": "Mine now",
        f"attached-off-{theirs.pk}": "1",
        "attached-off-x": "1",
    }
    assert partner.post(f"{mine.get_absolute_url()}edit/", data).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.alt, theirs.removed_at) == ("A table in the sun", None)


@pytest.mark.parametrize("alt", ["x" * 301, "a\x00b"])
def test_a_description_too_long_or_broken_comes_back(world: World, partner: Client, alt: str) -> None:
    made = initiative(world.youth, by=world.partner)
    (photo,) = put(world, made, uploads.photo())
    answer = partner.post(f"{made.get_absolute_url()}edit/", {**ENOUGH, f"attached-alt-{photo.pk}": alt})
    assert answer.status_code == 422
    assert made.files.get().alt == "A table in the sun"


# --- to whoever may see it ---------------------------------------------------------------------------
def test_rights_are_asked_at_every_hit(world: World, partner: Client) -> None:
    made = initiative(world.youth, by=world.partner, public=False)
    photo, paper = put(world, made, uploads.photo(), uploads.pdf())
    for url in (photo.card_url, photo.page_url, paper.page_url):
        assert statuses(world, lambda client, url=url: client.get(url)) == table(
            404, 404, 200, 200, 200, 404, 200
        )
    answer = partner.get(photo.page_url)
    assert answer["Cache-Control"] == "private, no-cache"
    etag = answer["ETag"]
    assert partner.get(photo.page_url, headers={"If-None-Match": etag}).status_code == 304
    assert Client().get(photo.page_url, headers={"If-None-Match": etag}).status_code == 404
    made.change(
        by=world.partner, title="Open", text="To all", language="en", stage="idea", place=None, challenges=[],
        public=True,
    )  # fmt: skip
    assert Client().get(photo.page_url)["Cache-Control"] == "public, max-age=600"
    made.withdraw(by=world.partner, reason="It was a mistake")
    gone = partner.get(photo.page_url, headers={"If-None-Match": etag})
    assert gone.status_code == 410
    assert b"It was a mistake" in gone.content


def test_nothing_served_ever_runs(world: World, partner: Client) -> None:
    made = initiative(world.youth, by=world.partner)
    photo, paper = put(
        world, made, uploads.photo('x"; filename=evil.html\r\n.jpg'), uploads.pdf("načrt.html")
    )
    for file, kind, disposition in (
        (photo, "image/webp", "inline"),
        (paper, "application/pdf", "attachment"),
    ):
        answer = partner.get(file.page_url)
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"].startswith(disposition)
        assert "\n" not in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert b"".join(answer.streaming_content)[:4] in (b"RIFF", b"%PDF")


def test_addresses_that_lead_nowhere(world: World, partner: Client) -> None:
    made, other = initiative(world.youth, by=world.partner), initiative(world.youth, by=world.partner)
    (photo,) = put(world, made, uploads.photo())
    wrong = [
        photo.url("pdf"), photo.url("original"), photo.url("page-webp"),
        photo.page_url.replace(made.slug, other.slug), photo.page_url.replace(str(photo.pk), str(uuid4())),
    ]  # fmt: skip
    assert [partner.get(url).status_code for url in wrong] == [404] * 5
    for place in ("../../secret", "", "a\\b"):
        InitiativeFile.objects.update(place=place)
        assert partner.get(photo.page_url).status_code == 404


def test_what_was_taken_away_is_gone_at_once_and_from_the_disk_in_time(world: World, partner: Client) -> None:
    made = initiative(world.youth, by=world.partner)
    (photo,) = put(world, made, uploads.photo())
    InitiativeFile.put(initiative=made, answers=FileAnswers(removed=[photo]), by=world.partner)
    assert partner.get(photo.page_url).status_code == 410
    assert photo.page_url not in partner.get(made.get_absolute_url()).content.decode()
    made.withdraw(by=world.partner, reason="Twice")
    with pytest.raises(DomainError):
        InitiativeFile.put(initiative=made, answers=FileAnswers(described=[(photo, "x")]), by=world.partner)
    later = timezone.now() + timedelta(days=31)
    tidy_files(now=later)
    assert not InitiativeFile.objects.exists()
    assert on_disk() == set()


def test_tidying_takes_what_nothing_points_at_and_nothing_else(world: World) -> None:
    made = initiative(world.youth, by=world.partner)
    (stays,) = put(world, made, uploads.photo())
    kept, left, thrown = uuid4(), uuid4(), uuid4()
    for sheet, colour in ((kept, "red"), (left, "blue"), (thrown, "gold")):
        DraftFile.keep([uploads.photo(colour=colour)], sheet=sheet, form="f", by=world.partner)
    Draft.objects.create(pk=kept, person=world.partner, form="f", path="/")
    Draft.discard(pk=thrown, by=world.partner)
    (folder() / "aa" / "half.part").mkdir(parents=True)
    now = timezone.now()
    tidy_files(now=now)
    assert len(on_disk()) == 5, "what is young may still be on its way"
    for place in folder().glob("*/*"):
        os.utime(place, (1, 1))
    tidy_files(now=now)
    assert on_disk() == {stays.place, *DraftFile.objects.values_list("place", flat=True)}
    assert DraftFile.objects.count() == 2
    tidy_files(now=datetime.now(UTC) + timedelta(days=20))
    assert [file.sheet for file in DraftFile.objects.all()] == [kept]
    assert on_disk() == {stays.place, DraftFile.objects.get().place}
