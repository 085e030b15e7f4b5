"""The coordinator's overview: for whom, of which alliance, and what it tells."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alliances.models import Commitment
from alliances.overview import promised
from blocks.models import Choice, Tag
from initiatives.overview import silence
from tests.world import World, initiative
from web import slots


def page(world: World, who: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(who)
    return client.get(f"/en/overview/{query}")


def test_it_is_in_the_navigation_of_those_it_is_for_and_costs_them_no_query(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for who, shown in ((world.coordinator, True), (world.administrator, True), (world.partner, False)):
        client = Client()
        client.force_login(who)
        client.get("/en/help/")
        with django_assert_max_num_queries(2):  # the session, and who it is of
            text = client.get("/en/help/").content.decode()
        assert ("/en/overview/" in text) is shown


def test_somebody_else_s_alliance_is_not_there(world: World) -> None:
    assert page(world, world.coordinator, "?alliance=kosice").status_code == 404
    assert page(world, world.coordinator, "?alliance=%00").status_code == 404
    assert page(world, world.administrator, "?alliance=kosice").context["alliance"] == world.kosice


def test_the_late_promise_and_the_quiet_partner_are_named(world: World) -> None:
    one = initiative(world.youth, "Table tennis at noon", by=world.partner)
    long_ago = timezone.now() - timedelta(days=40)
    for what, due in (("Bring the chalk", 10), ("Book the hall", -10)):
        Commitment.make(
            about=one,
            alliance=world.celje,
            what=what,
            language="en",
            owner=world.youth.organisation,
            due=(timezone.now() - timedelta(days=due)).date(),
            by=world.partner,
            at=long_ago,
        )
    found = promised([world.celje], world.coordinator)[world.celje]
    assert (found.open, found.late_count, [row.what for row in found.late]) == (2, 1, ["Bring the chalk"])
    quiet = silence([world.celje, world.kosice], world.coordinator)
    assert {row.organisation.slug for row in quiet[world.celje].quiet} == {"municipality", "incubator"}
    assert quiet[world.kosice].of == 1
    in_spring = silence([world.celje], world.coordinator, timezone.now() + timedelta(weeks=13))[world.celje]
    # Who never told anything comes first, who told something last.
    assert len(in_spring.quiet) == 3
    assert in_spring.quiet[-1] == world.youth
    text = page(world, world.coordinator).content.decode()
    assert "Bring the chalk" in text
    assert "2 commitments are open." in text
    assert "2 of 3 partners have told nothing for 12 weeks" in text


def test_a_gap_stands_beside_what_is_covered(world: World) -> None:
    one = initiative(world.youth, "Table tennis at noon", by=world.partner, challenges=[world.city_vibe])
    Tag.put(
        initiative=one,
        choices=[Choice(world.participation, "core", "Young people decide")],
        by=world.coordinator,
        confirming=True,
    )
    answer = page(world, world.coordinator)
    shown = {row.panel.name: row.data for row in answer.context["sections"]}
    gaps = {(gap.challenge.thing, gap.block) for gap in shown["blocks"].gaps}
    assert gaps
    assert (world.city_vibe, world.participation) not in gaps
    text = answer.content.decode()
    assert 'href="/en/blocks/coverage/gap/governance/city-vibe/"' in text
    assert 'href="/en/blocks/coverage/?alliance=celje"' in text


@pytest.mark.parametrize("number", [5, 40])
def test_its_cost_does_not_grow_with_the_partners_work(
    world: World, number: int, django_assert_max_num_queries: Any
) -> None:
    for index in range(number):
        initiative(world.youth, f"Work {index}", by=world.partner, challenges=[world.housing])
    client = Client()
    client.force_login(world.coordinator)
    client.get("/en/overview/")
    # Its own, one for each room that may have something waiting, two for each section.
    rooms = len(slots.of("desk.awaits")) + 2 * len(slots.of("overview.sections"))
    with django_assert_max_num_queries(6 + rooms):
        client.get("/en/overview/")
