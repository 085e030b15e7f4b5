"""The pages of this room over HTTP: who may see what, what they show, and at what price."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from activity.models import Event
from blocks.models import Block, Choice, Tag
from initiatives.models import Initiative
from people.models import Person
from tests.who import client_of, statuses, table
from tests.world import World, initiative

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "desk"}


def tagged(thing: Initiative, by: Person, *choices: tuple[Block, str, str], confirming: bool = True) -> None:
    Tag.put(
        initiative=thing,
        choices=[Choice(block, strength, reason) for block, strength, reason in choices],
        by=by,
        confirming=confirming,
    )


def fields(client: Client, address: str, **changed: str) -> dict[str, str]:
    """What the form at ``address`` would send untouched, with ``changed``."""
    form = client.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    return {**sent, **changed}


# --- who


def readers(world: World, address: str) -> dict[str, int]:
    return statuses(world, lambda client: client.get(address))


def test_blocks_are_for_everybody(world: World) -> None:
    assert readers(world, "/en/blocks/") == table(*[200] * 7)
    assert readers(world, "/en/blocks/governance/") == table(*[200] * 7)
    assert readers(world, "/en/blocks/nonsense/") == table(*[404] * 7)


def test_tagging_an_initiative_is_for_who_may_edit_it(world: World) -> None:
    public = initiative(world.youth, by=world.partner)
    own = initiative(world.youth, by=world.partner, public=False)
    assert readers(world, f"/en/blocks/tag/{public.slug}/") == table(302, 403, 403, 200, 200, 403, 200)
    assert readers(world, f"/en/blocks/tag/{own.slug}/") == table(302, 404, 403, 200, 200, 404, 200)
    assert readers(world, "/en/blocks/tag/nonsense/") == table(302, 404, 404, 404, 404, 404, 404)


def test_the_desk_is_for_coordinators_and_administrators(world: World) -> None:
    assert readers(world, "/en/blocks/triage/") == table(302, 403, 403, 403, 200, 200, 200)
    visitor = Client().get("/en/blocks/triage/?queue=proposals")
    assert "next=/en/blocks/triage/%3Fqueue%3Dproposals" in visitor["Location"]


@pytest.mark.parametrize("role", ["visitor", "outsider", "other_member", "partner", "kosice_coordinator"])
def test_nobody_else_saves_at_the_desk(world: World, role: str) -> None:
    thing = initiative(world.youth, by=world.partner)
    answer = client_of(world, role).post(
        "/en/blocks/triage/", {"item": thing.slug, "strength_governance": "core", "seen": ""}
    )
    assert answer.status_code == {"visitor": 302, "kosice_coordinator": 404}.get(role, 403)
    assert not Tag.objects.exists()


def test_a_withdrawn_initiative_is_gone_with_its_reason(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    thing.withdraw(by=world.partner, reason="Logged twice")
    answer = client_of(world, "coordinator").get(f"/en/blocks/tag/{thing.slug}/")
    assert answer.status_code == 410
    assert b"Logged twice" in answer.content


def test_an_administrator_who_reads_what_is_an_alliances_own_is_noted(world: World) -> None:
    own = initiative(world.youth, by=world.partner, public=False)
    client_of(world, "administrator").get(f"/en/blocks/tag/{own.slug}/")
    assert Event.objects.filter(kind="wall.crossed", subject_id=own.pk).count() == 1


# --- the blocks


def test_the_list_tells_core_and_contributing_apart(world: World) -> None:
    first, second = initiative(world.youth), initiative(world.incubator)
    tagged(first, world.coordinator, (world.governance, "core", ""))
    tagged(second, world.coordinator, (world.governance, "contributing", ""))
    tagged(second, world.other_member, (world.participation, "core", ""), confirming=False)
    page = Client().get("/en/blocks/").content.decode()
    assert "Governance" in page
    assert "What about governance?" in page
    assert page.count("Core to 1 initiative") == 1
    assert page.count("Contributing to 1") == 1
    assert page.count("1 only proposed") == 1


def test_a_block_speaks_the_readers_language(world: World) -> None:
    page = Client().get("/sl/blocks/governance/").content.decode()
    assert "Upravljanje" in page
    assert "Kaj pa upravljanje?" in page


def test_a_block_shows_core_first_and_the_newest_reasons_with_who(world: World) -> None:
    contributing = initiative(world.incubator, "Later but contributing")
    core = initiative(world.youth, "Earlier and core", challenges=[world.housing])
    tagged(core, world.coordinator, (world.governance, "core", "Two departments decide"))
    tagged(contributing, world.coordinator, (world.governance, "contributing", ""))
    answer = Client().get("/en/blocks/governance/")
    page = answer.content.decode()
    assert page.index("Earlier and core") < page.index("Later but contributing")
    assert "Two departments decide" in page
    lens = answer.context["lens"]
    assert [(row.thing.slug, row.total, row.core) for row in lens.partners] == [
        ("incubator", 1, 0),
        ("youth-centre", 1, 1),
    ]
    assert [row.thing.slug for row in lens.challenges] == ["housing"]
    assert {row.slug for row in lens.absent_partners} == {"municipality", "city-of-kosice"}
    assert [row.slug for row in lens.absent_challenges] == ["city-vibe"]


def test_what_is_behind_a_wall_is_in_no_number_and_no_list(world: World) -> None:
    own = initiative(world.youth, "Our secret", public=False)
    tagged(own, world.coordinator, (world.governance, "core", "A secret reason"))
    for role, sees in [("visitor", False), ("kosice_coordinator", False), ("other_member", True)]:
        page = client_of(world, role).get("/en/blocks/governance/").content.decode()
        assert ("Our secret" in page, "A secret reason" in page) == (sees, sees)
        answer = client_of(world, role).get("/en/blocks/governance/")
        assert sum(row.total for row in answer.context["lens"].partners) == int(sees)
        assert answer.context["lens"].block.total == int(sees)


def test_a_block_without_initiatives_says_so(world: World) -> None:
    page = Client().get("/en/blocks/governance/").content.decode()
    assert "Nobody looks through this lens yet" in page


def test_a_retired_block_is_not_on_the_list_and_keeps_its_page(world: World) -> None:
    world.governance.retire(by=world.administrator)
    assert "Governance" not in Client().get("/en/blocks/").content.decode()
    assert "This block is retired" in Client().get("/en/blocks/governance/").content.decode()


# --- tagging one initiative


def test_all_that_was_said_stands_in_the_history(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    tagged(thing, world.partner, (world.governance, "core", "We decide here"), confirming=False)
    tagged(thing, world.coordinator, (world.governance, "", "Nobody decides anything"))
    block = world.governance
    block.change(by=world.administrator, meaning=replace(block.meaning, name="Steering"))
    page = client_of(world, "partner").get(f"/en/blocks/tag/{thing.slug}/history/").content.decode()
    for words in ("We decide here", "Nobody decides anything", "Then called:", "Declined", "Proposed"):
        assert words in page
    shown = client_of(world, "partner").get(thing.get_absolute_url()).content.decode()
    assert "Proposed and declined" in shown
    assert "Nobody decides anything" in shown
    assert "Nobody decides anything" not in Client().get(thing.get_absolute_url()).content.decode()


def test_a_partner_proposes_and_is_told_what_happens_next(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    client = client_of(world, "partner")
    address = f"/en/blocks/tag/{thing.slug}/"
    sent = fields(client, address, strength_participation="core", reason_participation="Everybody")
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, thing.get_absolute_url())
    tag = thing.tags.get()
    assert (tag.state, tag.strength, tag.reason) == ("proposed", "core", "Everybody")
    page = client.get(address).content.decode()
    assert "Proposed, not yet confirmed" in page


def test_what_the_coordinator_settled_is_no_question_to_a_partner(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    tagged(thing, world.coordinator, (world.governance, "core", "So it is"))
    client = client_of(world, "partner")
    address = f"/en/blocks/tag/{thing.slug}/"
    page = client.get(address).content.decode()
    assert "Settled by the coordinator" in page
    assert 'name="strength_governance"' not in page
    forged = fields(client, address, strength_governance="contributing", strength_participation="core")
    assert client.post(address, forged).status_code == 302
    assert {(tag.block.slug, tag.strength, tag.state) for tag in thing.tags.all()} == {
        ("governance", "core", "confirmed"),
        ("participation", "core", "proposed"),
    }


def test_a_coordinator_sets_tags_here_too(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    client = client_of(world, "coordinator")
    address = f"/en/blocks/tag/{thing.slug}/"
    client.post(address, fields(client, address, strength_governance="core"))
    assert thing.tags.get().state == "confirmed"
    client.post(address, fields(client, address, strength_governance=""))
    assert thing.tags.get().state == "removed"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "Choose at least one block."),
        ({"strength_governance": "enormous"}, "Choose none, contributing or core."),
        (
            {"reason_governance": "For no strength"},
            "Choose contributing or core, or empty this reason.",
        ),
        ({"strength_governance": "core", "reason_governance": "x" * 501}, "at most 500"),
        ({"strength_governance": "core", "reason_governance": "a\x00b"}, "sign that cannot be stored"),
        ({"strength_governance": "core", "seen": "\x00"}, "sign that cannot be stored"),
    ],
)
@pytest.mark.parametrize("role", ["partner", "coordinator"])
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    world: World, role: str, wrong: dict[str, str], words: str
) -> None:
    thing = initiative(world.youth, by=world.partner)
    client = client_of(world, role)
    address = f"/en/blocks/tag/{thing.slug}/"
    kept = {"strength_participation": "", "reason_creativity": ""}
    answer = client.post(address, fields(client, address, **{**kept, **wrong}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Error:" in page
    typed = wrong.get("reason_governance", "")
    assert "\x00" in typed or typed in page
    assert not Tag.objects.exists()


def test_an_empty_post_is_told_what_to_choose(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    answer = client_of(world, "partner").post(f"/en/blocks/tag/{thing.slug}/", {})
    assert answer.status_code == 422
    assert b"Choose at least one block." in answer.content


def test_two_thousand_fields_are_refused(world: World) -> None:
    thing = initiative(world.youth, by=world.partner)
    many = {f"strength_{number}": "core" for number in range(2000)}
    answer = client_of(world, "partner").post(f"/en/blocks/tag/{thing.slug}/", many)
    assert answer.status_code == 422
    assert not Tag.objects.exists()


# --- the desk


@pytest.fixture
def desk(world: World) -> Client:
    return client_of(world, "coordinator")


def save(desk: Client, address: str, **answers: str) -> Any:
    """Send the desk's form at ``address`` and follow to the next one."""
    page = desk.get(address)
    sent = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    return desk.post(address, {**sent, "item": page.context["item"].slug, **answers}, follow=True)


