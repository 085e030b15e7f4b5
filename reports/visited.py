"""The visit report: who came to see what, what they took away, and what came of it. Guests are counted, never named."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import Alliance
from challenges.models import Challenge
from reports import reading
from reports.document import Cell, Link, Missing, Numbers, Paragraph, Part, Sentence, Table, day_cell
from reports.progress import box, received
from reports.registry import Occasion, Occasions, ReportKind, Scope, SectionKind, register
from visits.models import Outcome, ProgrammeItem, Registration, SiteVisit, Takeaway

MOST = 200


def occasions(alliances: Sequence[Alliance], person: Any) -> list[Occasion]:
    """Each of them with its days; all of its month while those are not known. One query."""
    rows = reading.receiving(alliances, person).for_cards().latest_first()[:MOST]
    return [
        Occasion(
            pk=visit.pk,
            alliance=visit.alliance,
            title=visit.text.title,
            since=visit.first_day or visit.month,
            until=visit.last_day or end_of_month(visit.month),
        )
        for visit in rows
    ]


def end_of_month(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def coming(scope: Scope) -> Any:
    """The answers of who had a place."""
    return Registration.objects.seated().filter(visit__in=reading.visits(scope))


def overview(scope: Scope) -> list[Part]:
    guests = coming(scope).order_by().values("invitee").distinct().count()
    numbers = [
        reading.here(scope, _("Site visits"), len(reading.visits(scope)), "visits"),
        reading.here(scope, _("Guests who had a place"), guests, "guests"),
        reading.here(scope, _("Takeaways"), takeaways(scope).count(), "takeaways"),
    ]
    return [Numbers(numbers=numbers), received(scope)]


def programme(scope: Scope) -> list[Part]:
    """What was shown, visit by visit."""
    parts: list[Part] = []
    for visit in reading.visits(scope):
        link = Link(title=visit.text.title, path=visit.get_absolute_url())
        items: Any = ProgrammeItem.objects.visible_to(scope.reader).filter(visit=visit)
        rows = list(items.standing().in_order()[:MOST])
        if not rows:
            text = _("%(visit)s: the programme is not known.") % {"visit": visit.text.title}
            parts.append(Missing(text=text, source=link))
            continue
        values: list[list[Cell]] = [
            [row.day, time_format(row.starts) if row.starts else "", row.title, row.place] for row in rows
        ]
        head = [_("Day"), _("From"), _("What"), _("Where")]
        paths = {f"{number}:2": link.path for number in range(len(rows))}
        parts.append(Table(title=visit.text.title, head=head, rows=values, paths=paths, fixed=3))
    return parts or none_held()


def none_held() -> list[Part]:
    return [
        Missing(
            text=_("No visit fell into this period."),
            source=Link(title=_("Site visits"), path=reading.to_list("visits:list")),
        )
    ]


def guests(scope: Scope) -> list[Part]:
    """How many came from where; numbers only."""
    city = "invitee__person__memberships__partnership__alliance__city"
    current = Q(invitee__person__memberships__ended_at=None)
    rows = (
        coming(scope)
        .filter(current)
        .order_by()
        .values_list(city)
        .annotate(count=Count("invitee", distinct=True))
    )
    found: list[list[Cell]] = [[name or _("Other guests"), count] for name, count in rows.order_by(city)]
    return [Table(title=_("Guests by city"), head=[_("City"), _("Guests")], rows=found)]


def takeaways(scope: Scope) -> Any:
    return Takeaway.objects.visible_to(scope.reader).filter(visit__in=reading.visits(scope))


def impressions(scope: Scope) -> list[Sentence]:
    """What was jotted down, without who did."""
    visits = SiteVisit.objects.all().with_text()
    return [
        Sentence(
            text=row.text,
            language=row.language,
            source=Link(title=row.visit.text.title, path=row.visit.get_absolute_url()),
        )
        for row in takeaways(scope).prefetch_related(Prefetch("visit", visits)).newest_first()[:MOST]
    ]


def jotted(scope: Scope) -> list[Part]:
    found = impressions(scope)
    return [Paragraph(sentences=[one]) for one in found] or [
        Missing(text=_("Nobody jotted down a takeaway yet."))
    ]


def taken_home(scope: Scope) -> list[Part]:
    """Which city takes which challenge home."""
    challenges = Challenge.objects.all().with_text()
    outcomes: Any = Outcome.objects.visible_to(scope.reader).filter(visit__in=reading.visits(scope))
    told = outcomes.select_related("alliance").prefetch_related(Prefetch("challenge", challenges))
    rows = list(told.taken_home().in_order()[:MOST])
    values: list[list[Cell]] = [
        [row.alliance.city, row.challenge.text.title, _("Yes") if row.adoption_id else _("Not yet")]
        for row in rows
    ]
    paths = {f"{number}:1": row.challenge.get_absolute_url() for number, row in enumerate(rows)}
    head = [_("City"), _("Challenge"), _("Adopted")]
    return [Table(title=_("What cities take home"), head=head, rows=values, paths=paths)]


def promised(scope: Scope) -> list[Part]:
    """What was promised there, kept or not."""
    outcomes: Any = Outcome.objects.visible_to(scope.reader).filter(visit__in=reading.visits(scope))
    rows = [row.commitment for row in outcomes.promised().select_related("commitment__organisation")[:MOST]]
    values: list[list[Cell]] = [
        [row.what, row.organisation.text.name, day_cell(row.due), str(row.get_state_display()), row.reason]
        for row in rows
    ]
    paths = {f"{number}:0": row.get_absolute_url() for number, row in enumerate(rows)}
    head = [_("What"), _("Who"), _("By when"), _("State"), _("Why not")]
    return [Table(title=_("Commitments made at the visits"), head=head, rows=values, paths=paths)]


def finding(scope: Scope) -> str:
    count = len(reading.visits(scope))
    if not count:
        return _("No visit fell into this period.")
    when = date_format(reading.visits(scope)[-1].month, "YEAR_MONTH_FORMAT")
    words = ngettext("%(count)d visit, in %(when)s.", "%(count)d visits, the last in %(when)s.", count)
    return words % {"count": count, "when": when}


VISIT = ReportKind(
    name="visit",
    label=gettext_lazy("Visit report"),
    text=gettext_lazy("What guests saw, what they took away, and which cities and organisations act on it."),
    note=gettext_lazy("A working paper of the alliance, no official form."),
    title=gettext_lazy("Visit report: %(alliance)s"),
    finding=finding,
    occasions=Occasions(
        question=gettext_lazy("On which visit?"),
        all=gettext_lazy("All visits of a period"),
        of=occasions,
    ),
)


def register_visit() -> None:
    summary = gettext_lazy("In our own words")
    hint = gettext_lazy("What this visit was about, and what it changed.")
    register(
        VISIT,
        SectionKind(name="visits", label=gettext_lazy("Visits"), order=10, parts=overview),
        SectionKind(
            name="summary",
            label=summary,
            order=20,
            parts=box("summary", summary, hint, lambda scope: impressions(scope)[: reading.FEW]),
        ),
        SectionKind(name="programme", label=gettext_lazy("Programme"), order=30, parts=programme),
        SectionKind(name="guests", label=gettext_lazy("Guests"), order=40, parts=guests),
        SectionKind(name="takeaways", label=gettext_lazy("Takeaways"), order=50, parts=jotted),
        SectionKind(name="home", label=gettext_lazy("What cities take home"), order=60, parts=taken_home),
        SectionKind(name="promised", label=gettext_lazy("Commitments"), order=70, parts=promised),
    )
