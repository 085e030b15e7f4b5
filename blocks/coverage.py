"""Coverage: how far the blocks of one alliance reach into its challenges, partners, stages and places.

What counts is an initiative that stands, once for each of its tags; a tag counts as core or contributing
when a coordinator has settled it, and apart from these as proposed until then. An initiative with two
challenges counts for both, so a row of the challenges adds up to more than the block's own number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from alliances.models import Alliance, Partnership, Place
from blocks.models import SETTLED, Block, State, Strength, Tag
from challenges.models import Challenge
from initiatives.models import Initiative, Stage
from web.collation import sort_key
from web.slots import Words

# A share of one or two initiatives says nothing about a block.
FEWEST_TO_DEPEND = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """How many initiatives: settled as core, settled as contributing, and proposed only."""

    core: int = 0
    contributing: int = 0
    proposed: int = 0

    @property
    def settled(self) -> int:
        return self.core + self.contributing


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Column:
    """What blocks are set against: ``thing`` with its name, or a stage, or (``key`` is ``None``) nothing named.

    ``words`` and ``language`` are its name and the language that is in, for the language that was active.
    """

    key: Any
    words: str
    language: str = ""
    thing: Any = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Blocks against one dimension of DIMENSIONS."""

    name: str
    label: Words
    columns: list[Column]
    cells: dict[tuple[UUID, Any], Cell]

    def cell(self, block: Block, column: Column) -> Cell:
        return self.cells.get((block.pk, column.key), EMPTY)

    def row(self, block: Block) -> list[Cell]:
        return [self.cell(block, column) for column in self.columns]

    def settled(self, column: Column) -> int:
        """How many settled tags the column holds, over all blocks."""
        return sum(cell.settled for (_block, key), cell in self.cells.items() if key == column.key)


@dataclass(frozen=True, slots=True)
class Gap:
    """A challenge that no settled tag connects with a block; ``proposed`` initiatives may close it."""

    block: Block
    challenge: Column
    proposed: int


@dataclass(frozen=True, slots=True)
class Dependence:
    """A block more than half of whose initiatives one partner leads: ``count`` of ``total``."""

    block: Block
    partner: Column
    count: int
    total: int

    @property
    def share(self) -> int:
        """Percent, rounded."""
        return round(100 * self.count / self.total)


@dataclass(frozen=True)
class Coverage:
    """The figures of one alliance as one person may see them.

    ``initiatives`` is how many stand, ``tagged`` how many of those have a settled tag; ``blocks`` are the current
    ones and those retired that still hold settled tags; ``tables`` follow DIMENSIONS.
    """

    alliance: Alliance
    initiatives: int
    tagged: int
    blocks: list[Block]
    whole: dict[UUID, Cell]
    tables: dict[str, Table]

    def cell(self, block: Block) -> Cell:
        """The block's own number: each initiative once."""
        return self.whole.get(block.pk, EMPTY)

    @cached_property
    def gaps(self) -> list[Gap]:
        """Challenge and block that never meet, the most surprising first: where both are busy otherwise."""
        table = self.tables["challenge"]
        pairs = [
            (self.cell(block).settled * table.settled(column), Gap(block, column, cell.proposed))
            for block in self._current
            for column in table.columns
            if column.key is not None and not (cell := table.cell(block, column)).settled
        ]
        return [gap for _weight, gap in sorted(pairs, key=lambda pair: -pair[0])]

    @cached_property
    def dependences(self) -> list[Dependence]:
        """Blocks that rest on one partner, the heaviest first."""
        table = self.tables["partner"]
        found = []
        for block in self._current:
            total = self.cell(block).settled
            for column in table.columns:
                count = table.cell(block, column).settled
                if total >= FEWEST_TO_DEPEND and 2 * count > total:
                    found.append(Dependence(block, column, count, total))
        return sorted(found, key=lambda one: (-one.count / one.total, -one.total))

    @property
    def finding(self) -> str:
        """The figures' one sentence, in the active language."""
        gap = next((gap for gap in self.gaps if not gap.proposed), None)
        words: dict[str, Any] = {}
        if gap:
            words |= {"challenge": gap.challenge.words, "block": gap.block.text.name}
        if self.dependences:
            most = self.dependences[0]
            words |= {
                "share": most.share,
                "dependent": most.block.text.name,
                "partner": most.partner.words,
            }
        if not self.tagged:
            return _("No initiative has a confirmed block yet.")
        if gap and self.dependences:
            return (
                _(
                    "Nobody works on %(challenge)s through %(block)s yet; "
                    "%(share)d%% of %(dependent)s rests on %(partner)s."
                )
                % words
            )
        if gap:
            return _("Nobody works on %(challenge)s through %(block)s yet.") % words
        if self.dependences:
            return _("%(share)d%% of %(dependent)s rests on %(partner)s.") % words
        if self.gaps:
            return _("Every gap between a challenge and a block has a proposal that waits to be confirmed.")
        return _("Every challenge is worked on through every block.")

    @property
    def _current(self) -> list[Block]:
        return [block for block in self.blocks if not block.retired_at]


