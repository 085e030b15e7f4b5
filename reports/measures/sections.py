"""What a report says of milestones and indicators: by work package and challenge, within its period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.document import Cell, Link, Missing, Number, Numbers, Paragraph, Part, Sentence, Table, day_cell
from reports.measures.figures import trimmed
from reports.measures.models import Indicator, Measurement, Milestone, WorkPackage
from reports.measures.models.milestones import State
from reports.measures.standing import sentence_at
from reports.registry import Scope, SectionKind, register_sections

# The cells of a row, and where each column leads.
Row = tuple[list[Cell], dict[int, str]]


def board(scope: Scope) -> str:
    return reverse("reports:measures", args=[scope.alliance.slug])


def tables(
    found: Sequence[Any], head: list[str], row: Callable[[Any], tuple[list[Cell], dict[int, str]]]
) -> list[Part]:
    """A table for each work package that has any of ``found``; ``row`` gives cells, and where a column leads."""
    parts: list[Part] = []
    for package in WorkPackage:
        rows = [row(one) for one in found if one.work_package == package]
        paths = {
            f"{place}:{column}": path
            for place, (_cells, to) in enumerate(rows)
            for column, path in to.items()
        }
        if rows:
            parts.append(
                Table(title=str(package.label), head=head, rows=[cells for cells, _to in rows], paths=paths)
            )
    return parts


def number_of(value: Decimal | None) -> Cell:
    """``value`` as a cell that can be reckoned with."""
    if value is None:
        return None
    short = trimmed(value)
    return int(short) if short == short.to_integral_value() else float(short)


def challenge_of(thing: Milestone | Indicator) -> Cell:
    return thing.challenge.text.title if thing.challenge else None


# --- milestones ------------------------------------------------------------------------------------
def milestones_in(scope: Scope) -> list[Milestone]:
    """Those due, first planned for or reached in the period; three queries and those of their evidence."""
    within = (scope.since, scope.until)
    rows = Milestone.objects.visible_to(scope.reader).standing().filter(alliance=scope.alliance)
    rows = rows.filter(Q(due__range=within) | Q(planned_for__range=within) | Q(reached_on__range=within))
    return list(rows.for_reading(scope.reader).soonest_first())


def milestone_parts(scope: Scope) -> list[Part]:
    """How many were reached, each with what became of it, and those of which nobody has said a word."""
    found = scope.once("milestones", lambda: milestones_in(scope))
    if not found:
        words = _("No milestone falls into this period.")
        return [Missing(text=words, source=Link(title=_("What we measure"), path=board(scope)))]
    head = [
        _("Milestone"),
        _("Challenge"),
        _("Due"),
        _("How it stands"),
        _("Reached on"),
        _("Why"),
        _("Evidence"),
    ]
    silent = [one for one in found if one.is_open and one.due <= scope.until]
    return [
        counted(found),
        *tables(found, head, milestone_row),
        *(
            Missing(
                text=_("Nobody has said yet how this milestone stands: %(title)s")
                % {"title": one.text.title},
                source=Link(title=one.text.title, path=reverse("reports:tell_milestone", args=[one.pk])),
            )
            for one in silent
        ),
    ]


def counted(found: list[Milestone]) -> Numbers:
    """How many there are and how they stand; the table beneath lists them."""
    source = Link(title=_("Milestones"), path="#milestones")
    numbers = [(_("Milestones of this period"), len(found))]
    for state in (State.REACHED, State.MOVED, State.MISSED):
        numbers.append((str(state.label), sum(one.state == state for one in found)))
    return Numbers(numbers=[Number(label=label, value=count, source=source) for label, count in numbers])


def milestone_row(one: Milestone) -> Row:
    shown = [evidence for evidence in one.shown if evidence.is_shown]  # type: ignore[attr-defined]
    cells: list[Cell] = [
        one.text.title,
        challenge_of(one),
        day_cell(one.due),
        str(one.get_state_display()),
        day_cell(one.reached_on),
        one.reason or None,
        "; ".join(str(evidence) for evidence in shown) or None,
    ]
    paths = {0: one.get_absolute_url()}
    if one.challenge:
        paths[1] = one.challenge.get_absolute_url()
    records = [evidence.href for evidence in shown if evidence.thing]
    if records:
        paths[6] = records[0]
    return cells, paths


# --- indicators ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Moved:
    """An indicator with what was measured last before the period, and up to its end; ``within`` what lies in it."""

    indicator: Indicator
    before: Measurement | None
    last: Measurement | None
    within: list[Measurement]

    @property
    def work_package(self) -> str:
        return self.indicator.work_package


def indicators_in(scope: Scope) -> list[Moved]:
    """Every indicator that had begun by the end of the period."""
    rows = Indicator.objects.visible_to(scope.reader).standing().filter(alliance=scope.alliance)
    found = []
    for one in rows.filter(baseline_on__lte=scope.until).for_reading(scope.reader).in_order():
        measured: list[Measurement] = [row for row in one.measured if row.day <= scope.until]
        earlier = [row for row in measured if row.day < scope.since]
        found.append(
            Moved(
                one,
                earlier[-1] if earlier else None,
                measured[-1] if measured else None,
                [row for row in measured if row.day >= scope.since],
            )
        )
    return found


def indicator_parts(scope: Scope) -> list[Part]:
    """How far each indicator is, what it was before, what was measured, and what nobody measured."""
    found = scope.once("indicators", lambda: indicators_in(scope))
    if not found:
        words = _("No indicator had begun by the end of this period.")
        return [Missing(text=words, source=Link(title=_("What we measure"), path=board(scope)))]
    head = [
        _("Indicator"),
        _("Challenge"),
        _("Unit"),
        _("Where it began"),
        _("Before this period"),
        _("At its end"),
        _("Target"),
        _("By when"),
    ]
    return [
        Paragraph(sentences=[sentence(one) for one in found if one.last]),
        *tables(found, head, indicator_row),
        *measurements(found),
        *(
            Missing(
                text=_("Not measured in this period: %(name)s") % {"name": one.indicator.text.name},
                source=Link(
                    title=one.indicator.text.name, path=reverse("reports:measure", args=[one.indicator.pk])
                ),
            )
            for one in found
            if not one.within
        ),
    ]


def sentence(one: Moved) -> Sentence:
    """How it stood at the end of the period, with the indicator's name before it."""
    value = one.last.value if one.last else one.indicator.baseline
    words = {"name": one.indicator.text.name, "sentence": sentence_at(one.indicator, value)}
    link = Link(title=one.indicator.text.name, path=reverse("reports:indicator", args=[one.indicator.pk]))
    return Sentence(text=_("%(name)s: %(sentence)s.") % words, source=link)


