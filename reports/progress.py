"""The progress report, by the intervention logic: what was aimed at, what was done, what came of it.

Its figures count themselves; what they mean people write, from sentences that partners told.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.models import Commitment, Partnership
from challenges.models import Adoption
from initiatives.models import Stage, Update
from reports import reading
from reports.document import Cell, Drawing, Narrative, Numbers, Part, Picture, Sentence, Table, day_cell
from reports.registry import ReportKind, Scope, SectionKind, register
from web.slots import Words

WEEKS = 26  # a longer period is told by months
MOST = 100  # rows of a table of records

Kind = Update.Kind


# --- figures ----------------------------------------------------------------------------------------
def glance(scope: Scope) -> list[Part]:
    """The figures that say most."""
    active = reading.told(scope).order_by().values("organisation").distinct().count()
    return [
        Numbers(
            numbers=[
                reading.number(
                    _("Initiatives"), reading.standing(scope).count(), reading.to_initiatives(scope)
                ),
                reading.number(
                    _("Logged in this period"),
                    reading.logged(scope).count(),
                    reading.to_initiatives(scope, new=True),
                ),
                reading.number(
                    _("Updates in this period"), reading.told(scope).count(), reading.to_updates(scope)
                ),
                reading.number(_("Organisations that told of them"), active, reading.to_updates(scope)),
            ]
        )
    ]


def objectives(scope: Scope) -> list[Part]:
    """What the alliance set out to change: each challenge with the work on it."""
    all_of_it = reading.counted(reading.standing(scope), "challenges")
    new = reading.counted(reading.logged(scope), "challenges")
    told = reading.counted(reading.told(scope), "initiative__challenges")
    rows: list[list[Cell]] = []
    paths: dict[str, str] = {}
    for row, one in enumerate(reading.challenges(scope)):
        rows.append([one.text.title, all_of_it.get(one.pk, 0), new.get(one.pk, 0), told.get(one.pk, 0)])
        paths |= {
            f"{row}:0": one.get_absolute_url(),
            f"{row}:1": reading.to_initiatives(scope, challenge=one.slug),
            f"{row}:2": reading.to_initiatives(scope, new=True, challenge=one.slug),
            f"{row}:3": reading.to_updates(scope, challenge=one.slug),
        }
    head = [_("Challenge"), _("Initiatives"), _("Logged in this period"), _("Updates in this period")]
    return [Table(title=_("Work on each challenge"), head=head, rows=rows, paths=paths)]


def activities(scope: Scope) -> list[Part]:
    """How much was told and when, and who did it."""
    return [momentum(scope), kinds_told(scope), partners(scope)]


def momentum(scope: Scope) -> Picture:
    """What was told, week by week, or by months where the period is long."""
    weekly = scope.until - scope.since <= timedelta(weeks=WEEKS)
    trunc = TruncWeek("happened_on") if weekly else TruncMonth("happened_on")
    rows: Any = reading.told(scope).order_by().annotate(at=trunc)
    found = dict(rows.values_list("at").annotate(count=Count("pk")))
    spans = list(_spans(scope, weekly=weekly))
    paths = {
        f"{row}:1": reading.to_list(
            "initiatives:updates", alliance=scope.alliance.slug, since=first, until=last
        )
        for row, (first, last, _start) in enumerate(spans)
    }
    values: list[list[Cell]] = [
        [date_format(start, "d. m. Y" if weekly else "M Y"), found.get(start, 0)]
        for _first, _last, start in spans
    ]
    total = sum(found.values())
    sentence = ngettext(
        "%(count)d update was told of this period.", "%(count)d updates were told of this period.", total
    ) % {"count": total}
    head = [_("Week from") if weekly else _("Month"), _("Updates")]
    table = Table(title=_("Momentum"), head=head, rows=values, paths=paths)
    return Picture(drawing=Drawing.WEEKS, sentence=sentence, table=table)


def _spans(scope: Scope, *, weekly: bool) -> Sequence[tuple[date, date, date]]:
    """Every week or month of the period: its first and last day within it, and the day that names it."""
    start = scope.since - timedelta(days=scope.since.weekday()) if weekly else scope.since.replace(day=1)
    spans = []
    while start <= scope.until:
        following = start + timedelta(days=7) if weekly else (start + timedelta(days=32)).replace(day=1)
        last = min(following - timedelta(days=1), scope.until)
        spans.append((max(start, scope.since), last, start))
        start = following
    return spans


def kinds_told(scope: Scope) -> Numbers:
    """How many updates of each kind."""
    found = reading.counted(reading.told(scope), "kind")
    return Numbers(
        numbers=[
            reading.number(kind.label, found.get(kind, 0), reading.to_updates(scope, kind=kind.value))
            for kind in Kind
        ]
    )


def partners(scope: Scope) -> Table:
    """What each partner leads and tells."""
    leads = reading.counted(reading.standing(scope), "partnership")
    new = reading.counted(reading.logged(scope), "partnership")
    told = reading.counted(reading.told(scope), "organisation")
    found = Partnership.objects.filter(alliance=scope.alliance).select_related("organisation")
    rows: list[list[Cell]] = []
    paths: dict[str, str] = {}
    for one in found.order_by("organisation__sort_key", "organisation__name"):
        if one.until is not None and one.pk not in leads:
            continue
        slug, row = one.organisation.slug, len(rows)
        told_by = told.get(one.organisation_id, 0)
        rows.append([one.organisation.text.name, leads.get(one.pk, 0), new.get(one.pk, 0), told_by])
        paths |= {
            f"{row}:0": one.organisation.get_absolute_url(),
            f"{row}:1": reading.to_initiatives(scope, partner=slug),
            f"{row}:2": reading.to_initiatives(scope, new=True, partner=slug),
            f"{row}:3": reading.to_updates(scope, partner=slug),
        }
    head = [
        _("Organisation"),
        _("Leads initiatives"),
        _("Logged in this period"),
        _("Updates in this period"),
    ]
    return Table(title=_("What each partner does"), head=head, rows=rows, paths=paths)


def outputs(scope: Scope) -> list[Part]:
    """How far the work has come, and what was promised."""
    return [stages(scope), promised(scope)]


def stages(scope: Scope) -> Picture:
    """How many initiatives stand at which stage."""
    found = reading.counted(reading.standing(scope), "stage")
    rows: list[list[Cell]] = [[str(stage.label), found.get(stage, 0)] for stage in Stage]
    paths = {f"{row}:1": reading.to_initiatives(scope, stage=stage.value) for row, stage in enumerate(Stage)}
    most = max(Stage, key=lambda stage: found.get(stage, 0))
    sentence = _("No initiative stands yet.")
    if found:
        words = ngettext(
            "Most stand at this stage: %(stage)s, %(count)d initiative.",
            "Most stand at this stage: %(stage)s, %(count)d initiatives.",
            found[most],
        )
        sentence = words % {"stage": most.label, "count": found[most]}
    table = Table(title=_("Stages"), head=[_("Stage"), _("Initiatives")], rows=rows, paths=paths)
    return Picture(drawing=Drawing.STAGES, sentence=sentence, table=table)


def promised(scope: Scope) -> Table:
    """The commitments that fell due, kept or not."""
    found = list(reading.promised(scope).select_related("organisation").order_by("due", "pk")[:MOST])
    rows: list[list[Cell]] = [
        [one.what, one.organisation.text.name, day_cell(one.due), str(one.get_state_display()), one.reason]
        for one in found
    ]
    paths = {f"{row}:0": one.get_absolute_url() for row, one in enumerate(found)}
    head = [_("What"), _("Who"), _("By when"), _("State"), _("Why not")]
    return Table(title=_("Commitments due in this period"), head=head, rows=rows, paths=paths)


def results(scope: Scope) -> list[Part]:
    """What came of it elsewhere, and who came to see."""
    adopted: Any = Adoption.objects.visible_to(scope.reader).adopted()
    rows = list(
        adopted.filter(origin__alliance=scope.alliance, began_on__gte=scope.since, began_on__lte=scope.until)
        .for_cards()
        .newest_first()[:MOST]
    )
    taken = Table(
        title=_("Challenges that other cities took up"),
        head=[_("Challenge"), _("City"), _("Since"), _("How it stands")],
        rows=[
            [one.title, one.alliance.city, date_format(one.began_on, "YEAR_MONTH_FORMAT"), one.standing_words]
            for one in rows
        ],
        paths={f"{row}:0": one.get_absolute_url() for row, one in enumerate(rows)},
    )
    return [taken, received(scope)]


def received(scope: Scope) -> Table:
    """The visits of the period."""
    rows = reading.visits(scope)
    return Table(
        title=_("Site visits"),
        head=[_("Visit"), _("When"), _("How it stands")],
        rows=[
            [
                one.text.title,
                day_cell(one.first_day) or date_format(one.month, "YEAR_MONTH_FORMAT"),
                str(one.get_phase_display()),
            ]
            for one in rows
        ],
        paths={f"{row}:0": one.get_absolute_url() for row, one in enumerate(rows)},
    )


# --- what people write ------------------------------------------------------------------------------
def box(
    name: str, label: Words, hint: Words, drawn: Callable[[Scope], list[Sentence]]
) -> Callable[[Scope], list[Part]]:
    """A section of one box, with what it may be written from."""

    def parts(scope: Scope) -> list[Part]:
        return [Narrative(name=name, label=str(label), hint=str(hint), drawn=drawn(scope))]

    return parts


def highlights(scope: Scope) -> list[Sentence]:
    return reading.sentences(reading.told(scope).filter(kind__in=[Kind.MILESTONE, Kind.PROGRESS]))


def problems(scope: Scope) -> list[Sentence]:
    return reading.sentences(reading.told(scope).filter(kind=Kind.HELP))


def deviations(scope: Scope) -> list[Sentence]:
    """Work that rests or ended, and promises given up."""
    left: Any = reading.promised(scope).filter(state=Commitment.State.GIVEN_UP)
    given_up = reading.promises(left.select_related("organisation").order_by("due", "pk")[: reading.FEW])
    resting = reading.told(scope).filter(kind=Kind.STAGE, stage__in=[Stage.PAUSED, Stage.CLOSED])
    return [*reading.sentences(resting), *given_up]


def lessons(scope: Scope) -> list[Sentence]:
    return reading.sentences(reading.told(scope).lessons())


def ahead(scope: Scope) -> list[Sentence]:
    """What is promised for after the period."""
    rows: Any = Commitment.objects.visible_to(scope.reader).open()
    rows = rows.filter(alliance=scope.alliance, due__gt=scope.until).select_related("organisation")
    return reading.promises(rows.order_by("due", "pk")[: reading.FEW])


def finding(scope: Scope) -> str:
    """In a sentence, how much moved."""
    new, told = reading.logged(scope).count(), reading.told(scope).count()
    if not new and not told:
        return _("Nothing was logged or told in this period.")
    logged = ngettext("%(count)d new initiative", "%(count)d new initiatives", new) % {"count": new}
    moved = ngettext("%(count)d update", "%(count)d updates", told) % {"count": told}
    return _("In this period: %(new)s and %(updates)s.") % {"new": logged, "updates": moved}


PROGRESS = ReportKind(
    name="progress",
    label=gettext_lazy("Progress report"),
    text=gettext_lazy(
        "What the alliance aimed at, did and reached in a period, with what went well, what did not, and what comes "
        "next."
    ),
    note=gettext_lazy(
        "APR-style draft: a working paper towards the annual progress report, no official form."
    ),
    title=gettext_lazy("Progress report: %(alliance)s"),
    finding=finding,
)

BOXES = (
    (
        "highlights",
        gettext_lazy("Highlights"),
        gettext_lazy("What went well, and for whom it made a difference."),
        highlights,
        60,
    ),
    (
        "lessons",
        gettext_lazy("Lessons"),
        gettext_lazy("What you would do the same way again, or not."),
        lessons,
        62,
    ),
    (
        "problems",
        gettext_lazy("Problems"),
        gettext_lazy("What was hard, and what you did about it."),
        problems,
        64,
    ),
    (
        "deviations",
        gettext_lazy("Deviations"),
        gettext_lazy("What turned out different from the plan, and why."),
        deviations,
        66,
    ),
    (
        "ahead",
        gettext_lazy("What comes next"),
        gettext_lazy("The next steps, and who takes them."),
        ahead,
        68,
    ),
)


def register_progress() -> None:
    register(
        PROGRESS,
        SectionKind(name="glance", label=gettext_lazy("At a glance"), order=10, parts=glance),
        SectionKind(name="objectives", label=gettext_lazy("Objectives"), order=20, parts=objectives),
        SectionKind(name="activities", label=gettext_lazy("Activities"), order=30, parts=activities),
        SectionKind(name="outputs", label=gettext_lazy("Outputs"), order=40, parts=outputs),
        SectionKind(name="results", label=gettext_lazy("Results"), order=50, parts=results),
        *(
            SectionKind(name=name, label=label, order=order, parts=box(name, label, hint, drawn))
            for name, label, hint, drawn, order in BOXES
        ),
    )
