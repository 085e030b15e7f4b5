"""What this room puts into the slots of the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q

from alliances.models import Alliance
from people.models import Person
from reports.models import BoxWriter, Report
from reports.permissions import may_report, may_report_somewhere
from visits.models import SiteVisit
from web.slots import Panel, fill

FEW = 5


def of_alliances(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, dict[str, Any]]:
    """The reports that everybody may read, and the way to all for whoever may ask for one; one query."""
    rows = Report.objects.visible_to(person).filter(alliance__in=alliances, public=True).without_words()
    public: dict[Any, list[Report]] = {}
    for row in rows.select_related("alliance").newest_first():
        public.setdefault(row.alliance_id, []).append(row)
    found = {
        alliance: {"mine": may_report(person, alliance), "public": public.get(alliance.pk, [])[:FEW]}
        for alliance in alliances
    }
    return {alliance: data for alliance, data in found.items() if data["mine"] or data["public"]}


def doors(people: Sequence[Any], person: Any) -> dict[Any, bool]:
    """The way to the reports from a coordinator's desk."""
    return {one: True for one in people if may_report_somewhere(one)}


def awaiting(people: Sequence[Any], person: Any) -> dict[Any, list[Report]]:
    """The drafts that nobody has written into yet, for who coordinates their alliance, and those with a box that
    ``person`` was asked for and that is still empty; two queries."""
    if not isinstance(person, Person):
        return {}
    asked = Prefetch("writers", BoxWriter.objects.filter(person=person), to_attr="asked")
    rows: Any = Report.objects.drafts().filter(
        Q(pk__in=Report.objects.asked_of(person).values("pk"))
        | Q(pk__in=Report.objects.coordinated_by(person).filter(narrative={}).values("pk"))
    )
    rows = rows.defer("document").select_related("alliance").prefetch_related(asked).newest_first()
    found = [
        row for row in rows if not row.narrative or any(one.box not in row.narrative for one in row.asked)
    ]
    return dict.fromkeys(people, found[:FEW]) if found else {}


def of_visits(visits: Sequence[SiteVisit], person: Any) -> dict[SiteVisit, bool]:
    """The way from a visit to a report on it, for whoever may ask for one; no query."""
    return {one: True for one in visits if not one.is_draft and may_report(person, one.alliance)}


def fill_slots() -> None:
    """Show the way here where a coordinator is."""
    for slot, template, fetch in (
        ("alliance.panels", "alliance", of_alliances),
        ("visit.acts", "of_visit", of_visits),
        ("desk.doors", "door", doors),
        ("desk.awaits", "awaits", awaiting),
    ):
        fill(slot, Panel(name="reports", order=80, template=f"reports/slots/{template}.html", fetch=fetch))
