"""What the kinds count: the same counted by SQL, and by the very lists that each figure leads to."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, Update
from reports.document import Document, Missing, Numbers, Paragraph, Picture, Table
from reports.models import Report
from tests.reports.making import drafted, perform_for, some_work
from tests.who import client_of
from tests.world import World, adoption, initiative, visit
from visits.models import Registration
from web.exceptions import DomainError

MOVED = """
SELECT count(*), count(*) FILTER (WHERE update.kind = 'lesson'), count(DISTINCT update.organisation_id)
FROM initiatives_update AS update
JOIN initiatives_initiative AS work ON work.id = update.initiative_id
JOIN alliances_partnership AS led ON led.id = work.partnership_id
WHERE led.alliance_id = %s AND update.withdrawn_at IS NULL AND work.withdrawn_at IS NULL
  AND update.happened_on BETWEEN %s AND %s
"""
WORK = """
SELECT count(*), count(*) FILTER (WHERE work.logged_at >= %s)
FROM initiatives_initiative AS work JOIN alliances_partnership AS led ON led.id = work.partnership_id
WHERE led.alliance_id = %s AND work.withdrawn_at IS NULL
"""


def by_sql(query: str, *values: Any) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


def says(report: Report) -> Document:
    assert report.says is not None
    return report.says


def number(document: Document, label: str) -> Any:
    return next(one for part in document.parts_of(Numbers) for one in part.numbers if one.label == label)


@pytest.fixture
def busy(world: World) -> World:
    """Work of this year and the last, in two alliances, public and not, told of on different days."""
    some_work(world)
    today = timezone.localdate()
    for place, one in enumerate(Initiative.objects.order_by("logged_at")):
        for kind, ago in (("progress", 3), ("lesson", 40 * place), ("help", 400)):
            Update.add(
                about=one, kind=kind, text=f"Told {ago} days ago.", language="en", by=world.partner,
                happened_on=today - timedelta(days=ago),
            )  # fmt: skip
    initiative(world.youth, public=False)
    initiative(world.kosice_city)
    old = initiative(world.incubator)
    Initiative.objects.filter(pk=old.pk).update(logged_at=timezone.now() - timedelta(days=500))
    initiative(world.youth, "Gone").withdraw(by=world.administrator, reason="A mistake")
    return world


def test_progress_is_what_sql_counts(busy: World) -> None:
    today = timezone.localdate()
    since = today - timedelta(days=100)
    document = says(drafted(busy, since=since, until=today))
    told, lessons, tellers = by_sql(MOVED, busy.celje.pk, since, today)
    stand, new = by_sql(WORK, since, busy.celje.pk)
    assert told > 4
    assert stand > new > 3
    figures = {
        "Initiatives": stand, "Logged in this period": new, "Updates in this period": told,
        "Organisations that told of them": tellers, "Lesson": lessons,
    }  # fmt: skip
    assert {label: number(document, label).value for label in figures} == figures
    stages = next(one for one in document.parts_of(Picture) if one.drawing == "stages")
    assert sum(row[1] for row in stages.table.rows) == stand
    weeks = next(one for one in document.parts_of(Picture) if one.drawing == "weeks")
    assert sum(row[1] for row in weeks.table.rows) == told
    assert len(weeks.table.rows) in (15, 16)


def test_every_figure_of_progress_leads_to_the_list_it_was_counted_from(busy: World) -> None:
    report = drafted(busy)
    client, document = client_of(busy, "coordinator"), says(report)
    figures = [
        (one.label, one.value, one.source.path)
        for part in document.parts_of(Numbers)
        for one in part.numbers
        if one.label != "Organisations that told of them"
    ]
    tables = [part.table if isinstance(part, Picture) else part for part in parts_with_tables(document)]
    figures += [
        (f"{table.title} {place}", table.rows[int(row)][int(column)], path)
        for table in tables
        for place, path in table.paths.items()
        for row, _colon, column in [place.partition(":")]
        if isinstance(table.rows[int(row)][int(column)], int)
    ]
    assert len(figures) > 40
    seen: dict[str, int] = {}
    for what, value, path in figures:
        if path not in seen:
            seen[path] = client.get(path).context["page"].found
        assert seen[path] == value, (what, path)


def parts_with_tables(document: Document) -> list[Any]:
    return [
        part for section in document.sections for part in section.parts if isinstance(part, Table | Picture)
    ]


def test_a_long_period_is_told_by_months(busy: World) -> None:
    report = drafted(busy, since=date(2024, 3, 15), until=date(2026, 2, 10))
    weeks = next(one for one in says(report).parts_of(Picture) if one.drawing == "weeks")
    assert len(weeks.table.rows) == 24
    assert [weeks.table.rows[0][0], weeks.table.rows[-1][0]] == ["Mar 2024", "Feb 2026"]
    assert "since=2024-03-15&until=2024-03-31" in weeks.table.paths["0:1"]


def test_a_transfer_report_marks_what_nobody_told(world: World) -> None:
    row = adoption(world.housing, world.kosice, due=date(2027, 1, 31))
    document = says(drafted(world, "transfer"))
    assert number(document, "Adoptions").value == 1
    flow = next(one for one in document.parts_of(Picture) if one.drawing == "flow")
    assert flow.table.rows[0][:2] == ["Celje", "Košice"]
    cities = next(one for one in document.parts_of(Picture) if one.drawing == "map")
    assert set(cities.places) == {"Celje", "Košice"}
    steps = next(one for one in document.parts_of(Table) if one.title == "First steps")
    assert steps.rows[0][3] == "2027-01-31", "a workbook has days as days"
    stages = next(one for one in document.parts_of(Picture) if one.drawing == "stages")
    for picture, column in ((stages, 1), (cities, 2)):
        behind = {picture.table.paths[f"{line}:{column}"] for line in range(len(picture.table.rows))}
        assert behind == {"#study"}, "each figure leads to the list that it counts"
    texts = str(document.as_json())
    type(row).objects.update(told_at=None)
    later = says(drafted(world, "transfer", "sl"))
    paths = [one.source.path for one in later.parts_of(Missing) if one.source]
    assert any(path.endswith(reverse("challenges:tell", args=[row.pk])[3:]) for path in paths)
    assert row.kept in texts
    assert row.kept not in str(later.as_json()["sections"][1])


def test_a_visit_report_counts_guests_and_names_none(world: World) -> None:
    assert (
        next(one.text for one in says(drafted(world, "visit")).parts_of(Missing))
        == "No visit fell into this period."
    )
    made = visit(world, "Yards of Celje")
    Registration.answer_for(visit=made, day=made.days[0], answer="coming", by=world.partner)
    until = made.days[-1] + timedelta(days=1)
    document = says(drafted(world, "visit", until=until, since=made.days[0] - timedelta(days=1)))
    assert [number(document, label).value for label in ("Site visits", "Guests who had a place")] == [1, 1]
    tables = {part.title: part.rows for part in document.parts_of(Table)}
    assert tables["Guests by city"] == [["Celje", 1]]
    assert tables["Site visits"][0][0] == "Yards of Celje"
    assert world.partner.name not in str(document.as_json())


def test_a_visit_report_may_be_on_one_visit_alone(world: World) -> None:
    made, other = visit(world, "Yards of Celje"), visit(world, "Roofs of Celje")
    abroad = visit(world, alliance=world.kosice)
    report = drafted(world, "visit", about=made.pk, since=date(2001, 1, 1))
    document = says(report)
    assert number(document, "Site visits").value == 1
    assert other.title not in str(document.as_json())
    assert report.title == document.title == "Visit report: Yards of Celje"
    assert (report.since, report.until) == (made.days[0], made.days[-1])
    report.freeze(narrative={}, seen=report.version, by=world.coordinator)
    again, new = perform_for(report).new_version(by=world.coordinator)
    assert (again.about, again.title, new) == (made.pk, report.title, True)
    for kind, about in (("visit", abroad.pk), ("visit", uuid4()), ("progress", made.pk)):
        with pytest.raises(DomainError):
            drafted(world, kind, about=about)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(about_title="Another one")


@pytest.mark.parametrize("kind", ["progress", "transfer", "visit", "coverage"])
def test_every_figure_leads_to_the_list_that_it_counts(busy: World, kind: str) -> None:
    adoption(busy.housing, busy.kosice)
    visit(busy, day=0)
    document = says(drafted(busy, kind, until=timezone.localdate()))
    client = client_of(busy, "coordinator")
    for section in document.sections:
        for one in [row for part in section.parts if isinstance(part, Numbers) for row in part.numbers]:
            assert one.source is not None, one.label
            place, _hash, anchor = one.source.path.partition("#")
            if place:
                words = client.get(place).content.decode().split('id="found"')[1].split("</div>")[0]
                assert re.search(rf"\b{one.value}\b", words), one
            else:
                there = next(row for row in document.sections if row.name == anchor)
                assert any(isinstance(part, (Table, Picture, Missing, Paragraph)) for part in there.parts)


def test_figures_lead_to_no_section_that_was_not_chosen(world: World) -> None:
    document = says(drafted(world, "visit", sections=["visits"]))
    sources = {one.label: one.source for part in document.parts_of(Numbers) for one in part.numbers}
    assert sources["Site visits"].path == "#visits"
    assert (sources["Takeaways"], sources["Guests who had a place"]) == (None, None)


@pytest.mark.parametrize(
    "query", ["?since=x", "?until=9999-12-31", "?since=0001-01-01", "?kind=%00", "?alliance=none"]
)
def test_lists_of_figures_take_nonsense(world: World, query: str) -> None:
    client = client_of(world, "partner")
    for route in ("initiatives:list", "initiatives:updates"):
        answer = client.get(reverse(route) + query)
        assert answer.status_code == 200
        if query != "?kind=%00":
            assert answer.context["page"].found == 0
