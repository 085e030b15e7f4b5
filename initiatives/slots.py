"""What this room puts into the slots of the rooms below."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.urls import reverse

from alliances.models import Alliance, Organisation
from alliances.permissions import may_coordinate
from challenges.models import Challenge
from initiatives.models import STEPS, Initiative, Stage, Update
from initiatives.overview import silence
from initiatives.permissions import may_import_somewhere
from web.models import Counted
from web.slots import Panel, fill

FEW = 6
LESSONS = 8
ON_A_CHALLENGE = 60


def by_stage(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, dict[str, Any]]:
    """The newest initiatives of each challenge, grouped by how far along they are; one query."""
    rows = Initiative.objects.standing().visible_to(person).filter(challenges__in=challenges)
    newest = rows.annotate(on=F("challenges")).for_cards().newest_first()
    of: dict[Any, list[Initiative]] = {challenge.pk: [] for challenge in challenges}
    for row in newest[: ON_A_CHALLENGE * len(challenges) + 1]:
        of[row.on].append(row)
    return {
        challenge: {
            "stages": _grouped(of[challenge.pk][:ON_A_CHALLENGE]),
            "further": len(of[challenge.pk]) > ON_A_CHALLENGE,
            "list_url": _list_url("challenge", challenge.slug),
            "log_url": reverse("initiatives:new"),
        }
        for challenge in challenges
    }


def _grouped(rows: list[Initiative]) -> list[tuple[Stage, list[Initiative]]]:
    """Stages that have any, in the method's order, those beside it last."""
    order = [*STEPS, *(stage for stage in Stage if stage not in STEPS)]
    groups = [(stage, [row for row in rows if row.stage == stage]) for stage in order]
    return [(stage, group) for stage, group in groups if group]


def lessons(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, dict[str, Any]]:
    """What those who work on each challenge learnt, the newest first; one query."""
    rows = (
        Update.objects.standing().lessons().visible_to(person).filter(initiative__challenges__in=challenges)
    )
    rows = rows.annotate(on=F("initiative__challenges")).for_reading().with_initiative().newest_first()
    of: dict[Any, list[Any]] = {challenge.pk: [] for challenge in challenges}
    for row in rows[: LESSONS * len(challenges) * 4]:
        if row.on in of:
            of[row.on].append(row)
    return {
        challenge: {"lessons": of[challenge.pk][:LESSONS]} for challenge in challenges if of[challenge.pk]
    }


def on_challenges(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, dict[str, Any]]:
    return _newest(challenges, person, field="challenges", param="challenge", few=1)


def of_alliances(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, dict[str, Any]]:
    return _newest(alliances, person, field="partnership__alliance", param="alliance")


def of_organisations(organisations: Sequence[Organisation], person: Any) -> dict[Organisation, Any]:
    return _newest(organisations, person, field="partnership__organisation", param="partner")


def _newest(things: Sequence[Any], person: Any, *, field: str, param: str, few: int = FEW) -> dict[Any, Any]:
    """``{thing: {"count", "newest", "list_url"}}`` of those that have any initiative; two queries.

    ``field`` leads from an initiative to the thing, ``param`` is the list's filter for it; counting stops at 1,001.
    Each thing is asked for by its own id in one union: so the database knows which are common and which rare.
    """
    if not things:
        return {}
    standing = Initiative.objects.standing().visible_to(person)
    parts = []
    for thing in things:
        rows = standing.filter(**{field: thing.pk})
        part = type(thing).objects.filter(pk=thing.pk).order_by()
        part = part.annotate(
            count=Counted(rows), newest=ArraySubquery(rows.newest_first().values("pk")[:few])
        )
        parts.append(part.values_list("pk", "count", "newest"))
    found = {pk: (count, ids) for pk, count, ids in parts[0].union(*parts[1:], all=True)}
    cards = Initiative.objects.for_cards().in_bulk([pk for _, ids in found.values() for pk in ids])
    return {
        thing: {
            "count": found[thing.pk][0],
            "newest": [cards[pk] for pk in found[thing.pk][1]],
            "list_url": _list_url(param, thing.slug),
        }
        for thing in things
        if found[thing.pk][0]
    }


def _list_url(param: str, slug: str) -> str:
    return f"{reverse('initiatives:list')}?{param}={slug}"


def import_of(alliances: Sequence[Alliance], person: Any) -> dict[Alliance, bool]:
    """The way to the import, for who coordinates that alliance; no query of its own."""
    return {alliance: True for alliance in alliances if may_coordinate(person, alliance)}


def import_doors(people: Sequence[Any], person: Any) -> dict[Any, bool]:
    """The way to the import from a coordinator's desk."""
    return {one: True for one in people if may_import_somewhere(one)}


def fill_slots() -> None:
    """Show initiatives on the pages of what they are about and of who works on them."""
    fill("challenge.card", _panel(10, "on_card", on_challenges))
    fill("challenge.panels", _panel(10, "by_stage", by_stage))
    fill(
        "challenge.panels",
        Panel(name="lessons", order=15, template="initiatives/slots/lessons.html", fetch=lessons),
    )
    fill("alliance.panels", _panel(20, "newest", of_alliances))
    fill("partner.panels", _panel(20, "newest", of_organisations))
    fill("overview.sections", _panel(40, "silence", silence))
    for slot, template, fetch in (
        ("alliance.panels", "import_panel", import_of),
        ("overview.sections", "import_panel", import_of),
        ("desk.doors", "import_door", import_doors),
    ):
        panel = Panel(name="import", order=70, template=f"initiatives/slots/{template}.html", fetch=fetch)
        fill(slot, panel)


def _panel(order: int, template: str, fetch: Callable[[Sequence[Any], Any], dict[Any, Any]]) -> Panel:
    return Panel(name="initiatives", order=order, template=f"initiatives/slots/{template}.html", fetch=fetch)