def logged(world: World, count: int) -> list[Initiative]:
    return [initiative(world.youth, f"Piece {number}", by=world.partner) for number in range(1, count + 1)]


def test_the_oldest_comes_first_and_saving_brings_the_next(world: World, desk: Client) -> None:
    first, second, third = logged(world, 3)
    page = desk.get("/en/blocks/triage/")
    assert page.context["item"] == first
    assert "1 of 3" in page.content.decode()
    page = save(desk, "/en/blocks/triage/", strength_governance="core", reason_governance="Why")
    assert page.context["item"] == second
    assert "2 of 3" in page.content.decode()
    assert first.tags.get().state == "confirmed"
    page = save(
        desk, page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], strength_creativity="core"
    )
    assert page.context["item"] == third
    page = save(
        desk, page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], strength_creativity="core"
    )
    assert "Everything has its blocks" in page.content.decode()
    assert "You saved 3 initiatives." in page.content.decode()


def test_skipping_goes_on_and_comes_back_at_the_end(world: World, desk: Client) -> None:
    first, second = logged(world, 2)
    page = desk.get("/en/blocks/triage/")
    page = desk.get("/en/blocks/triage/" + page.context["desk"].skip_url)
    assert page.context["item"] == second
    assert "2 of 2" in page.content.decode()
    address = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    page = save(desk, address, strength_governance="core")
    assert "skipped 1" in page.content.decode()
    page = desk.get("/en/blocks/triage/" + page.context["desk"].again_url)
    assert page.context["item"] == first
    assert "2 of 2" in page.content.decode()


