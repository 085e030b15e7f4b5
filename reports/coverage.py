"""The coverage report: how far an alliance's innovation blocks reach, from ``blocks.coverage``."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blocks.coverage import DIMENSIONS, Cell, Coverage, Table, coverage
from reports.registry import Figures, ReportKind
from web.sheets import Sheet, Value

Rows = Iterable[list[Value]]


def gather(report: Any, step: Callable[[str], None]) -> Figures:
    """The figures of the report's alliance, as who asked for it may see them."""
    figures = coverage(report.alliance, report.asked_by, before=step)
    sheets = [
        overview(report, figures),
        *(matrix(figures, table) for table in figures.tables.values()),
        gaps(figures),
        dependences(figures),
    ]
    data = every_figure(figures)
    return Figures(finding=figures.finding, sheets=[*sheets, data], data=data)


def overview(report: Any, figures: Coverage) -> Sheet:
    """What the workbook is, and each block's own numbers."""
    rows: list[list[Value]] = [
        [_("Report"), report.title],
        [_("Figures as of"), timezone.now()],
        [_("Finding"), figures.finding],
        [_("Initiatives"), figures.initiatives],
        [_("Initiatives with a confirmed block"), figures.tagged],
        [_("Challenges without any work through a block"), len(figures.gaps)],
        [_("What counts"), _("Initiatives that stand, by the tags a coordinator has confirmed.")],
        [_("What this is"), _("A working paper of the alliance, no official form.")],
    ]
    return Sheet(title=_("Overview"), head=[_("What"), _("Value")], rows=rows)


def matrix(figures: Coverage, table: Table) -> Sheet:
    """One table as people read it: core and contributing in rows of their own, what it is set against in columns."""

    def rows() -> Iterator[list[Value]]:
        for block in figures.blocks:
            cells = [*table.row(block), figures.cell(block)]
            yield [block.text.name, _("Core"), *(cell.core for cell in cells)]
            yield [block.text.name, _("Contributing"), *(cell.contributing for cell in cells)]

    columns = [column.words for column in table.columns]
    head = [_("Innovation block"), _("Strength"), *columns, _("All initiatives")]
    return Sheet(title=str(table.label), head=head, rows=list(rows()), fixed=2)


def gaps(figures: Coverage) -> Sheet:
    """Challenges and blocks that never meet, the most surprising first."""
    rows: list[list[Value]] = [
        [gap.challenge.words, gap.block.text.name, gap.proposed] for gap in figures.gaps
    ]
    head = [_("Challenge"), _("Innovation block"), _("Proposed, not yet confirmed")]
    return Sheet(title=_("Gaps"), head=head, rows=rows)


def dependences(figures: Coverage) -> Sheet:
    """Blocks that rest on one partner, the heaviest first."""
    rows: list[list[Value]] = [
        [one.block.text.name, one.partner.words, one.count, one.total, one.share]
        for one in figures.dependences
    ]
    head = [_("Innovation block"), _("Rests on"), _("Its initiatives"), _("All initiatives"), _("Share in %")]
    return Sheet(title=_("Over-dependence"), head=head, rows=rows)


def every_figure(figures: Coverage) -> Sheet:
    """Every number in a row of its own, zeros too, so that a program finds what is not there."""

    def row(table: str, block: Any, against: str, cell: Cell) -> list[Value]:
        return [table, block.text.name, against, cell.core, cell.contributing, cell.settled, cell.proposed]

    rows = [
        row(str(table.label), block, column.words, table.cell(block, column))
        for table in figures.tables.values()
        for block in figures.blocks
        for column in table.columns
    ]
    rows += [row(_("All initiatives"), block, "", figures.cell(block)) for block in figures.blocks]
    head = [
        _("Table"),
        _("Innovation block"),
        _("Set against"),
        _("Core"),
        _("Contributing"),
        _("Core and contributing"),
        _("Proposed, not yet confirmed"),
    ]
    return Sheet(title=_("Every figure"), head=head, rows=rows, fixed=3)


COVERAGE = ReportKind(
    name="coverage",
    label=gettext_lazy("Coverage"),
    text=gettext_lazy(
        "How far the innovation blocks reach: into challenges, partners, stages and places, with the gaps and with "
        "what rests on one partner."
    ),
    title=gettext_lazy("Coverage: %(alliance)s"),
    steps={dimension.name: dimension.label for dimension in DIMENSIONS},
    gather=gather,
)
