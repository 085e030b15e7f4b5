"""The coverage page: each number against SQL counted another way, against the list behind it, and against its past."""

import random
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from activity.models import Owed, perform
from blocks.connections.weighing import weigh_one
from blocks.coverage import coverage
from blocks.looking import COUNTS, SETTLED_ONES
from blocks.models import Choice, Connection, Tag
from initiatives.models import Initiative
from tests.blocks.test_coverage import many, tag
from tests.who import client_of
from tests.world import World, initiative

PAGE = "/en/blocks/coverage/"

COUNTED = """
    SELECT count(DISTINCT i.id) FROM initiatives_initiative i
    JOIN blocks_tag t ON t.initiative_id = i.id
    JOIN blocks_block b ON b.id = t.block_id AND b.slug = %s
    JOIN initiatives_initiative_challenges m ON m.initiative_id = i.id
    JOIN challenges_challenge c ON c.id = m.challenge_id AND c.slug = %s
    WHERE i.withdrawn_at IS NULL AND i.public AND t.strength = %s AND t.state IN ('confirmed', 'amended')
"""


def counted(*named: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, named)
        return int(cursor.fetchone()[0])


def test_the_matrix_is_what_sql_counts_from_the_other_end(world: World) -> None:
    many(world)
    rows = Client().get(PAGE).context["matrix"].rows
    assert sum(number.value for row in rows for number in row.numbers) > 10
    for row in rows:
        for number in row.numbers:
            if number.column.key is not None:
                named = (row.block.slug, number.column.slug)
                assert number.cell.core == counted(*named, "core")
                assert number.cell.contributing == counted(*named, "contributing")
                assert number.value == number.cell.core + number.cell.contributing


@pytest.mark.parametrize("who", ["visitor", "coordinator"])
@pytest.mark.parametrize("alliance", ["celje", "all"])
def test_behind_each_number_is_exactly_its_list(world: World, who: str, alliance: str) -> None:
    many(world)
    tag(initiative(world.kosice_city, challenges=[world.kosice_own]), world.governance, "core", world)
    client, dice = client_of(world, who), random.Random(11)
    for by in ("challenge", "partner", "stage", "place"):
        count = dice.choice(list(COUNTS)) if by != "challenge" else SETTLED_ONES
        rows = client.get(PAGE, {"alliance": alliance, "by": by, "count": count}).context["matrix"].rows
        numbers = [number for row in rows for number in [*row.numbers, row.whole]]
        full = [number for number in numbers if number.value]
        assert full
        for number in dice.sample(full, min(len(full), 5)) + dice.sample(numbers, 2):
            page = client.get(number.url)
            assert page.context["page"].found == number.value, number.url
            assert page.content.decode().count("data-behind") == min(number.value, 20)
            parts = [
                client.get(url).context["page"].found for url in (number.core_url, number.contributing_url)
            ]
            assert parts == [number.cell.core, number.cell.contributing]


def test_across_is_each_alliance_together(world: World) -> None:
    many(world, 12)
    tag(initiative(world.kosice_city), world.governance, "core", world)
    across, *each = (coverage(of, world.administrator) for of in (None, world.celje, world.kosice))
    for block in world.blocks:
        assert across.cell(block).settled == sum(one.cell(block).settled for one in each)
    cities = across.tables["place"]
    assert [cities.settled(column) for column in cities.columns] == [
        sum(one.cell(block).settled for block in world.blocks) for one in each
    ]