def test_a_refused_answer_can_still_be_skipped(world: World, desk: Client) -> None:
    first, second = logged(world, 2)
    answer = desk.post("/en/blocks/triage/", {"item": first.slug})
    assert answer.status_code == 422
    assert desk.get("/en/blocks/triage/" + answer.context["desk"].skip_url).context["item"] == second


def test_undo_gives_back_the_tags_and_the_item(world: World, desk: Client) -> None:
    first, _second = logged(world, 2)
    page = save(desk, "/en/blocks/triage/", strength_governance="core")
    undo = f"/en/blocks/taggings/{page.context['desk'].spot.last}/undo/{page.context['desk'].here}"
    page = desk.post(undo, follow=True)
    assert page.context["item"] == first
    assert "1 of 2" in page.content.decode()
    assert not first.tags.standing().exists()
    assert "Undo" not in page.content.decode()
    assert desk.post(undo, follow=True).status_code == 200


def test_undo_is_ones_own(world: World, desk: Client) -> None:
    thing = logged(world, 1)[0]
    tagged(thing, world.coordinator, (world.governance, "core", ""))
    undo = f"/en/blocks/taggings/{thing.taggings.get().pk}/undo/"
    told = statuses(world, lambda client: client.post(undo))
    assert told == table(302, 403, 403, 403, 302, 404, 404)
    assert desk.get(undo).status_code == 405


