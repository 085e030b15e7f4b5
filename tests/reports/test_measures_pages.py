"""The pages of what is measured: what they say, what they refuse in words, what they cost."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Draft
from reports.measures.models import Indicator, Milestone
from reports.measures.models.milestones import Proof
from tests.reports.test_measures import add, plan
from tests.who import client_of
from tests.world import World, initiative

BOARD = "/en/reports/measures/celje/"
TODAY = timezone.localdate()


@pytest.fixture
def browser(world: World) -> Client:
    return client_of(world, "coordinator")


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_empty_pages_say_what_to_do_next(world: World, browser: Client) -> None:
    page = text(browser, BOARD)
    assert "Plan the first milestone" in page
    assert "Add the first indicator" in page
    member = text(client_of(world, "partner"), BOARD)
    assert "milestones/new" not in member
    assert "Plan the first milestone" in text(browser, "/en/overview/")


def test_the_overview_says_how_every_measure_stands(world: World, browser: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert "What we measure" in text(browser, "/en/overview/")
        return len(asked)

    plan(world, TODAY + timedelta(days=200)), add(world)
    cost()
    few = cost()
    for number in range(3):
        add(world, name=f"Empty shops {number}", direction="down", baseline=Decimal(9), target=Decimal(2))
    assert cost() == few
    page = text(browser, "/en/overview/")
    for words in ("0 of 1 milestone is reached.", "0 of 30 by June 2027", "9, to fall to 2 by June 2027"):
        assert words in page


def test_a_third_milestone_of_a_year_is_refused_at_its_field_and_the_words_stay(
    world: World, browser: Client
) -> None:
    for month in (3, 6):
        plan(world, TODAY.replace(year=TODAY.year + 1, month=month, day=1))
    sent = {"title": "The third", "due": f"{TODAY.year + 1}-09-01", "work_package": "transfer"}
    response = browser.post(f"{BOARD}milestones/new/", sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert "at most two a year" in page
    assert 'value="The third"' in page
    assert response.context["form"].errors.keys() == {"due"}
    browser.post(f"{BOARD}milestones/new/", {**sent, "due": f"{TODAY.year + 2}-09-01"})
    assert Milestone.objects.filter(title="The third").count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"value": "NaN"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "9" * 13}, "value"),
        ({"value": "9" * 99}, "value"),
        ({"value": "1\x00"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "1", "day": "2999-01-01"}, "day"),
        ({"value": "1", "day": "0001-01-01"}, "day"),
        ({"value": "1", "day": "yesterday"}, "day"),
        ({"value": "1", "note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_measured_is_said_in_words(
    world: World, browser: Client, sent: dict[str, str], field: str
) -> None:
    response = browser.post(f"/en/reports/measures/indicators/{add(world).pk}/measure/", sent)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}


def test_measured_then_corrected_and_both_are_seen(world: World, browser: Client) -> None:
    one = add(world)
    base = f"/en/reports/measures/indicators/{one.pk}/"
    assert browser.post(f"{base}measure/", {"value": "12.5", "source": "The list"}).status_code == 302
    measured = one.measurements.get()
    correct = f"/en/reports/measures/measurements/{measured.pk}/correct/"
    assert browser.post(correct, {"value": "11"}).status_code == 422
    assert browser.post(correct, {"value": "11", "note": "One left"}).status_code == 302
    page = text(browser, base)
    assert "<s>12.5</s>" in page
    assert "One left" in page
    assert "11 of 30 by June 2027" in page
    assert "measurements/" not in text(client_of(world, "partner"), base).split("<main")[1].split("<table")[1]


def test_half_written_words_wait_as_a_draft(world: World, browser: Client) -> None:
    response = browser.post(
        f"{BOARD}indicators/new/", {"name": "Half a thought", "act": "save_draft"}, follow=True
    )
    assert "Half a thought" in response.content.decode()
    assert Draft.objects.get().form.startswith("indicator.add")
    assert not Indicator.objects.exists()


def test_two_writers_see_both_texts(world: World, browser: Client) -> None:
    one = add(world, challenge=world.housing)
    url = f"/en/reports/measures/indicators/{one.pk}/edit/"
    sent = {field.name: field.value() or "" for field in browser.get(url).context["form"]}
    one.change(
        **{
            name: getattr(one, name)
            for name in ("name", "unit", "how", "baseline", "baseline_on", "target_on")
        },
        work_package="thematic",
        challenge=world.housing,
        target=Decimal(40),
        direction="up",
        language="en",
        by=world.coordinator,
    )
    response = browser.post(url, {**sent, "name": "Those who return"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Two of you wrote at once" in page
    changed = {answer.field.name for answer in response.context["conflict"].answers}
    assert changed == {"name", "target"}
    carried: dict[str, Any] = {}
    conflict = response.context["conflict"]
    for answer in conflict.answers:
        carried[answer.stands_name] = answer.stands
        carried[answer.field.name] = "\n".join(answer.mine)
        carried |= dict(answer.carried)
    browser.post(url, {**dict(conflict.carried), **carried})
    one.refresh_from_db()
    assert (one.name, one.target) == ("Those who return", 40)


def test_how_a_milestone_stands_is_told_with_what_it_needs(world: World, browser: Client) -> None:
    milestone = plan(world, TODAY - timedelta(days=3))
    shown = initiative(world.youth, "A night of tables", by=world.partner)
    foreign = initiative(world.kosice_city, by=world.kosice_coordinator)
    url = f"/en/reports/measures/milestones/{milestone.pk}/tell/"
    wrong = {
        "on": {"outcome": "reached", "on": ""},
        "due": {"outcome": "moved", "due": ""},
        "reason": {"outcome": "missed"},
        "initiative": {"outcome": "reached", "on": str(TODAY), "initiative": str(foreign.pk)},
        "url": {"outcome": "reached", "on": str(TODAY), "url": "javascript:alert(1)"},
        "outcome": {"outcome": "nonsense"},
    }
    for field, sent in wrong.items():
        response = browser.post(url, sent)
        assert response.status_code == 422
        assert field in response.context["form"].errors
    browser.post(url, {"outcome": "reached", "on": str(TODAY), "initiative": str(shown.pk)})
    page = text(browser, BOARD)
    assert "A night of tables" in page
    assert "1 of 1 milestone is reached." in page


def test_the_board_costs_the_same_however_much_there_is(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for year in range(1, 6):
        one = plan(world, TODAY.replace(year=TODAY.year + year, day=1), challenge=world.housing)
        shown = initiative(world.youth, by=world.partner)
        one.prove(proof=Proof(initiative=shown, words="Seen"), by=world.coordinator)
        number = add(world, name=f"Number {year}", challenge=world.city_vibe)
        for days in range(3):
            number.measure(
                day=TODAY - timedelta(days=days), value=Decimal(days), language="en", by=world.coordinator
            )
    browser = client_of(world, "partner")
    browser.get(BOARD)
    with django_assert_max_num_queries(20):
        browser.get(BOARD)
    with django_assert_max_num_queries(16):
        browser.get(f"/en/reports/measures/indicators/{number.pk}/")
