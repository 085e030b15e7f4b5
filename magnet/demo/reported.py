"""The demo's frozen report: drafted, written into and frozen by the real verbs; a worker writes its files."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from activity.models import Owed, perform
from alliances.models import Alliance
from magnet.demo.measured import coordinator_of
from reports.models import JOB, Report, State
from reports.registry import kinds


def load_reports(rows: list[dict[str, Any]]) -> int:
    """Each once, outside the transaction that loads the rest: drafting reads what stands."""
    known = {kind.name for kind in kinds()}
    for row in rows:
        alliance = Alliance.objects.get(slug=row["alliance"])
        told = Report.objects.filter(alliance=alliance, kind=row["kind"], demo=True)
        if row["kind"] in known and not told.exclude(state=State.DRAFTED).exists():
            load_report(row, alliance)
    return len(rows)


def load_report(row: dict[str, Any], alliance: Alliance) -> None:
    """Draft one, unless a load that broke off has, write what its boxes hold, and have it frozen."""
    by, today = coordinator_of(alliance), timezone.localdate()
    since, until = (today + timedelta(days=days) for days in row["days"])
    report, _new = Report.ask(
        kind=row["kind"],
        alliance=alliance,
        language=row["language"],
        since=since,
        until=until,
        demo=True,
        by=by,
    )
    for owed in Owed.objects.open().filter(task=JOB, key=f"{report.pk}:{report.run}"):
        perform(owed.pk)
    report.refresh_from_db()
    if report.state == State.DRAFTED:
        narrative = {box.name: row["narrative"].get(box.name, "") for box in report.boxes}
        report.freeze(narrative=narrative, seen=report.version, by=by)
