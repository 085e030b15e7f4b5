"""What several kinds of report read: an alliance's work in a period, counted by the database, and what was told of it.

Everything comes through ``visible_to`` of the report's reader. Each number leads to the list it was counted from,
narrowed by the same words.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from alliances.models import Alliance, Commitment
from challenges.models import Challenge
from initiatives.models import Initiative, InitiativeQuerySet, Update
from initiatives.models.update import UpdateQuerySet
from reports.document import Link, Number, Sentence
from reports.registry import Scope
from visits.models import SiteVisit
from web.markdown import first_words

MOST = 200  # visits
FEW = 8  # sentences drawn for one box
LONG = 280  # characters of each


# --- what there is ----------------------------------------------------------------------------------
def standing(scope: Scope) -> InitiativeQuerySet:
    """The alliance's initiatives by the end of the period."""
    rows: Any = Initiative.objects.standing().visible_to(scope.reader)
    return rows.filter(partnership__alliance=scope.alliance, logged_at__lt=scope.end)


def logged(scope: Scope) -> InitiativeQuerySet:
    """Those of them that were logged within it."""
    return standing(scope).filter(logged_at__gte=scope.begin)


def told(scope: Scope) -> UpdateQuerySet:
    """What was told of the alliance's initiatives as having happened within it."""
    rows: Any = Update.objects.standing().visible_to(scope.reader)
    return rows.filter(
        initiative__partnership__alliance=scope.alliance,
        happened_on__gte=scope.since,
        happened_on__lte=scope.until,
    )


def challenges(scope: Scope) -> list[Challenge]:
    """The alliance's challenges, in their order."""
    rows: Any = Challenge.objects.standing().visible_to(scope.reader)
    read = lambda: list(rows.filter(alliance=scope.alliance).with_text().in_order())  # noqa: E731
    return scope.once("challenges", read)


def promised(scope: Scope) -> QuerySet[Commitment]:
    """The alliance's commitments that fall due within the period."""
    rows: Any = Commitment.objects.visible_to(scope.reader)
    return rows.filter(alliance=scope.alliance, due__gte=scope.since, due__lte=scope.until)


def visits(scope: Scope) -> list[SiteVisit]:
    """The visit that the report is on, else the alliance's visits that fall into the period; those whose day is
    unknown by their month."""
    days = Q(first_day__lte=scope.until, last_day__gte=scope.since)
    month = Q(first_day=None, month__gte=scope.since.replace(day=1), month__lte=scope.until)
    mine = receiving([scope.alliance], scope.reader).filter(
        Q(pk=scope.about) if scope.about else days | month
    )
    return scope.once("visits", lambda: list(mine.for_cards().soonest_first()[:MOST]))


def receiving(alliances: Sequence[Alliance], person: Any) -> Any:
    """The visits that these alliances receive or received, as far as ``person`` may see them."""
    rows: Any = SiteVisit.objects.visible_to(person).standing().announced()
    return rows.filter(alliance__in=alliances)


def counted(rows: QuerySet, by: str) -> dict[Any, int]:
    """How many of ``rows`` there are by what ``by`` leads to; one query."""
    found = rows.order_by().values_list(by).annotate(count=Count("pk", distinct=True))
    return dict(found)


# --- where it is found ------------------------------------------------------------------------------
def to_list(route: str, **given: Any) -> str:
    """The address of a list narrowed by ``given``; what is empty is left out."""
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse(route)}?{query}" if query else reverse(route)


def to_initiatives(scope: Scope, *, new: bool = False, **given: Any) -> str:
    """The list of the initiatives that ``standing`` (or ``logged``, where ``new``) counts."""
    since = scope.since if new else None
    return to_list("initiatives:list", alliance=scope.alliance.slug, since=since, until=scope.until, **given)


def to_updates(scope: Scope, **given: Any) -> str:
    """The list of the updates that ``told`` counts."""
    period = {"since": scope.since, "until": scope.until}
    return to_list("initiatives:updates", alliance=scope.alliance.slug, **period, **given)


def number(label: Any, value: int, path: str, unit: str = "") -> Number:
    """A figure and the list behind it."""
    return Number(label=str(label), value=value, unit=unit, source=Link(title=str(label), path=path))


def here(scope: Scope, label: Any, value: int, section: str) -> Number:
    """A figure whose list stands in that section of the report itself; without a list where the section was not
    chosen."""
    source = Link(title=str(label), path=f"#{section}") if section in scope.sections else None
    return Number(label=str(label), value=value, source=source)


def day(on: date | None) -> str:
    """A day in a sentence, as the report's language writes it; nothing for none."""
    return date_format(on, "DATE_FORMAT") if on else ""


# --- what was said ----------------------------------------------------------------------------------
def sentences(rows: QuerySet[Update]) -> list[Sentence]:
    """The newest of ``rows``, each in a sentence with its record."""
    annotated: Any = rows
    return [_sentence(row) for row in annotated.for_reading().with_initiative().newest_first()[:FEW]]


def _sentence(update: Update) -> Sentence:
    text = update.text
    source = Link(title=update.about.title, path=update.get_absolute_url())
    return Sentence(text=first_words(text.body, LONG), language=text.language, source=source)


def promises(rows: Iterable[Commitment]) -> list[Sentence]:
    """Commitments as sentences: what, and why not where they were given up."""
    return [
        Sentence(
            text=f"{row.what}: {row.reason}" if row.reason else row.what,
            language=row.language,
            source=Link(title=f"{row.organisation.text.name}, {day(row.due)}", path=row.get_absolute_url()),
        )
        for row in rows
    ]
