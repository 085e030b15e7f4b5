"""What the demo's alliance measures, and when its reports are due; by the rooms' own verbs, each once."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from alliances.models import Alliance
from challenges.models import Challenge
from initiatives.models import Initiative
from people.models import Person
from reports.measures.models import Indicator, Milestone
from reports.measures.models.milestones import Proof
from reports.registry import kinds
from reports.schedules.models import ReportSchedule
from visits.models import SiteVisit

Row = dict[str, Any]


def day_of(told: list[Any]) -> date:
    """``[years from this one, month-day]`` as a day."""
    years, day = told
    return date.fromisoformat(f"{timezone.localdate().year + years}-{day}")


def coordinator_of(alliance: Alliance) -> Person:
    return Person.objects.get(email=f"coordinator@{alliance.slug}.example")


def placed(row: Row) -> Row:
    """Whose it is and where it belongs, as keywords of the verbs."""
    alliance = Alliance.objects.get(slug=row["alliance"])
    challenge = row["challenge"] and Challenge.objects.get(alliance=alliance, slug=row["challenge"])
    return {"alliance": alliance, "work_package": row["work_package"], "challenge": challenge, "demo": True}


def translated(row: Row, *names: str) -> Row:
    """Every language but English, as ``TranslatedInRow`` keeps them."""
    languages = [code for code in row[names[0]] if code != "en"]
    return {code: {name: row[name][code] for name in names} for code in languages}


def load_milestones(rows: list[Row]) -> int:
    """Once for each alliance that has planned none."""
    bare = set(Alliance.objects.filter(milestones=None).values_list("slug", flat=True))
    for row in rows:
        if row["alliance"] in bare:
            load_milestone(row)
    return len(rows)


def load_milestone(row: Row) -> None:
    """One milestone and, where its day has come, what became of it."""
    place = placed(row)
    by = coordinator_of(place["alliance"])
    due, today = day_of(row["due"]), timezone.localdate()
    made = Milestone.plan(
        title=row["title"]["en"],
        due=due,
        language="en",
        by=by,
        at=min(noon(due - timedelta(days=300)), timezone.now()),
        **place,
    )
    made.translations = translated(row, "title")
    made.save(update_fields=["translations"])
    if "moved" in row and due <= today:
        moved, at = row["moved"], noon(due - timedelta(days=20))
        made.move(due=day_of(moved["due"]), reason=moved["reason"], by=by, at=at)
    if "reached" in row and day_of(row["reached"]) <= today:
        shown_by = row["shown_by"]
        proof = Proof(
            initiative=Initiative.objects.filter(slug=shown_by.get("initiative")).first(),
            visit=SiteVisit.objects.filter(slug=shown_by.get("visit")).first(),
        )
        on = day_of(row["reached"])
        made.reach(on=on, proof=proof, by=by, at=noon(on))


def load_indicators(rows: list[Row]) -> int:
    """Once for each alliance that measures nothing."""
    bare = set(Alliance.objects.filter(indicators=None).values_list("slug", flat=True))
    for row in rows:
        if row["alliance"] in bare:
            load_indicator(row)
    return len(rows)


def load_indicator(row: Row) -> None:
    """One indicator with everything that was measured, a slip and its correction included."""
    place = placed(row)
    by, today = coordinator_of(place["alliance"]), timezone.localdate()
    texts = {name: row[name]["en"] for name in ("name", "unit", "how")}
    (baseline, began), (target, ends) = row["baseline"], row["target"]
    made = Indicator.add(
        baseline=Decimal(str(baseline)),
        baseline_on=today + timedelta(days=began),
        target=Decimal(str(target)),
        target_on=today + timedelta(days=ends),
        direction=row["direction"],
        language="en",
        by=by,
        at=noon(today + timedelta(days=began)),
        **texts,
        **place,
    )
    made.translations = translated(row, *texts)
    made.save(update_fields=["translations"])
    for one in row["measurements"]:
        day = today - timedelta(days=one["days_ago"])
        told: Row = {"day": day, "source": one["source"], "language": "sl", "by": by}
        measured = made.measure(value=Decimal(str(one["value"])), at=noon(day), **told)
        if "corrected" in one:
            at = noon(day + timedelta(days=1))
            measured.correct(value=Decimal(str(one["corrected"])), note=one["note"], at=at, **told)


def load_schedules(rows: list[Row]) -> int:
    """When which report is due; only of kinds that the house has."""
    known = {kind.name for kind in kinds()}
    for row in rows:
        alliance = Alliance.objects.get(slug=row["alliance"])
        if (
            row["kind"] in known
            and not ReportSchedule.objects.filter(alliance=alliance, kind=row["kind"]).exists()
        ):
            ReportSchedule.set(
                alliance=alliance,
                kind=row["kind"],
                language=row["language"],
                sections=[],
                begin=day_of(row["begin"]),
                dates=[day_of(one) for one in row["dates"]],
                yearly_from=day_of(row["yearly_from"]),
                with_milestones=False,
                days_before=14,
                demo=True,
                by=coordinator_of(alliance),
            )
    return len(rows)


def noon(day: date) -> datetime:
    """Twelve on that day, or now where that is still to come: nothing was done in the future."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())
    return min(at, timezone.now())
