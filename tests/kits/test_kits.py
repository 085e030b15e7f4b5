"""Transfer kits: made here, taken in elsewhere, equal by content; and every bad file refused whole."""

import io
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from activity.models import Event
from alliances.models import Alliance
from blocks.models import Choice, Tag
from challenges.models import Challenge, Theme
from initiatives.models import Initiative, InitiativeFile, Update, UpdateFile
from kits.format import LARGEST, LARGEST_INSIDE, SCHEMA, Kit, read
from kits.making import kit_of, packed, readable
from kits.models import Brought
from kits.taking import take
from people.models import DraftFile, Person
from search.models import Entry
from tests import uploads
from tests.who import client_of
from tests.world import World, adoption, initiative, person
from tests.world import world as make_world
from translations.actions import translate
from web.exceptions import DomainError
from web.files import FileAnswers

TAKEN = (Challenge, Initiative, Update, Tag, Alliance, Brought, InitiativeFile, UpdateFile)
BRING = "/en/kits/new/"


def filled(world: World) -> Challenge:
    """Celje's city vibe with everything a kit can hold, and with something it must not."""
    challenge = world.city_vibe
    challenge.theme = Theme.objects.create(
        slug="city-vibe", name="City vibe", translations={"sl": {"name": "Vzdušje"}}
    )
    challenge.save()
    challenge.publish(by=world.coordinator, note="More is known", evidence="Evenings are quiet", law="None")
    challenge.refresh_from_db()
    texts = {"title": "Atmosféra mesta", "summary": "V riadku"}
    translate(
        challenge, language="sk", texts=texts, of=challenge.version, seen=0, by=world.kosice_coordinator
    )
    made = initiative(world.youth, "Table tennis", by=world.partner, challenges=[challenge], text="At noon.")
    initiative(world.youth, "Secret", by=world.partner, challenges=[challenge], public=False)
    choices = [
        Choice(world.participation, "core", "Young people decide"),
        Choice(next(block for block in world.blocks if block.slug == "creativity"), "contributing"),
    ]
    Tag.put(initiative=made, choices=choices, by=world.coordinator, confirming=True)
    InitiativeFile.put(initiative=made, answers=photo("khaki", "A court"), by=world.partner)
    Update.add(
        about=made,
        kind="lesson",
        text="Chalk lasts longer",
        language="en",
        by=world.partner,
        attached=photo("gold", "Chalk"),
    )
    Update.add(about=made, kind="progress", text="No lesson", language="en", by=world.partner)
    adoption(challenge, world.kosice, who=world.kosice_coordinator)
    return challenge


def photo(colour: str, alt: str) -> FileAnswers:
    waiting = uuid4()
    by = Person.objects.get(email="partner@celje.example")
    DraftFile.keep([uploads.photo(colour=colour)], sheet=waiting, form="tests", by=by)
    return FileAnswers(added=[(DraftFile.objects.get(sheet=waiting), alt)])


def size_of(picture: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture)).size


def content(kit: Kit) -> dict[str, Any]:
    return {name: value for name, value in kit.data.items() if name != "exported_at"}


