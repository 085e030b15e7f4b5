"""Blocks as data on pages of the platform: who writes them, who proposes, and how a proposal is answered."""

from typing import Any

import pytest
from django.test import Client

from activity.models import Notification, Owed, perform
from blocks.models import Block, BlockProposal, Choice, Tag
from tests.who import client_of
from tests.world import World, initiative

pytestmark = pytest.mark.django_db
EDIT = "/en/blocks/governance/edit/"


def fields(client: Client, address: str, **changed: str) -> dict[str, Any]:
    """What the form at ``address`` would send untouched, with ``changed``."""
    form = client.get(address).context["form"]
    sent = {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}
    return {**sent, **changed}


def propose(world: World) -> BlockProposal:
    client = client_of(world, "partner")
    sent = fields(client, "/sl/blocks/governance/propose/", question="Kdo pravi da?", why="Bolj jasno")
    assert client.post("/sl/blocks/governance/propose/", sent).status_code == 302
    return BlockProposal.objects.get()


def told(world: World, role: str) -> list[str]:
    for owed in Owed.objects.filter(task="activity.tell", done_at=None):
        perform(owed.pk)
    rows = Notification.objects.filter(person=getattr(world, role), event__kind__startswith="block.pro")
    return list(rows.values_list("event__kind", flat=True))


def test_a_coordinator_of_the_lead_rewrites_a_block_in_five_languages(world: World) -> None:
    thing = initiative(world.youth)
    Tag.put(
        initiative=thing, choices=[Choice(world.governance, "core")], by=world.coordinator, confirming=True
    )
    client = client_of(world, "coordinator")
    sent = fields(client, EDIT, name="Steering", name_it="Guida", question_it="Chi guida?", word="Clearer")
    assert sent["name_sl"] == "Upravljanje"
    assert client.post(EDIT, sent).status_code == 302
    block = Block.objects.get(slug="governance")
    assert (block.version, block.name, block.text_in("it").name) == (2, "Steering", "Guida")
    assert block.text_in("sl").question == "Kaj pa upravljanje?"
    page = client.get(block.get_absolute_url()).content.decode()
    assert "What it meant before" in page
    shown = Client().get(thing.get_absolute_url()).content.decode()
    assert "Given when the block asked:" in shown
    assert "What about governance?" in shown


def test_the_second_of_two_editors_keeps_the_words_and_is_told(world: World) -> None:
    first, second = client_of(world, "coordinator"), client_of(world, "administrator")
    mine = fields(second, EDIT, name="Mine")
    first.post(EDIT, fields(first, EDIT, name="Theirs"))
    answer = second.post(EDIT, mine)
    assert answer.status_code == 422
    assert "Somebody rewrote this block while you were writing." in answer.content.decode()
    assert answer.context["form"]["name"].value() == "Mine"
    assert Block.objects.get(slug="governance").name == "Theirs"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("question", "a\x00b"),
        ("shape", "blob"),
        ("order", "many"),
        ("name_sl", "x" * 81),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world: World, field: str, value: str) -> None:
    client = client_of(world, "coordinator")
    answer = client.post(EDIT, fields(client, EDIT, **{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert Block.objects.get(slug="governance").version == 1


def test_a_block_is_added_split_retired_and_brought_back(world: World) -> None:
    client = client_of(world, "administrator")
    sent = fields(client, "/en/blocks/new/", name="New", question="Is it new?", shape="house")
    assert client.post("/en/blocks/new/", sent)["Location"] == "/en/blocks/new-2/"
    address = "/en/blocks/governance/split/"
    parts = fields(
        client, address, name_1="Deciding", question_1="Who?", name_2="deciding", question_2="How?"
    )
    assert client.post(address, parts).status_code == 422
    assert client.post(address, {**parts, "name_2": "Sharing"}).status_code == 302
    page = Client().get("/en/blocks/governance/").content.decode()
    assert "It was split into:" in page
    assert "/en/blocks/deciding/" in page
    for retired in (True, False):
        client.post("/en/blocks/creativity/retire/")
        assert bool(Block.objects.get(slug="creativity").retired_at) == retired


def test_a_proposal_is_taken_up_in_the_editors_form_and_the_partner_is_told(world: World) -> None:
    made = propose(world)
    assert (made.partnership, made.language, made.state) == (world.youth, "sl", "open")
    assert told(world, "coordinator") == ["block.proposed"]
    assert told(world, "kosice_coordinator") == []
    client = client_of(world, "coordinator")
    address = f"{EDIT}?proposal={made.pk}"
    sent = fields(client, address)
    assert sent["question_sl"] == "Kdo pravi da?"
    client.post(address, sent)
    assert Block.objects.get(slug="governance").text_in("sl").question == "Kdo pravi da?"
    made.refresh_from_db()
    assert (made.state, made.answered_by) == ("accepted", world.coordinator)
    assert told(world, "partner") == ["block.proposal_accepted"]


def test_a_proposal_is_declined_with_a_word_and_only_once(world: World) -> None:
    made = propose(world)
    client = client_of(world, "coordinator")
    assert client.post(made.get_absolute_url(), {"word": ""}).status_code == 422
    assert client.post(made.get_absolute_url(), {"word": "It says so already"}).status_code == 302
    assert client.post(made.get_absolute_url(), {"word": "Again"}).status_code in (302, 422)
    made.refresh_from_db()
    assert (made.state, made.word) == ("declined", "It says so already")
    assert told(world, "partner") == ["block.proposal_declined"]
    assert "It says so already" in client_of(world, "partner").get(made.get_absolute_url()).content.decode()
    assert client_of(world, "kosice_coordinator").get(made.get_absolute_url()).status_code == 404
