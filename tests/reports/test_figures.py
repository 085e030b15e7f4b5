"""What the coverage report says: the workbook reopened, the CSV read, and the database counted another way agree."""

import csv
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from openpyxl import load_workbook

from initiatives.models import Initiative
from reports.models import Report
from tests.reports.making import asked, made, perform_for, some_work, tag
from tests.web.test_sheets import CORPUS
from tests.world import World, initiative


def workbook(report: Report) -> dict[str, list[tuple[Any, ...]]]:
    """Every worksheet's rows, in order."""
    book = load_workbook(report.files.get(format="xlsx").location)
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


def plain(report: Report) -> list[list[str]]:
    with report.files.get(format="csv").location.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cells(report: Report) -> Counter[tuple[str, str, str, str]]:
    """Every number of the CSV's tables of strengths: (table, block, set against, strength)."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for _section, table, row, column, value, _unit, _source in plain(report)[1:]:
        block, _dot, strength = row.rpartition(" · ")
        if strength in ("Core", "Contributing"):
            found[table, block, column, strength.lower()] += int(value)
    return found


def by_hand(world: World) -> Counter[tuple[str, str, str, str]]:
    """Counted initiative by initiative, in English: (table, block, set against, strength)."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for one in Initiative.objects.all():
        against = {
            "Challenges": [challenge.title for challenge in one.challenges.all()] or ["No challenge named"],
            "Partners": [one.partnership.organisation.name],
            "Stages": [one.get_stage_display()],
            "Places": [one.place.name if one.place else "No place named"],
        }
        for put in one.tags.filter(state__in=["confirmed", "amended"]):
            for table, names in against.items():
                for name in [*names, "All initiatives"]:
                    found[table, put.block.name, name, put.strength] += 1
    return found


def test_csv_and_database_agree(world: World) -> None:
    some_work(world)
    report = made(world)
    counted = by_hand(world)
    assert sum(counted.values()) > 20
    assert +cells(report) == counted


def test_each_table_as_people_read_it_holds_the_same_numbers(world: World) -> None:
    some_work(world)
    report = made(world)
    sheets = workbook(report)
    counted = by_hand(world)
    for table in ("Challenges", "Partners", "Stages", "Places"):
        head, *rows = sheets[table]
        assert head[:2] == ("Innovation block", "Strength")
        for row in rows:
            for name, number in zip(head[2:], row[2:], strict=True):
                assert number == counted[table, row[0], name, row[1].lower()]


def test_the_workbook_says_what_it_is_and_what_it_found(world: World) -> None:
    some_work(world)
    report = made(world)
    sheets = workbook(report)
    overview = {row[1]: row[2] for row in sheets["Overview"][1:]}
    assert {"Overview", "Challenges", "Partners", "Stages", "Places", "Gaps", "Over-dependence"} <= set(
        sheets
    )
    assert overview["Report"] == "Coverage: Local Alliance Celje"
    assert overview["Finding"] == report.finding
    assert report.finding.startswith("Nobody works on ")
    assert (overview["Initiatives"], overview["Initiatives with a confirmed block"]) == (4, 4)
    assert len(sheets["Gaps"]) - 1 == 6
    assert overview["What this is"] == "A working paper of the alliance, no official form."


def test_numbers_are_numbers_and_headers_stay_in_sight(world: World) -> None:
    some_work(world)
    report = made(world)
    book = load_workbook(report.files.get(format="xlsx").location)
    page = book["Challenges"]
    assert page.freeze_panes == "C2"
    assert {cell.data_type for row in page.iter_rows(min_row=2, min_col=3) for cell in row} == {"n"}
    assert {cell.data_type for row in page.iter_rows(max_col=2) for cell in row} == {"s"}
    assert page["A1"].fill.fgColor.rgb == "FF17594A"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_is_in_the_language_asked_for_whatever_the_worker_speaks(world: World, language: str) -> None:
    some_work(world)
    report = asked(world, language)
    with translation.override("it"):
        perform_for(report)
    head = plain(report)[0]
    with translation.override(language):
        assert head[0] == translation.gettext("Section")
        assert workbook(report)[translation.gettext("Overview")][0][0] == translation.gettext("Section")
    values = {row[2].partition(" · ")[0] for row in plain(report)[1:]}
    assert ("Upravljanje" in values) == (language == "sl")


def test_nothing_people_wrote_becomes_a_formula(world: World) -> None:
    """Names of partners, blocks, challenges, places and of the alliance itself, from the corpus."""
    some_work(world)
    for number, (thing, name) in enumerate(
        [
            (world.youth.organisation, "name"),
            (world.incubator.organisation, "name"),
            (world.governance, "name"),
            (world.participation, "name"),
            (world.housing, "title"),
            (world.city_vibe, "title"),
            (world.prebold, "name"),
            (world.celje, "name"),
        ]
    ):
        setattr(thing, name, CORPUS[number % len(CORPUS)])
        thing.save(update_fields=[name])
    report = made(world)
    book = load_workbook(report.files.get(format="xlsx").location)
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    lines = plain(report)
    assert [cell for row in lines for cell in row if cell[:1] in set("=+-@\t\r\n")] == []
    assert any(cell == "'" + CORPUS[0] for row in lines for cell in row)


def test_the_alliances_own_initiatives_count_and_other_alliances_do_not(world: World) -> None:
    own = initiative(world.youth, public=False)
    tag(own, world.governance, "core", world)
    other = initiative(world.kosice_city, public=False)
    tag(other, world.governance, "core", world)
    assert cells(made(world))["Stages", "Governance", "All initiatives", "core"] == 1


def test_an_alliance_without_anything_still_gets_its_report(world: World) -> None:
    world.kosice_own.withdraw(by=world.kosice_coordinator, reason="It was opened by mistake")
    report, _new = Report.ask(
        kind="coverage", alliance=world.kosice, language="en", by=world.kosice_coordinator
    )
    perform_for(report)
    assert report.state == "done"
    assert report.finding == "No initiative has a confirmed block yet."
