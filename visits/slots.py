"""What this room puts into the slots of the rooms below."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils import timezone

from alliances.models import Alliance
from people.models import Person
from visits.models import CalendarLink, Invitee, Phase, Registration, SiteVisit, Takeaway
from web.slots import Panel, fill

ON_AN_ALLIANCE = 6
PINNED = 12
AWAITING = 3


def next_visit(places: Sequence[Any], person: Any) -> dict[Any, SiteVisit]:
    """The visit that comes next, for the courtyard; one query."""
    rows = SiteVisit.objects.announced().standing().visible_to(person).ahead(timezone.localdate())
    found = rows.soonest_first().for_cards().first()
    return dict.fromkeys(places, found) if found else {}


def of_alliances(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, list[SiteVisit]]:
    """The latest visits that each alliance receives; one query."""
    rows = SiteVisit.objects.announced().standing().visible_to(person).filter(alliance__in=alliances)
    found: dict[Alliance, list[SiteVisit]] = {}
    of = {alliance.pk: alliance for alliance in alliances}
    for visit in rows.latest_first().for_cards()[: ON_AN_ALLIANCE * len(alliances)]:
        found.setdefault(of[visit.alliance_id], []).append(visit)
    return found


def pinned_to(field: str) -> Callable[[Sequence[Any], Any], dict[Any, list[Takeaway]]]:
    """The takeaways pinned to each thing by ``field``; one query and one for their visits."""

    def fetch(things: Sequence[Any], person: Any) -> dict[Any, list[Takeaway]]:
        of = {thing.pk: thing for thing in things}
        rows = Takeaway.objects.visible_to(person).filter(**{f"{field}__in": of}).annotate(on=F(field))
        visits = SiteVisit.objects.all().with_text()
        rows = rows.newest_first().prefetch_related(Prefetch("visit", visits))
        found: dict[Any, list[Takeaway]] = {}
        for row in rows[: PINNED * len(of)]:
            found.setdefault(of[row.on], []).append(row)
        return found

    return fetch


def unanswered(people: Sequence[Any], person: Any) -> dict[Any, list[SiteVisit]]:
    """The visits ahead that ``person`` is invited to with their alliance and has not answered; one query."""
    if not isinstance(person, Person):
        return {}
    answered = Registration.objects.filter(visit=OuterRef("pk"), invitee__person=person)
    invited = Invitee.objects.delegations().filter(alliance__circle__in=person.circle_ids).values("visit")
    rows = SiteVisit.objects.announced().standing().visible_to(person).ahead(timezone.localdate())
    rows = rows.filter(~Exists(answered), pk__in=invited, first_day__isnull=False)
    found = list(rows.soonest_first().for_cards()[:AWAITING])
    return {one: found for one in people if found}


def to_write_up(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, list[SiteVisit]]:
    """The visits of each alliance that were held and are not written up yet; one query."""
    of = {alliance.pk: alliance for alliance in alliances}
    rows = SiteVisit.objects.standing().visible_to(person).filter(phase=Phase.HELD, alliance__in=of)
    found: dict[Alliance, list[SiteVisit]] = {}
    for visit in rows.latest_first().for_cards()[: ON_AN_ALLIANCE * len(of)]:
        found.setdefault(of[visit.alliance_id], []).append(visit)
    return found


def calendar_address(people: Sequence[Any], person: Any) -> dict[Any, dict[str, bool]]:
    """Whether each of ``people`` (oneself) has an address for their calendar; one query."""
    standing = set(CalendarLink.objects.standing().visible_to(person).values_list("person", flat=True))
    return {one: {"standing": one.pk in standing} for one in people}


def fill_slots() -> None:
    """Show visits in the courtyard and on the pages of their hosts, and one's calendar in the settings."""
    for slot, template, fetch in (
        ("courtyard.sections", "next", next_visit),
        ("alliance.panels", "of_alliance", of_alliances),
        ("desk.awaits", "awaits", unanswered),
        ("overview.sections", "to_write_up", to_write_up),
        ("settings.panels", "settings", calendar_address),
        ("challenge.panels", "takeaways", pinned_to("challenges")),
        ("initiative.panels", "takeaways", pinned_to("initiatives")),
    ):
        fill(slot, Panel(name="visits", order=30, template=f"visits/slots/{template}.html", fetch=fetch))