def stand_on(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database
    ContentType.objects.clear_cache()


@pytest.fixture
def elsewhere(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[tuple[Kit, Person]]:
    """A kit that was made in a full installation, and the administrator of another: a second database of the same
    server, migrated and empty, with a folder of its own for files."""
    home = connection.settings_dict["NAME"]
    away = f"{home}_elsewhere"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [home])
        cursor.execute(f'DROP DATABASE IF EXISTS "{away}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{away}" TEMPLATE "{home}"')
    settings.MEDIA_ROOT = tmp_path / "home"
    kit = read(io.BytesIO(packed(kit_of(filled(make_world())))))
    kit.data["site"] = "https://celje.example"
    settings.MEDIA_ROOT = tmp_path / "away"
    stand_on(away)
    assert not Challenge.objects.exists()
    assert not Alliance.objects.exists()
    yield kit, person("admin@elsewhere.example", is_staff=True, is_superuser=True)
    stand_on(home)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{away}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_brought_into_an_empty_installation_it_is_equal_and_never_doubles(
    elsewhere: tuple[Kit, Person],
) -> None:
    kit, administrator = elsewhere
    challenge = take(kit, by=administrator)
    again = read(io.BytesIO(packed(kit_of(challenge))))
    assert content(again) == content(kit)
    assert len(again.pictures) == 2
    assert {pk: size_of(one) for pk, one in again.pictures.items()} == {
        pk: size_of(one) for pk, one in kit.pictures.items()
    }
    photo = InitiativeFile.objects.get()
    assert (photo.alt, Client().get(photo.page_url)["Content-Type"]) == ("A court", "image/webp")
    brought = Brought.objects.get()
    assert (brought.site, brought.url) == ("https://celje.example", kit.data["challenge"]["url"])
    page = Client().get("/sk/challenges/city-vibe/").content.decode()
    assert "Atmosféra mesta" in page
    assert kit.data["challenge"]["url"] in page
    assert Entry.objects.filter(title="Table tennis").exists()
    # Again: nothing new. Then the origin's later state: brought up to date, in place.
    counts = [model._default_manager.count() for model in TAKEN]
    version = challenge.version
    challenge = take(kit, by=administrator)
    assert challenge.version == version, "nothing differed"
    kit.data["challenge"]["texts"]["evidence"] = "Evenings are lively"
    kit.data["initiatives"][0]["texts"]["body"] = "At noon and at six."
    kit.data["initiatives"][0]["pictures"][0]["alt"] = "A court at six"
    challenge = take(kit, by=administrator)
    assert [model._default_manager.count() for model in TAKEN] == counts
    assert InitiativeFile.objects.get().alt == "A court at six"
    assert content(kit_of(challenge)) == content(kit)
    assert challenge.revisions.count() == 2
    assert Event.objects.filter(kind="kit.brought").count() == 3


def test_only_what_everybody_may_see_is_in_it_whoever_asks(world: World) -> None:
    filled(world)
    got = client_of(world, "administrator").get("/en/challenges/city-vibe/kit/")
    assert got["Content-Disposition"] == 'attachment; filename="transfer-kit-city-vibe.zip"'
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        names = archive.namelist()
        whole = "".join(archive.read(name).decode() for name in names if not name.endswith(".webp"))
    assert sum(name.startswith("pictures/") for name in names) == 2
    assert "![A court](pictures/" in whole
    assert "Table tennis" in whole
    assert "Chalk lasts longer" in whole
    assert "Young people decide" in whole
    assert "Secret" not in whole
    assert "No lesson" not in whole
    assert "@" not in whole, "nobody's address"


def test_what_is_at_home_here_is_never_rewritten(world: World) -> None:
    kit = kit_of(filled(world))
    kit.data["challenge"]["texts"]["title"] = "Mine now"
    with pytest.raises(DomainError, match="at home here"):
        take(kit, by=world.coordinator)
    assert Challenge.objects.get(slug="city-vibe").title == "City vibe"
    # Nor is what it stands on: a stranger's kit that claims our organisation.
    kit.data["challenge"] |= {"id": "00000000-0000-4000-8000-000000000001", "slug": "other"}
    kit.data["alliance"] |= {"id": "00000000-0000-4000-8000-000000000002"}
    with pytest.raises(DomainError, match="at home here"):
        take(kit, by=world.coordinator)
    assert not Challenge.objects.filter(slug="other").exists(), "nothing half taken in"


def renumbered(kit: Kit) -> Kit:
    """The same under ids that are at home nowhere."""
    fresh: Any = iter(range(1, 99))
    new = {}

    def another(match: re.Match[str]) -> str:
        new[match[1]] = f"00000000-0000-4000-8000-{next(fresh):012}"
        return f'"id": "{new[match[1]]}"'

    data = json.loads(re.sub(r'"id": "([0-9a-f-]{36})"', another, json.dumps(kit.data)))
    return Kit(data, {new[pk]: content for pk, content in kit.pictures.items()})


def zipped(entries: dict[Any, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in entries.items():
            archive.writestr(name, inside)
    return out.getvalue()


def test_every_bad_file_is_refused_in_words_and_leaves_nothing(world: World) -> None:
    kit = kit_of(world.housing).data
    good = json.dumps(kit).encode()
    named = kit_of(filled(world))
    (pk, picture), *_rest = named.pictures.items()
    fresh = renumbered(named)
    link = zipfile.ZipInfo("kit.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    lying = bytearray(zipped({"kit.json": b"0" * (LARGEST_INSIDE + 1)}))
    at = lying.rindex(b"PK\x01\x02") + 24
    lying[at : at + 4] = (100).to_bytes(4, "little")  # the list of contents says 100 bytes
    bad = {
        "broken": (b"not a zip", "broken"),
        "cut": (zipped({"kit.json": good})[:-40], "broken"),
        "empty": (b"", "broken"),
        "too large": (b"PK" + b"0" * LARGEST, "larger than any kit"),
        "bomb": (zipped({"kit.json": b" " * (LARGEST_INSIDE + 1)}), "larger than any kit"),
        "lying bomb": (bytes(lying), "broken|larger than any kit"),
        "foreign path": (zipped({"kit.json": good, "../../etc/passwd": b""}), "does not belong"),
        "absolute path": (zipped({"kit.json": good, "/etc/passwd": b""}), "does not belong"),
        "link": (zipped({link: b"/etc/passwd"}), "does not belong"),
        "twice": (
            zipped({"kit.json": good, "kit.jsoN": good}).replace(b"kit.jsoN", b"kit.json"),
            "does not belong",
        ),
        "stranger’s picture": (
            zipped({"kit.json": good, f"pictures/{pk}.webp": picture}),
            "pictures are not",
        ),
        "picture with a path": (
            zipped({"kit.json": good, f"pictures/../{pk}.webp": picture}),
            "does not belong",
        ),
        "picture missing": (packed(Kit(named.data)), "pictures are not"),
        "no picture": (packed(Kit(fresh.data, dict.fromkeys(fresh.pictures, b"RIFFxxxxWEBP"))), "photo"),
        "paper": (
            packed(Kit(fresh.data, dict.fromkeys(fresh.pictures, uploads.pdf().read()))),
            "pictures are not",
        ),
        "pixel bomb": (
            packed(Kit(fresh.data, dict.fromkeys(fresh.pictures, uploads.pixel_bomb()))),
            "pixels",
        ),
        "no kit": (zipped({"README.md": good}), "not a transfer kit"),
        "no json": (zipped({"kit.json": b"\xff{"}), "cannot be read"),
        "deep": (zipped({"kit.json": b"[" * 200_000}), "cannot be read"),
        "another's": (zipped({"kit.json": b"[]"}), "not a transfer kit"),
        "newer": (zipped({"kit.json": json.dumps({**kit, "version": 3}).encode()}), "newer platform"),
        "more": (zipped({"kit.json": json.dumps({**kit, "extra": 1}).encode()}), "fault at: kit.json"),
        "less": (zipped({"kit.json": json.dumps({**kit, "challenge": {}}).encode()}), "must hold"),
        "no number": (zipped({"kit.json": good.replace(b"46.2", b"NaN")}), "cannot be read"),
        "NUL": (zipped({"kit.json": good.replace(b"Housing in a line", b"\\u0000")}), "must hold"),
    }
    client, before = client_of(world, "coordinator"), Challenge.objects.count()
    for name, (sent, words) in bad.items():
        answer = client.post(BRING, {"kit": SimpleUploadedFile("kit.zip", sent)})
        assert answer.status_code == 422, name
        assert re.search(words, answer.content.decode()), name
    assert Challenge.objects.count() == before
    assert not Brought.objects.exists()


def test_without_a_platform_it_reads_as_markdown_in_the_challenges_language(world: World) -> None:
    """Each section under its name, so that "None" is known to be what the law asks for."""
    challenge = filled(world)
    told = readable(kit_of(challenge).data)
    assert told.startswith("# City vibe\n")
    assert "## Evidence\n\nEvenings are quiet\n" in told
    assert "## Law and permits\n\nNone\n" in told
    assert "## What failed" not in told
    assert "### Table tennis\n" in told
    assert "- Participation: Young people decide\n- Creativity: Contributing\n" in told
    challenge.publish(by=world.coordinator, note="V slovenščini", language="sl", law="Nič")
    challenge.refresh_from_db()
    assert "## Zakoni in dovoljenja\n\nNič\n" in readable(kit_of(challenge).data)


def test_a_kit_that_contradicts_itself_is_refused_whole(world: World) -> None:
    kit = renumbered(kit_of(filled(world)))
    kit.data["initiatives"][0]["stage"] = "no-such-stage"
    before = (Alliance.objects.count(), Challenge.objects.count())
    with pytest.raises(DomainError, match="contradicts"):
        take(kit, by=world.coordinator)
    assert (Alliance.objects.count(), Challenge.objects.count()) == before


def test_a_kit_of_the_first_version_has_no_pictures_and_is_read(world: World) -> None:
    kit = renumbered(kit_of(filled(world)))
    for one in kit.data["initiatives"]:
        del one["pictures"]
        for lesson in one["lessons"]:
            del lesson["pictures"]
    old = read(io.BytesIO(packed_as_it_was(kit.data | {"version": 1})))
    assert take(old, by=world.coordinator).title == "City vibe"


def packed_as_it_was(data: dict[str, Any]) -> bytes:
    return zipped({"kit.json": json.dumps(data).encode()})


def test_the_documentation_holds_the_schema() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "transfer-kit.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert json.loads(written) == SCHEMA