def test_undo_says_when_it_is_too_late(world: World, desk: Client) -> None:
    thing = logged(world, 1)[0]
    tagged(thing, world.coordinator, (world.governance, "core", ""))
    act = thing.taggings.get()
    tagged(thing, world.coordinator, (world.governance, "contributing", ""))
    answer = desk.post(f"/en/blocks/taggings/{act.pk}/undo/")
    assert answer.status_code == 422
    assert b"These tags have changed since. Nothing was undone." in answer.content


def test_two_coordinators_on_one_item(world: World, desk: Client) -> None:
    thing = logged(world, 1)[0]
    page = desk.get("/en/blocks/triage/")
    sent = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    tagged(thing, world.administrator, (world.governance, "core", "The other one’s reason"))
    mine = {**sent, "item": thing.slug, "strength_participation": "core", "reason_participation": "My reason"}
    answer = desk.post("/en/blocks/triage/", mine)
    assert answer.status_code == 422
    page_text = answer.content.decode()
    assert "Nothing was overwritten" in page_text
    assert "My reason" in page_text
    assert [tag.block for tag in thing.tags.standing()] == [world.governance]
    # Sent once more, it is meant.
    again = {bound.html_name: bound.value() or "" for bound in answer.context["form"]} | {"item": thing.slug}
    assert desk.post("/en/blocks/triage/", again).status_code == 302
    assert {tag.block.slug: tag.reason for tag in thing.tags.standing()} == {
        "governance": "The other one’s reason",
        "participation": "My reason",
    }