def indicator_row(one: Moved) -> Row:
    indicator = one.indicator
    cells: list[Cell] = [
        indicator.text.name,
        challenge_of(indicator),
        indicator.text.unit,
        number_of(indicator.baseline),
        number_of(one.before.value if one.before else None),
        number_of(one.last.value if one.last else None),
        number_of(indicator.target),
        day_cell(indicator.target_on),
    ]
    path = reverse("reports:indicator", args=[indicator.pk])
    paths = {0: path, 4: path, 5: path}
    if indicator.challenge:
        paths[1] = indicator.challenge.get_absolute_url()
    return cells, paths


def measurements(found: list[Moved]) -> list[Part]:
    """Everything that was measured in the period, with where it is from."""
    rows: list[list[Cell]] = []
    paths: dict[str, str] = {}
    for one in found:
        for measured in one.within:
            paths[f"{len(rows)}:2"] = reverse("reports:indicator", args=[one.indicator.pk])
            rows.append(
                [
                    one.indicator.text.name,
                    day_cell(measured.day),
                    number_of(measured.value),
                    measured.source or None,
                ]
            )
    head = [_("Indicator"), _("Day"), _("Value"), _("Where the number is from")]
    return [Table(title=_("Measurements"), head=head, rows=rows, paths=paths, fixed=2)] if rows else []


def register() -> None:
    """Give the progress report its chapters on what is measured."""
    register_sections(
        "progress",
        SectionKind(name="milestones", label=gettext_lazy("Milestones"), order=52, parts=milestone_parts),
        SectionKind(name="indicators", label=gettext_lazy("Indicators"), order=54, parts=indicator_parts),
    )
