"""A copy of one's data: everything registered, nobody else's, once, for its owner alone, for seven days."""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from activity.models import Export, Follow, Owed, perform
from activity.models.exports import MAKE, forget_old_exports
from people.privacy import holdings
from tests.activity.everywhere import A_WORD, Traced, everywhere
from tests.world import World, person
from web.exceptions import DomainError

PATH = "/en/me/settings/export/"


def made(who: Any) -> Export:
    row = Export.ask(by=who)
    perform(Owed.objects.get(task=MAKE, key=str(row.pk)).pk)
    row.refresh_from_db()
    return row


def parts_of(export: Export) -> dict[str, str]:
    with zipfile.ZipFile(export.path) as parts:
        return {name: parts.read(name).decode(errors="replace") for name in parts.namelist()}


@pytest.fixture
def traced(world: World) -> Traced:
    return everywhere(world)


def test_it_holds_every_registered_field_and_nobody_elses(traced: Traced) -> None:
    parts = parts_of(made(traced.who))
    kept = {one["where"]: one["rows"] for one in json.loads(parts["data.json"])["kept"]}
    for holding in holdings():
        if not holding.export:
            continue
        assert kept.get(holding.name), f"the example leaves no trace in {holding.name}"
        for row in kept[holding.name]:
            assert set(holding.export) <= set(row)
    whole = "\n".join(parts.values())
    assert traced.who.email in whole
    assert traced.who.name in whole
    assert A_WORD in whole
    for other in traced.others:
        assert other.email not in whole
        assert other.name not in whole
    assert any(name.startswith("files/") for name in parts)
    assert {"index.html", "data.json"} <= set(parts)


def test_it_reads_in_its_persons_language_and_only_as_text(world: World) -> None:
    who = person("iva@celje.example", "<b>Iva</b>", language="sl")
    page = parts_of(made(who))["index.html"]
    assert '<html lang="sl">' in page
    assert "<h1>Vaši podatki</h1>" in page
    assert "&lt;b&gt;Iva" in page
    assert "<b>Iva" not in page


def test_a_second_click_makes_no_second_one(world: World, client: Client) -> None:
    client.force_login(world.partner)
    assert "Export my data" in client.get("/en/me/settings/").text
    for _click in range(2):
        assert client.post(PATH)["Location"] == PATH
    row = Export.objects.get()
    assert Owed.objects.filter(task=MAKE).count() == 1
    assert "being made" in client.get(PATH).text
    assert "being made" in client.get("/en/me/settings/").text
    with pytest.raises(DomainError):
        row.discard(by=world.partner)
    perform(Owed.objects.get(task=MAKE).pk)
    part = client.get(PATH, headers={"HX-Request": "true", "HX-Target": "copy"}).text
    assert "<html" not in part
    assert f"{PATH}{row.pk}/" in part
    answer = client.get(f"{PATH}{row.pk}/")
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    client.force_login(world.administrator)
    assert client.get(f"{PATH}{row.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one(world: World) -> None:
    def ask(_number: int) -> None:
        try:
            Export.ask(by=world.partner)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    assert Export.objects.count() == 1
    assert Owed.objects.filter(task=MAKE).count() == 1


def test_it_goes_after_its_term_or_before_and_may_be_asked_for_again(world: World, client: Client) -> None:
    client.force_login(world.partner)
    first = made(world.partner)
    Export.objects.update(delete_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"{PATH}{first.pk}/").status_code == 404
    forget_old_exports(timezone.now())
    assert not first.path.exists()
    assert not Export.objects.exists()
    second = made(world.partner)
    assert client.post(f"{PATH}{second.pk}/discard/").status_code == 302
    assert not Export.objects.exists()
    assert client.get(f"{PATH}{second.pk}/").status_code == 404


def test_one_that_could_not_be_made_says_so_and_is_tried_again(world: World, client: Client) -> None:
    client.force_login(world.partner)
    client.post(PATH)
    Owed.objects.filter(task=MAKE).update(attempts=8)
    assert "could not be made" in client.get(PATH).text
    client.post(PATH)
    assert Owed.objects.get(task=MAKE).attempts == 0


def test_what_is_followed_is_called_by_name_only_while_it_may_be_seen(world: World) -> None:
    for thing in (world.housing, world.kosice_own):
        Follow.begin(thing=thing, by=world.partner)
    whole = parts_of(made(world.partner))["data.json"]
    assert "Housing" in whole
    assert "Own affair" not in whole
