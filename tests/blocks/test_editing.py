"""Blocks as data on pages of the platform: who writes them, who proposes, and how a proposal is answered."""

from typing import Any

import pytest
from django.test import Client

from activity.models import Notification, Owed, perform
from blocks.models import Block, BlockProposal, Choice, Tag
from people.models import Draft
from tests.who import client_of
from tests.world import World, initiative
from translations.actions import translate

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


def test_the_second_of_two_editors_chooses_between_both(world: World) -> None:
    """What only the first changed stands as theirs; where both wrote, mine stands until I choose; nothing is lost."""
    first, second = client_of(world, "coordinator"), client_of(world, "administrator")
    mine = fields(second, EDIT, name="Mine", name_it="La mia", word="My word")
    first.post(
        EDIT, fields(first, EDIT, name="Theirs", question="Theirs?", name_it="La loro", word="Their word")
    )
    answer = second.post(EDIT, mine)
    assert answer.status_code == 422
    assert Block.objects.get(slug="governance").name == "Theirs"
    assert "Their word" in answer.context["rival"]
    answers = {one.field.name: one for one in answer.context["conflict"].answers}
    assert {name: one.stands for name, one in answers.items()} == {
        "name": "mine",
        "question": "theirs",
        "name_it": "mine",
    }
    assert answers["name_it"].theirs == ["La loro"]
    assert str(answers["name_it"].field.label) == "Name · Italiano"
    sent: dict[str, Any] = dict(answer.context["conflict"].carried)
    for name, one in answers.items():
        sent |= {**dict(one.carried), one.stands_name: one.stands, name: mine[name]}
    sent["stands:name_it"] = "theirs"
    assert second.post(EDIT, sent).status_code == 302
    block = Block.objects.get(slug="governance")
    assert (block.name, block.question, block.text_in("it").name) == ("Mine", "Theirs?", "La loro")
    assert block.versions.get(version=3).word == "My word"


@pytest.mark.parametrize(
    ("role", "address", "typed"),
    [
        ("coordinator", EDIT, {"name": "Half a na"}),
        ("coordinator", "/en/blocks/new/", {"name": "Half a na"}),
        ("coordinator", "/en/blocks/governance/split/", {"name_1": "Half a na"}),
        ("partner", "/en/blocks/governance/propose/", {"name": "Half a na"}),
        ("partner", "/en/blocks/propose/", {"name": "Half a na"}),
    ],
)
def test_half_a_block_is_kept_as_a_draft(
    world: World, role: str, address: str, typed: dict[str, str]
) -> None:
    client, (name,) = client_of(world, role), typed
    page = client.get(address)
    sheet = page.context["sheet"]
    answer = client.post(
        address, {**fields(client, address), **typed, "draft": sheet.pk, "act": "save_draft"}
    )
    assert answer["Location"] == f"{address}?draft={sheet.pk}"
    assert client.get(answer["Location"]).context["form"][name].value() == "Half a na"
    assert "Half a na" in client.get("/en/me/").content.decode()
    assert "Half a na" not in client_of(world, "administrator").get(answer["Location"]).content.decode()
    whole = {"name": "Whole", "question": "Who?", "why": "So", "question_1": "Who?", "question_2": "How?"}
    sent = {**fields(client, answer["Location"]), **whole, "name_2": "Other half", "draft": sheet.pk}
    done = client.post(address, sent)
    assert done.status_code == 302
    assert f"sheet={sheet.pk}" in done["Location"]
    assert not Draft.objects.exists()


def test_a_draft_that_takes_up_a_proposal_still_answers_it(world: World) -> None:
    made = propose(world)
    client = client_of(world, "coordinator")
    page = client.get(f"{EDIT}?proposal={made.pk}")
    draft = page.context["sheet"].pk
    sent = fields(client, f"{EDIT}?proposal={made.pk}")
    client.post(EDIT, {**sent, "draft": draft, "act": "save_draft"})
    kept = fields(client, f"{EDIT}?draft={draft}")
    assert kept["question_sl"] == "Kdo pravi da?"
    client.post(EDIT, {**kept, "draft": draft})
    made.refresh_from_db()
    assert made.state == "accepted"


def test_a_translation_reaches_the_version_a_tag_is_given_under(world: World) -> None:
    """And its credit outlives a change of the block's shape, or of another language."""
    block = world.governance
    texts = {"name": "Guida", "question": "Chi guida?"}
    translate(block, language="it", texts=texts, of=block.version, seen=0, by=world.administrator)
    assert block.versions.get().text_in("it").question == "Chi guida?"
    client = client_of(world, "coordinator")
    client.post(EDIT, fields(client, EDIT, shape="hexagon", name_sk="Riadenie"))
    block.refresh_from_db()
    text = block.text_in("it")
    assert (block.version, text.question, text.stale) == (2, "Chi guida?", False)
    assert text.credit
    client.post(EDIT, fields(client, EDIT, question="Who steers?"))
    block.refresh_from_db()
    assert block.text_in("it").stale
    client.post(EDIT, fields(client, EDIT))
    block.refresh_from_db()
    assert block.version == 3, "nothing differs"


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
    offered = fields(client, address)
    assert (offered["shape_1"], offered["shape_2"]) == ("square", "hexagon"), (
        "its own, and one that nobody wears"
    )
    assert client.get(address).content.count(b"glyph--hexagon") == 2, "shapes are seen, not only named"
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