# --- what blocks are set against --------------------------------------------------------------------
Keys = set[Any]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """``path`` leads from a tag to what it is counted by; ``columns(alliance, person, keys)`` are all there is of
    it, also where nothing counts; ``nothing`` is what an initiative without any is counted under."""

    name: str
    label: Words
    path: str
    columns: Callable[[Alliance, Any, Keys], list[Column]]
    nothing: Words = ""


def _challenges(alliance: Alliance, person: Any, keys: Keys) -> list[Column]:
    rows = Challenge.objects.visible_to(person).filter(alliance=alliance).with_text().in_order()
    return [Column(row.pk, row.text.title, row.text.language, row) for row in rows]


def _partners(alliance: Alliance, person: Any, keys: Keys) -> list[Column]:
    """Today's partners, and former ones whose work still counts; by the names the page shows."""
    rows = Partnership.objects.filter(Q(until=None) | Q(pk__in=keys), alliance=alliance)
    columns = [
        Column(row.pk, row.organisation.text.name, row.organisation.text.language, row.organisation)
        for row in rows.select_related("organisation")
    ]
    return _by_alphabet(columns)


def _stages(alliance: Alliance, person: Any, keys: Keys) -> list[Column]:
    return [Column(stage.value, str(stage.label)) for stage in Stage]


def _places(alliance: Alliance, person: Any, keys: Keys) -> list[Column]:
    rows = Place.objects.filter(alliance=alliance)
    return _by_alphabet([Column(row.pk, row.text.name, row.text.language, row) for row in rows])


def _by_alphabet(columns: list[Column]) -> list[Column]:
    language = get_language() or "en"
    return sorted(columns, key=lambda column: sort_key(column.words, language))


DIMENSIONS = (
    Dimension(
        name="challenge",
        label=gettext_lazy("Challenges"),
        path="initiative__challenges",
        columns=_challenges,
        nothing=gettext_lazy("No challenge named"),
    ),
    Dimension(
        name="partner",
        label=gettext_lazy("Partners"),
        path="initiative__partnership",
        columns=_partners,
    ),
    Dimension(name="stage", label=gettext_lazy("Stages"), path="initiative__stage", columns=_stages),
    Dimension(
        name="place",
        label=gettext_lazy("Places"),
        path="initiative__place",
        columns=_places,
        nothing=gettext_lazy("No place named"),
    ),
)


# --- counting ---------------------------------------------------------------------------------------
def coverage(
    alliance: Alliance, person: Any, *, before: Callable[[str], None] = lambda name: None
) -> Coverage:
    """The coverage of ``alliance`` as ``person`` may see it, with names in the active language.

    One grouped query for each table and one for each table's columns, whatever the number of initiatives.
    ``before`` is called with each dimension's name before it is counted, for who wants to know how far it is.
    """
    tags = Tag.objects.visible_to(person).standing().filter(initiative__partnership__alliance=alliance)
    initiatives, tagged = _initiatives(alliance, person)
    whole = {block: cell for (block, _key), cell in _counted(tags, "block").items()}
    blocks = [
        block
        for block in Block.objects.visible_to(person).order_by("order", "slug")
        if not block.retired_at or whole.get(block.pk, EMPTY).settled
    ]
    tables = {}
    for dimension in DIMENSIONS:
        before(dimension.name)
        tables[dimension.name] = _table(dimension, alliance, person, tags)
    return Coverage(alliance, initiatives, tagged, blocks, whole, tables)


def _initiatives(alliance: Alliance, person: Any) -> tuple[int, int]:
    """How many of the alliance's initiatives stand, and how many of those have a settled tag."""
    settled = Tag.objects.filter(initiative=OuterRef("pk"), state__in=SETTLED)
    rows = Initiative.objects.visible_to(person).standing().filter(partnership__alliance=alliance)
    counted = rows.aggregate(standing=Count("pk"), tagged=Count("pk", filter=Exists(settled)))
    return counted["standing"], counted["tagged"]


def _table(dimension: Dimension, alliance: Alliance, person: Any, tags: QuerySet[Tag]) -> Table:
    counted = _counted(tags, dimension.path)
    columns = dimension.columns(alliance, person, {key for _block, key in counted if key is not None})
    if dimension.nothing and any(key is None for _block, key in counted):
        columns.append(Column(None, str(dimension.nothing)))
    # What has no column is something this person may not see, such as another's own challenge.
    known = {column.key for column in columns}
    cells = {place: cell for place, cell in counted.items() if place[1] in known}
    return Table(name=dimension.name, label=dimension.label, columns=columns, cells=cells)


def _counted(tags: QuerySet[Tag], path: str) -> dict[tuple[UUID, Any], Cell]:
    """``tags`` counted by block and by what ``path`` leads to."""
    settled = Q(state__in=SETTLED)
    rows = (
        tags.values("block_id", key=F(path))
        .annotate(
            core=Count("pk", filter=settled & Q(strength=Strength.CORE)),
            contributing=Count("pk", filter=settled & Q(strength=Strength.CONTRIBUTING)),
            proposed=Count("pk", filter=Q(state=State.PROPOSED)),
        )
        .order_by()
    )
    return {
        (row["block_id"], row["key"]): Cell(row["core"], row["contributing"], row["proposed"]) for row in rows
    }
