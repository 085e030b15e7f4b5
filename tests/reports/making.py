"""Reports for tests: asked for, and made as a worker makes them."""

from pathlib import Path
from typing import Any

from activity.models import Owed, perform
from alliances.models import Alliance
from blocks.models import Choice, Tag
from initiatives.models import Initiative
from people.models import Person
from reports.models import JOB, Report, folder
from tests.world import World, initiative


def ask(of: Alliance, by: Person, language: str = "en") -> Report:
    report, _new = Report.ask(kind="coverage", alliance=of, language=language, by=by)
    return report


def asked(world: World, language: str = "en") -> Report:
    """A report on Celje that its coordinator has asked for."""
    return ask(world.celje, world.coordinator, language)


def drafted(world: World, kind: str = "progress", language: str = "en", **given: Any) -> Report:
    """A draft on Celje, as a worker made it."""
    report, _new = Report.ask(
        kind=kind, alliance=world.celje, language=language, by=world.coordinator, **given
    )
    return perform_for(report)


def frozen(world: World, kind: str = "progress", narrative: Any = None, **given: Any) -> Report:
    """A frozen report on Celje."""
    report = drafted(world, kind, **given)
    report.freeze(narrative=narrative or {}, seen=report.version, by=world.coordinator)
    return perform_for(report)


def owed_for(report: Report) -> Owed:
    return Owed.objects.get(task=JOB, key=f"{report.pk}:{report.run}")


def perform_for(report: Report, now: Any = None) -> Report:
    """Do what is owed for the present run, as a worker does; returns the report as it is then."""
    report.refresh_from_db()
    perform(owed_for(report).pk, now)
    report.refresh_from_db()
    return report


def made(world: World, language: str = "en") -> Report:
    return perform_for(asked(world, language))


def files_on_disk() -> list[Path]:
    return sorted(path for path in folder().rglob("*") if path.is_file())


def tag(thing: Initiative, block: Any, strength: str, world: World) -> None:
    Tag.put(
        initiative=thing,
        choices=[Choice(block, strength, "because")],
        by=world.coordinator,
        confirming=True,
    )


def some_work(world: World) -> None:
    """Initiatives with tags, so that there is something to count."""
    for number, of in enumerate([world.youth, world.youth, world.incubator, world.municipality]):
        one = initiative(
            of,
            challenges=[world.housing] if number % 2 else [world.housing, world.city_vibe],
            place=world.prebold if number else None,
        )
        tag(one, world.governance, "core" if number else "contributing", world)
        if number < 2:
            tag(one, world.participation, "core", world)
