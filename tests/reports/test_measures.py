"""What an alliance measures: the rules of milestones and indicators, and what their verbs leave behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from activity.feed import latest
from activity.models import Event
from reports.measures.drawing import HEIGHT, WIDTH, line_of
from reports.measures.figures import figure, figure_of, typed
from reports.measures.models import Evidence, Indicator, Measurement, Milestone
from reports.measures.models.indicators import LARGEST
from reports.measures.models.milestones import Proof
from reports.measures.standing import Board, owed_by
from tests.world import World, initiative, visit
from web.exceptions import DomainError, Overtaken

DAY = timedelta(days=1)


def plan(world: World, due: date, title: str = "The mini-hub is open", **fields: Any) -> Milestone:
    given_: dict[str, Any] = {
        "alliance": world.celje,
        "work_package": "thematic",
        "language": "en",
        "by": world.coordinator,
    }
    return Milestone.plan(title=title, due=due, **{**given_, **fields})


def add(world: World, **fields: Any) -> Indicator:
    given_: dict[str, Any] = {
        "alliance": world.celje,
        "name": "Young people who come back",
        "unit": "people",
        "how": "The list at the door",
        "work_package": "thematic",
        "challenge": None,
        "baseline": Decimal(0),
        "baseline_on": date(2025, 1, 1),
        "target": Decimal(30),
        "target_on": date(2027, 6, 30),
        "direction": "up",
        "language": "en",
        "by": world.coordinator,
    }
    return Indicator.add(**{**given_, **fields})


def refused(act: Any, *args: Any, **answers: Any) -> str:
    """The field at which a verb refuses."""
    with pytest.raises(DomainError) as refusal:
        act(*args, **answers)
    return refusal.value.field


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


# --- milestones ------------------------------------------------------------------------------------
def test_at_most_two_milestones_are_due_in_a_calendar_year_of_an_alliance(world: World) -> None:
    first = plan(world, date(2027, 1, 1))
    second = plan(world, date(2027, 12, 31))
    assert refused(plan, world, date(2027, 6, 1)) == "due"
    other_year = plan(world, date(2028, 1, 1))
    plan(world, date(2027, 6, 1), alliance=world.kosice, by=world.kosice_coordinator)
    assert refused(other_year.move, due=date(2027, 5, 5), reason="Sooner", by=world.coordinator) == "due"
    # One of the two may move within its year, and what is withdrawn makes room.
    first.move(due=date(2027, 2, 1), reason="The floor dries", by=world.coordinator)
    second.withdraw(by=world.coordinator, reason="It stood there twice")
    other_year.move(due=date(2027, 5, 5), reason="Sooner", by=world.coordinator)
    assert Milestone.objects.standing().filter(alliance=world.celje, due__year=2027).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_cannot_plan_a_third(world: World) -> None:
    plan(world, date(2027, 1, 1))

    def one(number: int) -> str:
        try:
            plan(world, date(2027, 3, number))
        except DomainError as refusal:
            return refusal.field
        finally:
            connections.close_all()
        return "stands"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(1, 5))) == ["due", "due", "due", "stands"]


def test_a_milestone_s_way_is_told_and_the_first_day_stays(world: World) -> None:
    milestone = plan(world, date(2027, 3, 1), challenge=world.housing)
    assert refused(milestone.move, due=date(2027, 4, 1), reason=" ", by=world.coordinator) == "reason"
    milestone.move(due=date(2027, 4, 1), reason="The floor dries", by=world.coordinator)
    milestone.move(due=date(2027, 4, 1), reason="Again", by=world.coordinator)  # no-op
    assert (milestone.state, milestone.due, milestone.planned_for) == (
        "moved",
        date(2027, 4, 1),
        date(2027, 3, 1),
    )
    with translation.override("sl"):
        assert "1. 3. 2027" in " ".join(str(story.sentence) for story in latest(world.partner, limit=9))
    today = timezone.localdate()
    assert refused(milestone.reach, on=today + 2 * DAY, by=world.coordinator) == "on"
    milestone.reach(on=today, by=world.coordinator)
    milestone.reach(on=today, by=world.coordinator)
    assert (milestone.state, milestone.reached_on, milestone.reason) == ("reached", today, "")
    assert refused(milestone.miss, reason="", by=world.coordinator) == "reason"
    milestone.miss(reason="It was another hall", by=world.coordinator)
    assert (milestone.state, milestone.reached_on) == ("missed", None)
    told = [kind for kind in kinds() if kind.startswith("milestone.")]
    assert told == ["milestone.planned", "milestone.moved", "milestone.reached", "milestone.missed"]
    moved = Event.objects.get(kind="milestone.moved")
    assert moved.facts == {"was": "2027-03-01", "due": "2027-04-01"}
    assert set(moved.concerns) == {milestone.pk, world.celje.pk, world.housing.pk}
    assert (moved.public, moved.circles) == (False, [world.celje.circle_id])
    assert not [one for one in latest(world.outsider, limit=9) if "hub" in str(one.sentence)]


def test_evidence_is_of_one_s_own_alliance_once_and_read_behind_its_walls(world: World) -> None:
    milestone = plan(world, date(2027, 3, 1))
    shown = initiative(world.youth, "A night of tables", by=world.partner)
    other = initiative(world.kosice_city, by=world.kosice_coordinator)
    for foreign in (Proof(initiative=other), Proof(visit=visit(world, alliance=world.kosice))):
        assert refused(milestone.prove, proof=foreign, by=world.coordinator) in ("initiative", "visit")
    proof = Proof(initiative=shown, words="The mayor cut a ribbon", url="https://celje.example/hub")
    milestone.reach(on=timezone.localdate(), proof=proof, by=world.coordinator)
    milestone.prove(proof=proof, by=world.coordinator)
    assert milestone.evidence.count() == 3
    shown.withdraw(by=world.partner, reason="Twice")
    words = milestone.evidence.get(initiative=None, url="")
    words.remove(by=world.coordinator)
    words.remove(by=world.coordinator)
    read = Board.of(world.celje, world.partner).milestones[0].shown
    assert [str(one) for one in read if one.is_shown] == ["https://celje.example/hub"]
    assert not Evidence.objects.visible_to(world.outsider).exists()
    assert Evidence(url="javascript:alert(1)").href == ""


def test_who_reads_an_old_version_is_overtaken_and_the_other_s_words_are_kept(world: World) -> None:
    milestone = plan(world, date(2027, 3, 1))
    answers = {"work_package": "transfer", "challenge": None, "language": "en", "by": world.coordinator}
    milestone.change(title="The hub is open", seen=1, **answers)
    milestone.change(title="The hub is open", seen=1, **answers)  # the same once more changes nothing
    with pytest.raises(Overtaken):
        milestone.change(title="The hub opens", seen=1, **answers)
    assert [row.texts["title"] for row in milestone.revisions.order_by("number")] == [
        "The mini-hub is open",
        "The hub is open",
    ]
    assert (
        refused(milestone.change, **{**answers, "title": "x", "challenge": world.kosice_own}) == "challenge"
    )


# --- indicators ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"target": Decimal(0)}, "target"),
        ({"direction": "down"}, "target"),
        ({"target_on": date(2025, 1, 1)}, "target_on"),
        ({"target_on": date(9999, 1, 1)}, "target_on"),
        ({"baseline": Decimal("NaN")}, "baseline"),
        ({"target": Decimal("Infinity")}, "target"),
        ({"target": LARGEST * 10}, "target"),
        ({"target": Decimal("1.2345")}, "target"),
    ],
)
def test_an_indicator_that_leads_nowhere_is_refused_at_its_field(
    world: World, answers: dict[str, Any], field: str
) -> None:
    assert refused(add, world, **answers) == field


def test_what_was_measured_is_corrected_and_never_lost(world: World) -> None:
    indicator = add(world)
    today = timezone.localdate()
    by = {"language": "en", "by": world.coordinator}
    first = indicator.measure(day=today, value=Decimal("12.5"), **by)
    assert indicator.measure(day=today, value=Decimal("12.50"), **by) == first
    assert refused(indicator.measure, day=today, value=Decimal(13), **by) == "day"
    assert refused(indicator.measure, day=today + 2 * DAY, value=Decimal(1), **by) == "day"
    assert refused(indicator.measure, day=today - DAY, value=LARGEST + 1, **by) == "value"
    assert refused(first.correct, day=today, value=Decimal(11), note="", **by) == "note"
    second = first.correct(day=today, value=Decimal(11), note="One left", **by)
    assert first.correct(day=today, value=Decimal(11), note="One left", **by) == second
    assert refused(first.correct, day=today, value=Decimal(10), note="Two left", **by) == ""
    assert second.correct(day=today, value=Decimal(11), note="", **by) == second
    rows = indicator.measurements
    assert [row.value for row in rows.current()] == [11]
    assert set(rows.values_list("value", flat=True)) == {Decimal("12.5"), Decimal(11)}
    assert second.corrects_id == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(day=today, value=1)
    told = [kind for kind in kinds() if kind.startswith("indicator.")]
    assert told == ["indicator.added", "indicator.measured", "indicator.corrected"]
    world.coordinator.delete()
    assert {row.by_id for row in Measurement.objects.all()} == {None}


def test_how_it_stands_in_a_sentence_of_each_language(world: World) -> None:
    indicator = add(world)
    fewer = add(world, name="Empty flats", direction="down", baseline=Decimal(1200), target=Decimal("0.5"))
    indicator.measure(day=date(2026, 1, 1), value=Decimal(12), language="en", by=world.coordinator)
    found = {}
    for language in ("en", "sl", "hr", "it", "sk"):
        with translation.override(language):
            found[language] = [row.sentence for row in Board.of(world.celje, world.partner).indicators]
    assert found["en"] == ["12 of 30 by June 2027", "1,200, to fall to 0.5 by June 2027"]
    assert found["sl"] == ["12 od 30 do 30. 6. 2027", "1.200, do 30. 6. 2027 naj pade na 0,5"]
    assert found["hr"][0] == "12 od 30 do lipnja 2027."
    assert found["it"][0] == "12 su 30 entro giugno 2027"
    assert found["sk"][0] == "12 z 30 do júna 2027"
    assert not fewer.measurements.exists()


def test_what_is_owed_is_late_or_near_or_left_alone(world: World, django_assert_max_num_queries: Any) -> None:
    today = timezone.localdate()
    late, soon, far = (plan(world, today + days * DAY) for days in (-400, 20, 400))
    done = plan(world, today - 800 * DAY)
    done.reach(on=today, by=world.coordinator)
    begun = {"baseline_on": today - 200 * DAY, "target_on": today + 200 * DAY}
    by = {"language": "en", "by": world.coordinator}
    fresh, old, never = (add(world, name=name, **begun) for name in ("fresh", "old", "never"))
    fresh.measure(day=today - 92 * DAY, value=Decimal(1), **by)
    old.measure(day=today - 93 * DAY, value=Decimal(1), **by)
    assert world.coordinator.circle_ids  # asked for once a request, by whoever asks first
    with django_assert_max_num_queries(2):
        here = owed_by([world.celje, world.kosice], world.coordinator)
    assert (here[world.celje].late, here[world.celje].soon, here[world.celje].next) == ([late], [soon], far)
    assert {row.indicator for row in here[world.celje].stale} == {old, never}
    assert here[world.kosice].empty
    assert not here[world.kosice].waits
    assert owed_by([world.celje], world.outsider)[world.celje].empty


@given(st.data())
def test_a_line_stays_on_its_field_whatever_was_measured(data: st.DataObject) -> None:
    days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
    numbers = st.decimals(-LARGEST, LARGEST, places=3)
    indicator = Indicator(
        baseline=data.draw(numbers),
        baseline_on=data.draw(days),
        target=data.draw(numbers),
        target_on=data.draw(days),
    )
    rows = data.draw(st.lists(st.tuples(days, numbers), max_size=5))
    indicator.measured = [Measurement(day=day, value=value) for day, value in sorted(rows)]
    line = line_of(indicator)
    for path in (line.hoped, line.measured):
        for spot in path.lstrip("M").split("L"):
            x, y = map(float, spot.split())
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


@given(st.decimals(-LARGEST, LARGEST, places=3), st.sampled_from(["en", "sl", "hr", "it", "sk"]))
def test_a_number_is_read_as_it_was_shown_in_a_field(value: Decimal, language: str) -> None:
    with translation.override(language):
        assert figure_of(typed(value)) == value
        assert "E" not in figure(value)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "12,5", "12.5"),
        ("sl", "12.5", "12.5"),
        ("sl", "1 234,5", "1234.5"),
        ("en", "0,125", "0.125"),
        ("en", "1,234", None),
        ("sl", "1.234", None),
        ("en", "1,234.5", None),
        ("en", "NaN", None),
        ("en", "Infinity", None),
        ("en", "1e9", None),
        ("en", "twelve", None),
        ("en", "１２", "12"),
    ],
)
def test_a_comma_is_as_good_as_a_point_but_never_taken_for_thousands(
    language: str, text: str, value: str | None
) -> None:
    with translation.override(language):
        if value is None:
            with pytest.raises(ValidationError):
                figure_of(text)
        else:
            assert figure_of(text) == Decimal(value)


def test_what_is_measured_is_the_alliance_s_own(world: World) -> None:
    milestone, indicator = plan(world, date(2027, 3, 1)), add(world)
    for person, seen in ((world.partner, True), (world.administrator, True), (world.outsider, False)):
        assert Milestone.objects.visible_to(person).filter(pk=milestone.pk).exists() is seen
        assert Indicator.objects.visible_to(person).filter(pk=indicator.pk).exists() is seen
    assert not Milestone.objects.visible_to(world.kosice_coordinator).exists()
    assert milestone.walls() == (False, [world.celje.circle_id])


def test_a_day_is_the_alliance_s_own_day(world: World) -> None:
    indicator = add(world)
    before_midnight = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # already 2 March in Ljubljana
    made = indicator.measure(
        day=date(2026, 3, 2), value=Decimal(1), language="en", by=world.coordinator, at=before_midnight
    )
    assert made.day == date(2026, 3, 2)
