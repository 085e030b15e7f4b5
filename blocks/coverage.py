"""Coverage: how far the blocks reach into challenges, partners, stages and places, in one alliance or across all.

What counts is an initiative that stands, once for each of its tags; a tag counts as core or contributing
when a coordinator has settled it, and apart from these as proposed until then. An initiative with two
challenges counts for both, so a row of the challenges adds up to more than the block's own number.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from alliances.models import Alliance, Organisation, Place
from blocks.models import SETTLED, Block, State, Tag, TagQuerySet
from challenges.models import Challenge
from initiatives.models import Initiative, Stage
from web.collation import sort_key
from web.slots import Words

# A share of one or two initiatives says nothing about a block.
FEWEST_TO_DEPEND = 3
# In addresses: the column of what names none.
NOTHING = "-"


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

    @property
    def slug(self) -> str:
        """Its word in addresses."""
        return NOTHING if self.key is None else getattr(self.thing, "slug", self.key)


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
    """The figures of one alliance, or (``None``) of all of them, as one person may see them.

    ``at`` is the moment they are of, ``None`` for now. ``initiatives`` is how many stand, ``tagged`` how many of
    those have a settled tag; ``blocks`` are the current ones and those retired that still hold settled tags;
    ``tables`` follow ``dimensions_of`` the alliance.
    """

    alliance: Alliance | None
    at: datetime | None
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
    columns: Callable[[Alliance | None, Any, Keys], list[Column]]
    nothing: Words = ""


def _within(alliance: Alliance | None, path: str) -> Q:
    """What belongs to ``alliance``, as a condition; everything where none is asked for."""
    return Q() if alliance is None else Q(**{path: alliance})


def _challenges(alliance: Alliance | None, person: Any, keys: Keys) -> list[Column]:
    rows = Challenge.objects.visible_to(person).filter(_within(alliance, "alliance")).with_text().in_order()
    return [Column(row.pk, row.text.title, row.text.language, row) for row in rows]


def _partners(alliance: Alliance | None, person: Any, keys: Keys) -> list[Column]:
    """Today's partners, and former ones whose work still counts; by the names the page shows."""
    today = Q(_within(alliance, "partnerships__alliance"), partnerships__until=None)
    rows = Organisation.objects.visible_to(person).filter(today | Q(pk__in=keys)).distinct()
    return _by_alphabet([Column(row.pk, row.text.name, row.text.language, row) for row in rows])


def _stages(alliance: Alliance | None, person: Any, keys: Keys) -> list[Column]:
    return [Column(stage.value, str(stage.label)) for stage in Stage]


def _places(alliance: Alliance | None, person: Any, keys: Keys) -> list[Column]:
    rows = Place.objects.filter(_within(alliance, "alliance"))
    return _by_alphabet([Column(row.pk, row.text.name, row.text.language, row) for row in rows])


def _cities(alliance: Alliance | None, person: Any, keys: Keys) -> list[Column]:
    rows = Alliance.objects.visible_to(person)
    return _by_alphabet([Column(row.pk, row.city, "", row) for row in rows])


def _by_alphabet(columns: list[Column]) -> list[Column]:
    language = get_language() or "en"
    return sorted(columns, key=lambda column: sort_key(column.words, language))


CHALLENGE = Dimension(
    name="challenge",
    label=gettext_lazy("Challenges"),
    path="initiative__challenges",
    columns=_challenges,
    nothing=gettext_lazy("No challenge named"),
)
PARTNER = Dimension(
    name="partner",
    label=gettext_lazy("Partners"),
    path="initiative__partnership__organisation",
    columns=_partners,
)
STAGE = Dimension(name="stage", label=gettext_lazy("Stages"), path="initiative__stage", columns=_stages)
PLACE = Dimension(
    name="place",
    label=gettext_lazy("Places"),
    path="initiative__place",
    columns=_places,
    nothing=gettext_lazy("No place named"),
)
CITY = Dimension(
    name="place",
    label=gettext_lazy("Cities"),
    path="initiative__partnership__alliance",
    columns=_cities,
)

DIMENSIONS = (CHALLENGE, PARTNER, STAGE, PLACE)
# A place means something to its own city only; across alliances the cities stand there.
ACROSS = (CHALLENGE, PARTNER, STAGE, CITY)


def dimensions_of(alliance: Alliance | None) -> tuple[Dimension, ...]:
    return ACROSS if alliance is None else DIMENSIONS


# --- counting ---------------------------------------------------------------------------------------
def counting(alliance: Alliance | None, person: Any, at: datetime | None = None) -> TagQuerySet:
    """The tags that the figures are made of: the lists behind the numbers are narrowed from these."""
    within = _within(alliance, "initiative__partnership__alliance")
    return Tag.objects.visible_to(person).filter(within, initiative__withdrawn_at=None).as_of(at)


def coverage(
    alliance: Alliance | None,
    person: Any,
    *,
    at: datetime | None = None,
    only: Collection[str] = (),
    before: Callable[[str], None] = lambda name: None,
) -> Coverage:
    """The coverage of ``alliance`` (or of all) as ``person`` may see it, with names in the active language.

    One grouped query for each table and one for each table's columns, whatever the number of initiatives; the
    tables named in ``only``, or all. ``before`` is called with each dimension's name before it is counted, for who
    wants to know how far it is.
    """
    tags = counting(alliance, person, at)
    initiatives, tagged = _initiatives(alliance, person, tags, at)
    whole = {block: cell for (block, _key), cell in _counted(tags, "block").items()}
    blocks = [
        block
        for block in Block.objects.visible_to(person).order_by("order", "slug")
        if not block.retired_at or whole.get(block.pk, EMPTY).settled
    ]
    tables = {}
    for dimension in dimensions_of(alliance):
        if not only or dimension.name in only:
            before(dimension.name)
            tables[dimension.name] = table_of(dimension, alliance, person, tags)
    return Coverage(alliance, at, initiatives, tagged, blocks, whole, tables)


def _initiatives(
    alliance: Alliance | None, person: Any, tags: TagQuerySet, at: datetime | None
) -> tuple[int, int]:
    """How many initiatives stand, and how many of those have a settled tag."""
    annotated: Any = tags
    settled = annotated.filter(initiative=OuterRef("pk"), said_state__in=SETTLED)
    rows = Initiative.objects.visible_to(person).standing().filter(_within(alliance, "partnership__alliance"))
    if at is not None:
        rows = rows.filter(logged_at__lte=at)
    counted = rows.aggregate(standing=Count("pk"), tagged=Count("pk", filter=Exists(settled)))
    return counted["standing"], counted["tagged"]


def table_of(dimension: Dimension, alliance: Alliance | None, person: Any, tags: TagQuerySet) -> Table:
    """``tags`` counted by block and ``dimension``, with a column for all there is of it."""
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
    annotated: Any = tags
    rows = (
        annotated.values("block_id", "said_state", "said_strength", key=F(path))
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: dict[tuple[UUID, Any], dict[str, int]] = defaultdict(dict)
    for row in rows:
        word = "proposed" if row["said_state"] == State.PROPOSED else row["said_strength"]
        cell = found[row["block_id"], row["key"]]
        cell[word] = cell.get(word, 0) + row["count"]
    return {place: Cell(**cell) for place, cell in found.items()}