def test_what_it_was_is_what_one_would_have_seen_then(world: World) -> None:
    """Tags given, amended, taken back, undone and given again: looking back shows each evening as it was."""
    dice, now = random.Random(3), timezone.now()
    things = [
        initiative(world.youth, challenges=[world.housing], at=now - timedelta(days=30)) for _ in range(4)
    ]
    evenings: dict[Any, Any] = {}
    acts = []
    for day in range(20, 0, -1):
        at = now - timedelta(days=day)
        strength = dice.choice(["core", "contributing", ""])
        done = Tag.put(
            initiative=dice.choice(things),
            choices=[Choice(dice.choice(world.blocks[:2]), strength, "because")],
            by=world.coordinator,
            confirming=True,
            at=at,
        )
        acts.append(done)
        if done and day % 5 == 0:
            done.undo(by=world.coordinator, at=at + timedelta(hours=1))
        evenings[at + timedelta(hours=2)] = coverage(world.celje, world.coordinator, only={"challenge"})
    assert len({str(one.whole) for one in evenings.values()}) > 5
    for moment, seen in evenings.items():
        then = coverage(world.celje, world.coordinator, at=moment, only={"challenge"})
        for block in world.blocks:
            assert then.cell(block) == seen.cell(block), moment
        assert then.tagged == seen.tagged
    assert coverage(world.celje, world.coordinator, at=now - timedelta(days=40)).initiatives == 0


def test_then_and_now_stand_side_by_side_and_each_opens_its_list(world: World) -> None:
    ago = timezone.now() - timedelta(days=50)
    old, new = initiative(world.youth, at=ago), initiative(world.youth)
    put: Any = {"choices": [Choice(world.governance, "core")], "by": world.coordinator, "confirming": True}
    Tag.put(initiative=old, at=ago, **put)
    Tag.put(initiative=new, **put)
    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    row = Client().get(PAGE, {"on": day}).context["matrix"].rows[0]
    assert (row.whole.before, row.whole.value, row.whole.change) == (1, 2, 1)
    page = Client().get(PAGE, {"on": day}).content.decode()
    assert "Governance has grown most: from 1 to 2." in page
    assert "Governance has lost most" not in page
    listed = Client().get(row.whole.before_url).context["page"].rows
    assert [one.initiative for one in listed] == [old]


