"""The demo's site visits: the recorded one, and those that are still to come."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from alliances.models import Alliance
from challenges.models import Challenge
from initiatives.models import Initiative
from magnet.demo.allied import partnership
from magnet.demo.files import rows
from magnet.demo.texts import texts_of
from people.models import Person
from visits.models import Invitee, Outcome, ProgrammeItem, Registration, SiteVisit, SiteVisitTranslation


def load_visits() -> int:
    for row in rows("visits"):
        if not SiteVisit.objects.filter(slug=row["slug"]).exists():
            load_visit(row)
    return len(rows("visits"))


def load_visit(row: dict[str, Any]) -> None:
    """One visit: recorded history where only its month is known, else one that is still to come."""
    alliance = Alliance.objects.get(slug=row["alliance"])
    coordinator = Person.objects.get(email=f"coordinator@{alliance.slug}.example")
    month = date.fromisoformat(f"{row['month']}-01") if row["month"] else None
    first = None if row["day"] is None else timezone.localdate() + timedelta(days=row["day"])
    at = datetime.combine(month, time(12), tzinfo=UTC) if month else timezone.now() - timedelta(days=5)
    said = {"title": "title", "body": "text", "venue": "venue", "meeting_point": "meeting_point"}
    texts = texts_of(row, {field: key for field, key in said.items() if key in row})
    visit = SiteVisit.plan_one(
        alliance=alliance,
        slug=row["slug"],
        plan=row["plan"],
        title=texts["title"],
        text=texts["body"],
        language=texts["language"],
        month=month,
        first_day=first,
        last_day=first and first + timedelta(days=row.get("nights", 0)),
        venue=texts.get("venue", ""),
        meeting_point=texts.get("meeting_point", ""),
        languages=row.get("languages", ()),
        capacity=row.get("capacity"),
        hosts=Person.objects.filter(email__in=row.get("hosts", ())),
        programme_known=row["programme"] is not None,
        by_inference="month" in row["by_inference"],
        demo=row.get("demo", False),
        by=coordinator,
        at=at,
    )
    SiteVisitTranslation.objects.bulk_create(
        SiteVisitTranslation(source=visit, language=language, texts=translated)
        for language, translated in texts["translations"].items()
    )
    for slug in row["guests"]:
        Invitee.invite_delegation(
            visit=visit, alliance=Alliance.objects.get(slug=slug), by=coordinator, at=at
        )
    for item in row["programme"] or ():
        load_item(visit, item, coordinator, at)
    visit.move_on(to=row["phase"], by=coordinator, at=at)
    for answer in row.get("answers", ()):
        load_answers(visit, answer, at)
    if row.get("outcomes"):
        for adoption in rows("adoptions"):
            if adoption["occasion"] == visit.slug:
                Outcome.take_home(
                    visit=visit,
                    alliance=Alliance.objects.get(slug=adoption["alliance"]),
                    challenge=Challenge.objects.get(slug=adoption["challenge"]),
                    by=Person.objects.get(email=f"partner@{adoption['alliance']}.example"),
                    at=at,
                )


def load_item(visit: SiteVisit, row: dict[str, Any], by: Person, at: Any) -> None:
    ProgrammeItem.add(
        visit=visit,
        day=row["day"],
        starts=time.fromisoformat(row["from"]),
        ends=time.fromisoformat(row["until"]),
        title=row["title"],
        text=row.get("text", ""),
        place=row.get("place", ""),
        host=partnership(visit.alliance.slug, row["host"]) if "host" in row else None,
        language=row.get("language", ""),
        challenge=Challenge.objects.filter(slug=row.get("challenge")).first(),
        initiative=Initiative.objects.filter(slug=row.get("initiative")).first(),
        bring=row.get("bring", ""),
        by=by,
        at=at,
    )


def load_answers(visit: SiteVisit, row: dict[str, Any], at: Any) -> None:
    """What a guest with an account answered for each day, and what they hope for."""
    person = Person.objects.get(email=row["person"])
    for day, answer in zip(visit.days, row["days"], strict=True):
        registration = Registration.answer_for(visit=visit, day=day, answer=answer, by=person, at=at)
    registration.invitee.tell(expectation=row.get("expects", ""), needs="", at=at)
