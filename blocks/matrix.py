"""Coverage as it is drawn: every number with the list behind it, how deep its colour is, and what it was before."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blocks.coverage import Cell, Column, Coverage, Table
from blocks.looking import PROPOSED, SETTLED_ONES, Look
from blocks.models import Block, Strength
from web.sheets import Sheet, Value

DEEPEST = 5


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number: ``value`` of what is counted, with the list behind it and its parts, and ``before`` what it was."""

    column: Column | None
    cell: Cell
    value: int
    url: str
    core_url: str
    contributing_url: str
    proposed_url: str
    level: int = 0
    gap_url: str = ""
    before: int | None = None
    before_url: str = ""

    @property
    def change(self) -> int:
        return 0 if self.before is None else self.value - self.before


@dataclass(frozen=True, kw_only=True)
class Row:
    block: Block
    whole: Number
    numbers: list[Number]

    @property
    def most(self) -> int:
        """The largest of its numbers, for the bars."""
        return max((number.value for number in self.numbers), default=0)


@dataclass
class Matrix:
    """``figures`` looked at in one way, beside what they were on the day to compare with, if any."""

    figures: Coverage
    look: Look
    earlier: Coverage | None = None

    @property
    def table(self) -> Table:
        return self.figures.tables[self.look.dimension.name]

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(block=block, whole=self._whole(block), numbers=list(self._numbers(block)))
            for block in self.figures.blocks
        ]

    @cached_property
    def _most(self) -> int:
        cells = [
            self.table.cell(block, column) for block in self.figures.blocks for column in self.table.columns
        ]
        return max((value_of(cell, self.look.count) for cell in cells), default=0)

    @property
    def finding(self) -> str:
        """Then and now in one sentence: which block has moved most since the day to compare with."""
        most = max(self.rows, key=lambda row: abs(row.whole.change), default=None)
        day = date_format(self.look.on, "DATE_FORMAT") if self.look.on else ""
        if most is None or not most.whole.change:
            return _("No block’s number has changed since %(day)s.") % {"day": day}
        words = {
            "day": day,
            "block": most.block.text.name,
            "then": most.whole.before,
            "now": most.whole.value,
        }
        if most.whole.change > 0:
            return _("Since %(day)s %(block)s has grown most: from %(then)d to %(now)d.") % words
        return _("Since %(day)s %(block)s has lost most: from %(then)d to %(now)d.") % words

    @property
    def tallest(self) -> int:
        """The largest of the blocks' own numbers, then and now, for the bars."""
        return max((max(row.whole.value, row.whole.before or 0) for row in self.rows), default=0)

    def _numbers(self, block: Block) -> Iterator[Number]:
        before = self.earlier.tables[self.look.dimension.name] if self.earlier else None
        for column in self.table.columns:
            then = before.cell(block, column) if before else None
            yield self._number(block, self.table.cell(block, column), then, column)

    def _whole(self, block: Block) -> Number:
        before = self.earlier.cell(block) if self.earlier else None
        return self._number(block, self.figures.cell(block), before)

    def _number(self, block: Block, cell: Cell, then: Cell | None, column: Column | None = None) -> Number:
        key = column.slug if column else ""
        value = value_of(cell, self.look.count)

        def behind(count: str, on: bool = False) -> str:
            day = self.look.on if on else None
            return reverse("blocks:behind") + self.look.behind(block=block.slug, count=count, key=key, on=day)

        return Number(
            column=column,
            cell=cell,
            value=value,
            url=behind(self.look.count),
            core_url=behind(Strength.CORE.value),
            contributing_url=behind(Strength.CONTRIBUTING.value),
            proposed_url=behind(PROPOSED),
            level=level(value, self._most) if column else 0,
            gap_url=self._gap_url(block, cell, column),
            before=None if then is None else value_of(then, self.look.count),
            before_url=behind(self.look.count, on=True),
        )

    def _gap_url(self, block: Block, cell: Cell, column: Column | None) -> str:
        """Where a gap is opened; "" where there is none, or nothing to close it with."""
        challenge = column and self.look.dimension.name == "challenge" and column.thing
        if not challenge or cell.settled or block.retired_at:
            return ""
        return reverse("blocks:gap", args=[block.slug, challenge.slug])

    def sheet(self) -> Sheet:
        """The matrix as a table of figures, each strength in a column of its own."""
        rows: list[list[Value]] = [
            [
                row.block.text.name,
                number.column.words if number.column else _("All initiatives"),
                number.cell.core,
                number.cell.contributing,
                number.cell.settled,
                number.cell.proposed,
            ]
            for row in self.rows
            for number in [*row.numbers, row.whole]
        ]
        head = [
            _("Innovation block"),
            str(self.table.label),
            _("Core"),
            _("Contributing"),
            _("Core and contributing"),
            _("Proposed, not yet confirmed"),
        ]
        return Sheet(title=_("Coverage"), head=head, rows=rows)


def value_of(cell: Cell, count: str) -> int:
    """What a word of ``looking.COUNTS`` counts in ``cell``."""
    return cell.settled if count == SETTLED_ONES else getattr(cell, count)


def level(value: int, most: int) -> int:
    """How deep a number's colour is, from 0 (none) to DEEPEST (the most there is)."""
    return 0 if not value else max(1, round(DEEPEST * value / most))
