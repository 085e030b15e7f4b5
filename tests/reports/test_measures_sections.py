"""What a report says of milestones and indicators, and nothing from outside its period or its wall."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.urls import resolve
from django.utils import translation

from reports.document import Missing, Numbers, Paragraph, Table
from reports.measures.sections import indicator_parts, milestone_parts
from reports.registry import Scope
from tests.reports.test_measures import add, plan
from tests.world import World


def scope(world: World, reader: Any = None) -> Scope:
    return Scope(
        alliance=world.celje,
        reader=reader or world.coordinator,
        since=date(2026, 1, 1),
        until=date(2026, 6, 30),
        language="en",
        as_of=datetime(2026, 7, 1, tzinfo=UTC),
    )


def test_milestones_of_the_period_by_work_package(world: World) -> None:
    reached = plan(world, date(2026, 3, 1), "Open", challenge=world.housing)
    reached.reach(on=date(2026, 3, 5), by=world.coordinator)
    silent = plan(world, date(2026, 6, 1), "Silent", work_package="transfer")
    moved = plan(world, date(2025, 12, 1), "Moved away")
    moved.move(due=date(2027, 1, 1), reason="Later", by=world.coordinator)
    parts = milestone_parts(scope(world))
    numbers = next(part for part in parts if isinstance(part, Numbers))
    assert [number.value for number in numbers.numbers] == [2, 1, 0, 0]
    tables = [part for part in parts if isinstance(part, Table)]
    assert [(table.title, [row[0] for row in table.rows]) for table in tables] == [
        ("Thematic", ["Open"]),
        ("Transfer", ["Silent"]),
    ]
    assert tables[0].rows[0][1:5] == ["Housing", "2026-03-01", "Reached", "2026-03-05"]
    assert tables[0].paths["0:1"] == world.housing.get_absolute_url()
    missing = [part for part in parts if isinstance(part, Missing)]
    assert [resolve(part.source.path).kwargs for part in missing] == [{"pk": silent.pk}]
    assert [type(part) for part in milestone_parts(scope(world, world.outsider))] == [Missing]


def test_indicators_before_the_period_and_at_its_end(world: World) -> None:
    one, left = add(world, challenge=world.housing), add(world, name="Left alone", work_package="transfer")
    add(world, name="Not begun", baseline_on=date(2026, 7, 2))
    by = {"language": "en", "by": world.coordinator}
    for day, value in ((date(2025, 12, 31), 5), (date(2026, 2, 1), 9), (date(2026, 7, 1), 99)):
        one.measure(day=day, value=Decimal(value), **by)
    slip = one.measure(day=date(2026, 6, 30), value=Decimal(120), **by)
    slip.correct(day=date(2026, 6, 30), value=Decimal("12.5"), note="A slip", **by)
    left.measure(day=date(2025, 6, 1), value=Decimal(3), **by)
    parts = indicator_parts(scope(world))
    said = next(part for part in parts if isinstance(part, Paragraph))
    assert said.sentences[0].text == "Young people who come back: 12.5 of 30 by June 2027."
    tables = {part.title: part for part in parts if isinstance(part, Table)}
    assert tables["Thematic"].rows[0][3:7] == [0, 5, 12.5, 30]
    assert tables["Transfer"].rows[0][3:7] == [0, 3, 3, 30]
    assert [row[1:3] for row in tables["Measurements"].rows] == [["2026-02-01", 9], ["2026-06-30", 12.5]]
    # Two measurements of one indicator are two rows, also where only figures stand.
    assert tables["Measurements"].fixed == 2
    assert [part.source.title for part in parts if isinstance(part, Missing)] == ["Left alone"]
    with translation.override("sl"):
        assert "12,5 od 30" in indicator_parts(scope(world))[0].sentences[0].text