@pytest.mark.parametrize("day", ["yesterday", "0001-01-01", "9999-12-31", "2025-13-01", "\x00"])
def test_a_day_that_cannot_be_is_said_in_words(world: World, day: str) -> None:
    answer = Client().get(PAGE, {"on": day, "by": "partner"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["on"]
    assert answer.context["look"].dimension.name == "partner"
    assert Client().get(f"{PAGE}initiatives/", {"block": "\x00"}).status_code == 404


def test_the_csv_holds_every_number_of_the_page(world: World) -> None:
    many(world, 10)
    rows = Client().get(PAGE, {"by": "partner"}).context["matrix"].rows
    answer = Client().get(f"{PAGE}figures.csv", {"by": "partner"})
    assert answer["Content-Disposition"] == 'attachment; filename="coverage-celje-partner.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(rows) * (len(rows[0].numbers) + 1)
    youth = next(one for one in rows[0].numbers if one.column.slug == "youth-centre")
    cell = youth.cell
    expected = (
        f'"Governance","Celje Youth Centre",{cell.core},{cell.contributing},{cell.settled},{cell.proposed}'
    )
    assert expected in lines


def test_what_is_behind_a_wall_is_in_no_number_and_no_list(world: World) -> None:
    own = initiative(world.youth, "Our secret", public=False, challenges=[world.housing])
    tag(own, world.governance, "core", world)
    address = f"{PAGE}initiatives/?alliance=celje&block=governance&count=settled"
    for who, sees in [("visitor", 0), ("kosice_coordinator", 0), ("other_member", 1)]:
        client = client_of(world, who)
        assert client.get(PAGE, {"alliance": "celje"}).context["matrix"].rows[0].whole.value == sees
        assert client.get(address).context["page"].found == sees
        gap = client.get(f"{PAGE}gap/creativity/housing/").content.decode()
        assert ("Our secret" in gap) == bool(sees)


def on_housing() -> Any:
    """The number of governance on housing."""
    numbers = Client().get(PAGE).context["matrix"].rows[0].numbers
    return next(number for number in numbers if number.column.slug == "housing")


def test_an_opened_gap_leads_to_an_act(world: World) -> None:
    near: Initiative = initiative(world.youth, "On housing", challenges=[world.housing])
    far = initiative(world.incubator, "Through governance", challenges=[world.city_vibe])
    tag(far, world.governance, "core", world)
    opened = on_housing().gap_url
    assert opened == f"{PAGE}gap/governance/housing/"
    page = client_of(world, "coordinator").get(opened)
    found, words = page.context["gap"], page.content.decode()
    assert (found.on_challenge, found.through_block, found.meeting) == ([near], [far], [])
    assert "/en/initiatives/new/?challenge=housing&amp;lens=governance" in words
    assert "/en/alliances/celje/invite/?word=" in words
    begun = client_of(world, "coordinator").get("/en/initiatives/new/?challenge=housing").context["form"]
    assert begun["challenges"].value() == ["housing"]
    begun = (
        client_of(world, "coordinator").get("/en/initiatives/new/?challenge=kosice-own%00").context["form"]
    )
    assert not begun["challenges"].value()
    words = Client().get(opened).content.decode()
    assert "/en/initiatives/new/?challenge=housing" not in words
    tag(near, world.governance, "core", world)
    assert on_housing().gap_url == ""


def test_each_act_of_a_gap_lands_with_challenge_and_block(world: World) -> None:
    """Log: the challenge is chosen and, once it is published, the block suggested. Invite: the line says both.
    Introduce: a pair that brings both together, for who may act on it."""
    near = initiative(world.youth, "Rooms for tenants", by=world.partner, challenges=[world.housing])
    far = initiative(world.incubator, "Empty shops for tenants", by=world.other_member, challenges=[])
    beside = initiative(world.municipality, "Rooms of tenants", challenges=[world.housing])
    tag(far, world.governance, "core", world)
    for thing in (near, beside, far):
        tag(thing, world.participation, "core", world)
        tag(thing, world.blocks[2], "core", world)
        weigh_one(thing.pk, timezone.now())
    opened = f"{PAGE}gap/governance/housing/"
    coordinator, partner = client_of(world, "coordinator"), client_of(world, "partner")

    pairs = Connection.objects.touching([far])
    page = coordinator.get(opened)
    assert {one.connection for one in page.context["gap"].introductions} == set(pairs)
    assert {one.near for one in page.context["gap"].introductions} == {near, beside}
    for client, acts in ((coordinator, 2), (partner, 1), (Client(), 0)):
        assert client.get(opened).content.decode().count("/introduce/") == acts

    address = re.search(r'href="(/en/initiatives/new/[?][^"]*)"', page.content.decode())[1].replace(
        "&amp;", "&"
    )  # type: ignore[index]
    form = coordinator.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    assert (sent["challenges"], sent["lens"]) == (["housing"], "governance")
    sent = {"title": "New", "text": "Rooms", "challenges": ["housing"], "lens": sent["lens"]}
    answer = coordinator.post("/en/initiatives/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"].endswith("?logged&lens=governance")
    logged = coordinator.get(answer["Location"]).content.decode()
    found = re.search(r'href="([^"]*[?]block=governance)"', logged)
    assert found
    asked = coordinator.get(found[1]).context["form"]
    assert asked["strength_governance"].value() == "contributing"
    assert not asked["strength_participation"].value()
    assert not Tag.objects.filter(initiative__title="New").exists(), "only sending it says it"

    address = re.search(r'href="(/en/alliances/celje/invite/[?][^"]*)"', page.content.decode())[1]  # type: ignore[index]
    form = coordinator.get(address).context["form"]
    assert form["word"].value() == "We look for somebody who works on Housing through Governance."
    wanted = {"email": "new@youth.example", "partnership": str(world.youth.pk), "role": "member"}
    coordinator.post(
        "/en/alliances/celje/invite/", {**wanted, "language": "en", "word": form["word"].value()}
    )
    perform(Owed.objects.get(task="activity.send", done_at=None).pk)
    assert "works on Housing through Governance" in mail.outbox[0].body
