"""The coverage report: how far an alliance's innovation blocks reach, from ``blocks.coverage``."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blocks.coverage import DIMENSIONS, Column, Coverage, Dimension, counting, coverage, table_of
from blocks.coverage import Table as Counted
from blocks.models import Block, Strength
from blocks.slots import ANY
from reports.document import Cell as Value
from reports.document import Drawing, Link, Number, Numbers, Paragraph, Part, Picture, Sentence, Table
from reports.registry import ReportKind, Scope, SectionKind, register

SETTLED = "settled"


def whole(scope: Scope) -> Coverage:
    """Each block's own numbers, and how many initiatives there are; no table yet."""
    return scope.once("coverage", lambda: coverage(scope.alliance, scope.reader, only=("none",)))


def counted(scope: Scope, dimension: Dimension) -> Counted:
    """The blocks set against one dimension."""
    tags = counting(scope.alliance, scope.reader)
    read = lambda: table_of(dimension, scope.alliance, scope.reader, tags)  # noqa: E731
    return scope.once(("coverage", dimension.name), read)


def figures(scope: Scope) -> Coverage:
    """All of it."""
    tables = {one.name: counted(scope, one) for one in DIMENSIONS}
    return replace(whole(scope), tables=tables)


def behind(scope: Scope, block: Block, count: str, name: str = "", column: Column | None = None) -> str:
    """The address of the list behind one number."""
    given = {"alliance": scope.alliance.slug, "block": block.slug, "count": count}
    if column:
        given |= {"by": name, "key": column.slug}
    return f"{reverse('blocks:behind')}?{urlencode(given)}"


def initiatives(scope: Scope) -> list[Part]:
    """How many there are, and what counts."""
    all_of_it = f"{reverse('initiatives:list')}?{urlencode({'alliance': scope.alliance.slug})}"
    numbers = [
        Number(
            label=_("Initiatives"),
            value=whole(scope).initiatives,
            source=Link(title=_("Initiatives"), path=all_of_it),
        ),
        Number(
            label=_("Initiatives with a confirmed block"),
            value=whole(scope).tagged,
            source=Link(title=_("Initiatives with a confirmed block"), path=f"{all_of_it}&block={ANY}"),
        ),
    ]
    counts = _("Initiatives that stand, by the tags a coordinator has confirmed.")
    return [Numbers(numbers=numbers), Paragraph(sentences=[Sentence(text=counts)])]


def matrix(dimension: Dimension) -> Callable[[Scope], Sequence[Part]]:
    """One table as people read it: core and contributing in rows of their own, what it is set against in columns."""

    def parts(scope: Scope) -> list[Part]:
        table = counted(scope, dimension)
        rows: list[list[Value]] = []
        paths: dict[str, str] = {}
        for block in whole(scope).blocks:
            cells = [*table.row(block), whole(scope).cell(block)]
            for strength in (Strength.CORE, Strength.CONTRIBUTING):
                for place, column in enumerate([*table.columns, None], start=2):
                    paths[f"{len(rows)}:{place}"] = behind(scope, block, strength, dimension.name, column)
                values = [getattr(cell, strength) for cell in cells]
                rows.append([block.text.name, str(strength.label), *values])
        names = [column.words for column in table.columns]
        head = [_("Innovation block"), _("Strength"), *names, _("All initiatives")]
        detail = Table(title=str(dimension.label), head=head, rows=rows, paths=paths, fixed=2)
        return [heat(scope, dimension, table), detail]

    return parts


def heat(scope: Scope, dimension: Dimension, table: Counted) -> Picture:
    """The same drawn: blocks by columns, both strengths together."""
    blocks = whole(scope).blocks
    rows: list[list[Value]] = [
        [block.text.name, *(cell.settled for cell in table.row(block))] for block in blocks
    ]
    paths = {
        f"{row}:{place}": behind(scope, block, SETTLED, dimension.name, column)
        for row, block in enumerate(blocks)
        for place, column in enumerate(table.columns, start=1)
    }
    title = _("Innovation blocks: %(by)s") % {"by": dimension.label}
    head = [_("Innovation block"), *(column.words for column in table.columns)]
    return Picture(
        drawing=Drawing.HEAT,
        sentence=busiest(blocks, table),
        table=Table(title=title, head=head, rows=rows, paths=paths),
    )


def busiest(blocks: Sequence[Block], table: Counted) -> str:
    """In a sentence, where most is done."""
    cells = [
        (table.cell(block, column).settled, block, column) for block in blocks for column in table.columns
    ]
    count, block, column = max(cells, key=lambda cell: cell[0], default=(0, None, None))
    if not count or block is None or column is None:
        return _("No initiative has a confirmed block yet.")
    words = ngettext(
        "Most is done where %(block)s meets %(column)s: %(count)d initiative.",
        "Most is done where %(block)s meets %(column)s: %(count)d initiatives.",
        count,
    )
    return words % {"block": block.text.name, "column": column.words, "count": count}


def gaps(scope: Scope) -> list[Part]:
    """Challenges and blocks that never meet, the most surprising first."""
    found = figures(scope).gaps
    rows: list[list[Value]] = [[gap.challenge.words, gap.block.text.name, gap.proposed] for gap in found]
    paths = {
        f"{row}:1": reverse("blocks:gap", args=[gap.block.slug, gap.challenge.slug])
        for row, gap in enumerate(found)
    }
    head = [_("Challenge"), _("Innovation block"), _("Proposed, not yet confirmed")]
    return [Table(title=_("Gaps"), head=head, rows=rows, paths=paths)]


def dependences(scope: Scope) -> list[Part]:
    """Blocks that rest on one partner, the heaviest first."""
    found = figures(scope).dependences
    rows: list[list[Value]] = [
        [one.block.text.name, one.partner.words, one.count, one.total, one.share] for one in found
    ]
    paths = {
        f"{row}:{place}": behind(scope, one.block, SETTLED, "partner", column)
        for row, one in enumerate(found)
        for place, column in ((2, one.partner), (3, None))
    }
    head = [_("Innovation block"), _("Rests on"), _("Its initiatives"), _("All initiatives"), _("Share in %")]
    return [Table(title=_("Over-dependence"), head=head, rows=rows, paths=paths)]


COVERAGE = ReportKind(
    name="coverage",
    label=gettext_lazy("Coverage report"),
    text=gettext_lazy(
        "How far the innovation blocks reach: into challenges, partners, stages and places, with the gaps and with "
        "what rests on one partner."
    ),
    note=gettext_lazy("A working paper of the alliance, no official form."),
    title=gettext_lazy("Coverage: %(alliance)s"),
    finding=lambda scope: figures(scope).finding,
    narrative=False,
    periodic=False,
)


def register_coverage() -> None:
    matrices = (
        SectionKind(name=one.name, label=one.label, order=20 + place, parts=matrix(one))
        for place, one in enumerate(DIMENSIONS)
    )
    register(
        COVERAGE,
        SectionKind(name="initiatives", label=gettext_lazy("Initiatives"), order=10, parts=initiatives),
        *matrices,
        SectionKind(name="gaps", label=gettext_lazy("Gaps"), order=40, parts=gaps),
        SectionKind(name="dependences", label=gettext_lazy("Over-dependence"), order=50, parts=dependences),
    )