def test_proposals_have_a_queue_of_their_own(world: World, desk: Client) -> None:
    plain, proposed = logged(world, 2)
    tagged(
        proposed,
        world.partner,
        (world.governance, "core", "Two departments"),
        (world.participation, "core", ""),
        confirming=False,
    )
    assert desk.get("/en/blocks/triage/").context["item"] == plain
    address = "/en/blocks/triage/?queue=proposals"
    page = desk.get(address)
    assert page.context["item"] == proposed
    assert "Two departments" in page.content.decode()
    assert "Celje Youth Centre" in page.content.decode()
    # It is needed as soon as the block is declined.
    assert re.search(r"Why not Participation\s*</label>", page.content.decode())
    assert re.search(r"Reason for Participation\s*<span[^>]*>\(optional\)</span>", page.content.decode())
    answer = save(desk, address, strength_participation="")
    assert answer.status_code == 422
    assert "Say in a word why not" in answer.content.decode()
    page = save(desk, address, strength_participation="", word_participation="Nobody was asked")
    assert "No proposal waits" in page.content.decode()
    states = {tag.block.slug: (tag.state, tag.word) for tag in proposed.tags.all()}
    assert states == {
        "governance": ("confirmed", ""),
        "participation": ("declined", "Nobody was asked"),
    }
    told = client_of(world, "partner").get(f"/en/blocks/tag/{proposed.slug}/").content.decode()
    assert "Nobody was asked" in told


def test_a_coordinators_desk_holds_their_own_alliance_only(world: World, desk: Client) -> None:
    theirs = initiative(world.kosice_city, "Košice’s own")
    assert desk.get("/en/blocks/triage/").context["item"] is None
    assert desk.get(f"/en/blocks/triage/?item={theirs.slug}").status_code == 404
    assert client_of(world, "administrator").get("/en/blocks/triage/").context["item"] == theirs


def test_an_item_may_be_asked_for_by_name(world: World, desk: Client) -> None:
    first, second = logged(world, 2)
    tagged(second, world.coordinator, (world.governance, "core", ""))
    page = desk.get(f"/en/blocks/triage/?item={second.slug}")
    assert page.context["item"] == second
    assert "data-desk-counter" not in page.content.decode()
    assert desk.get("/en/blocks/triage/" + page.context["desk"].skip_url).context["item"] == first


@pytest.mark.parametrize(
    "query",
    [
        "queue=%00",
        "queue=nonsense",
        "after=%00",
        "after=nonsense",
        "done=-1",
        "done=99999999999999999999",
        "done=%C2%B2",
        "last=nonsense",
        "last=%00",
        "item=%00",
    ],
)
def test_a_broken_address_shows_the_desk_all_the_same(world: World, desk: Client, query: str) -> None:
    first = logged(world, 1)[0]
    page = desk.get(f"/en/blocks/triage/?{query}")
    assert (page.status_code, page.context["item"]) == (200, first)


@pytest.mark.parametrize("item", ["", "nonsense", "\x00", "../x"])
def test_a_forged_item_is_404(world: World, desk: Client, item: str) -> None:
    assert desk.post("/en/blocks/triage/", {"item": item, "strength_governance": "core"}).status_code == 404


def test_the_desk_as_a_part(world: World, desk: Client) -> None:
    logged(world, 1)
    part = desk.get("/en/blocks/triage/", headers=HTMX).content.decode()
    assert part.lstrip().startswith('<div class="desk"')
    assert "<html" not in part
    whole = desk.get("/en/blocks/triage/", headers={**HTMX, "HX-Target": "elsewhere"})
    assert whole["HX-Retarget"] == "body"


# --- the price


def many(world: World, count: int) -> None:
    for number in range(count):
        thing = initiative(world.youth, f"Piece {number}", challenges=[world.housing], by=world.partner)
        tagged(thing, world.coordinator, (world.governance, "core", f"Reason {number}"))
        initiative(world.incubator, f"Bare {number}", challenges=[world.city_vibe])


@pytest.mark.parametrize("rows", [5, 40])
@pytest.mark.parametrize(
    ("role", "address", "most"),
    [
        ("visitor", "/en/blocks/", 1),
        ("partner", "/en/blocks/", 5),
        ("coordinator", "/en/blocks/", 6),
        ("visitor", "/en/blocks/governance/", 7),
        ("partner", "/en/blocks/governance/", 11),
        ("coordinator", "/en/blocks/triage/", 8),
    ],
)
def test_a_page_costs_the_same_at_5_and_at_40(
    world: World, django_assert_max_num_queries: Any, role: str, address: str, most: int, rows: int
) -> None:
    many(world, rows)
    client = client_of(world, role)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
