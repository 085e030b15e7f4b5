"""The map of connections around one thing: which initiatives, partners and blocks it shows, and what links them.

Always around one focus and never more than ``MOST`` links: a map of everything is one nobody can read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.models import Organisation, standing_of
from blocks.connections.words import Seen, seen_by
from blocks.models import Block, Connection, Tag
from initiatives.models import Initiative

MOST = 40  # links, of both kinds
NEAR = 10  # connections one step away
FAR = 10  # further ones two steps away
NODES = 16  # initiatives
OWN = 6  # initiatives that a partner or a block starts from
CHOICES = 40

KINDS: dict[str, Any] = {"initiative": Initiative, "partner": Organisation, "block": Block}


@dataclass(frozen=True)
class Focus:
    """What the map is around: a word of KINDS, and the thing."""

    kind: str
    thing: Any

    @property
    def address(self) -> str:
        return f"{self.kind}:{self.thing.slug}"

    @property
    def text(self) -> Any:
        return self.thing.text

    @property
    def title(self) -> str:
        return self.text.title if self.kind == "initiative" else self.text.name


def map_url(kind: str, slug: str, steps: int = 1) -> str:
    """The map around something."""
    further = "&steps=2" if steps == 2 else ""
    return f"{reverse('connections:map')}?focus={kind}:{slug}{further}"


def focus_of(query: QueryDict, person: Any) -> Focus | None:
    """What ``?focus=kind:slug`` asks for, or something sensible for ``person``; ``None`` while nothing connects.

    Raises ``Http404`` for what is not there, or not for ``person`` to see.
    """
    asked = query.get("focus", "")
    if not asked:
        return _sensible(person)
    kind, _colon, slug = asked.partition(":")
    if kind not in KINDS or "\0" in slug:
        raise Http404
    rows = KINDS[kind].objects.visible_to(person)
    if kind == "initiative":
        rows = rows.standing().for_cards()
    thing = rows.filter(slug=slug[:200]).first()
    if thing is None:
        raise Http404
    return Focus(kind, thing)


def _sensible(person: Any) -> Focus | None:
    """The reader's own initiative with the best connection, else the best connected of all."""
    best = Connection.objects.visible_to(person).open().closest_first()
    mine = standing_of(person).partnerships
    for end, other in (("one", "other"), ("other", "one")):
        if mine:
            found = best.filter(**{f"{end}__partnership__in": mine}).exclude(
                **{f"{other}__partnership__in": mine}
            )
            pk = found.values_list(end, flat=True).first()
            if pk:
                return Focus("initiative", Initiative.objects.for_cards().get(pk=pk))
    pk = best.values_list("one", flat=True).first()
    return Focus("initiative", Initiative.objects.for_cards().get(pk=pk)) if pk else None


@dataclass
class Node:
    """An initiative on the map: the number it has there and in the list, and how many steps away it is."""

    initiative: Initiative
    number: int
    steps: int
    x: float = 0
    y: float = 0

    @property
    def url(self) -> str:
        return map_url("initiative", self.initiative.slug)

    @property
    def focused(self) -> bool:
        return self.steps == 0


@dataclass
class Link:
    """Two initiatives that could join."""

    seen: Seen
    one: Node
    other: Node
    path: str = ""

    @property
    def connection(self) -> Connection:
        return self.seen.connection

    @property
    def near(self) -> bool:
        """Whether it starts at the focus."""
        return self.one.focused or self.other.focused

    @property
    def weight(self) -> str:
        """Of four strokes, the one that its score gets."""
        return str(min(4, 1 + self.connection.score // 22))


@dataclass
class Strand:
    """That an initiative works through a block."""

    node: Node
    tag: Tag
    path: str = ""


@dataclass
class Partner:
    """An organisation on the ring, with its initiatives."""

    organisation: Organisation
    nodes: list[Node]
    focused: bool = False
    arc: str = ""
    x: float = 0
    y: float = 0
    anchor: str = "middle"
    lines: list[tuple[float, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return map_url("partner", self.organisation.slug)


@dataclass
class Middle:
    """A block in the middle."""

    block: Block
    focused: bool = False
    x: float = 0
    y: float = 0

    @property
    def url(self) -> str:
        return map_url("block", self.block.slug)


class Picture:
    """Everything the map, its list and its exports show, as ``person`` may see it."""

    def __init__(self, focus: Focus, person: Any, steps: int = 1) -> None:
        self.focus, self.person, self.steps = focus, person, steps
        self.visible = Connection.objects.visible_to(person).open()
        start = self._start()
        self._away: dict[UUID, int] = dict.fromkeys((one.pk for one in start), 0)
        self._things: dict[UUID, Initiative] = {one.pk: one for one in start}
        found = self._connections(start)
        seen = seen_by(person, found, here=focus.thing if focus.kind == "initiative" else None)
        self.nodes = self._number()
        by_pk = {node.initiative.pk: node for node in self.nodes}
        self.links = [Link(one, by_pk[one.connection.one_id], by_pk[one.connection.other_id]) for one in seen]
        self.strands = self._strands(by_pk)
        self.partners = self._partners()
        self.middles = self._middles()

    def _start(self) -> list[Initiative]:
        """Where the map begins: the initiative itself, or the first of a partner's or a block's."""
        focus = self.focus
        if focus.kind == "initiative":
            return [focus.thing]
        rows = Initiative.objects.standing().visible_to(self.person).for_cards()
        if focus.kind == "partner":
            rows = rows.filter(partnership__organisation=focus.thing)
        else:
            tags = Tag.objects.standing().filter(initiative=OuterRef("pk"), block=focus.thing)
            rows = rows.filter(Exists(tags))
        meets = self.visible.filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")))
        rows = rows.annotate(meets=Exists(meets)).order_by("-meets", "-logged_at", "-id")
        return list(rows[: OWN if focus.kind == "partner" else 2 * OWN])

    def _connections(self, start: list[Initiative]) -> list[Connection]:
        """The best from where the map begins and, two steps away, the best of those; each brings its ends along."""
        found = self._take(self.visible.touching(start), NEAR, steps=1)
        if self.steps == 2:
            reached = [pk for pk, away in self._away.items() if away == 1]
            further = self.visible.touching(reached).exclude(pk__in=[one.pk for one in found])
            found += self._take(further, FAR, steps=2)
        return found

    def _take(self, rows: Any, most: int, *, steps: int) -> list[Connection]:
        taken: list[Connection] = []
        for row in rows.with_ends().closest_first()[: 3 * most]:
            fresh = [end for end in row.ends if end.pk not in self._things]
            if len(taken) == most or len(self._things) + len(fresh) > NODES:
                continue
            for end in fresh:
                self._things[end.pk], self._away[end.pk] = end, steps
            taken.append(row)
        return taken

    def _number(self) -> list[Node]:
        """The nearest first; the focus itself, where it is an initiative, has no number but its name."""
        first = 0 if self.focus.kind == "initiative" else 1
        ordered = sorted(self._away, key=lambda pk: self._away[pk])
        return [
            Node(self._things[pk], number, self._away[pk] if first == 0 else self._away[pk] + 1)
            for number, pk in enumerate(ordered, start=first)
        ]

    def _strands(self, nodes: dict[UUID, Node]) -> list[Strand]:
        """The blocks of what is shown, as far as there is room: those of the focus, then core ones, first."""
        tags = (
            Tag.objects.standing_for(self.person)
            .filter(initiative__in=nodes, block__retired_at=None)
            .select_related("block")
            .core_first()
        )
        strands = [Strand(nodes[tag.initiative_id], tag) for tag in tags]
        focus = self.focus.thing.pk
        strands.sort(key=lambda one: (one.tag.block_id != focus, one.node.steps))
        return strands[: MOST - len(self.links)]

    def _partners(self) -> list[Partner]:
        found: dict[UUID, Partner] = {}
        for node in self.nodes:
            organisation = node.initiative.partnership.organisation
            partner = found.setdefault(organisation.pk, Partner(organisation, []))
            partner.nodes.append(node)
            partner.focused |= node.focused or organisation.pk == self.focus.thing.pk
        return sorted(found.values(), key=lambda one: not one.focused)

    def _middles(self) -> list[Middle]:
        blocks = {strand.tag.block_id: strand.tag.block for strand in self.strands}
        if self.focus.kind == "block":
            blocks[self.focus.thing.pk] = self.focus.thing
        ordered = sorted(blocks.values(), key=lambda block: (block.order, block.slug))
        return [Middle(block, block.pk == self.focus.thing.pk) for block in ordered]

    @property
    def initiatives(self) -> Iterable[Initiative]:
        return self._things.values()

    @cached_property
    def finding(self) -> str:
        """What the map shows, in a sentence."""
        name = self.focus.title
        if not self.links:
            return _("Nothing is close enough to “%(name)s” yet.") % {"name": name}
        near = [link for link in self.links if link.near or self.focus.kind != "initiative"]
        best = max(near or self.links, key=lambda link: link.connection.score)
        values = {"name": name, "count": len(near), "score": best.connection.score}
        if self.focus.kind == "initiative":
            other = best.connection.across_from(self.focus.thing).text.title
            return ngettext(
                "“%(name)s” could join with %(count)d other: “%(other)s” (%(score)d of 100).",
                "“%(name)s” could join with %(count)d others; the closest is “%(other)s” (%(score)d of 100).",
                len(near),
            ) % {**values, "other": other}
        one, other = (end.text.title for end in best.connection.ends)
        return ngettext(
            "Around %(name)s %(count)d pair could meet: “%(one)s” and “%(other)s” (%(score)d of 100).",
            "Around %(name)s %(count)d pairs could meet; the closest are “%(one)s” and “%(other)s” "
            "(%(score)d of 100).",
            len(near),
        ) % {**values, "one": one, "other": other}


def choices(person: Any) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Where a reader may start: their own initiatives, the blocks, the partners."""
    mine = standing_of(person).partnerships
    own = (
        Initiative.objects.standing().visible_to(person).led_by(mine).for_cards().newest_first()[:CHOICES]
        if mine
        else []
    )
    partners = Organisation.objects.visible_to(person).by_name()[:CHOICES]
    return [
        (label, found)
        for label, found in (
            (_("My initiatives"), [(f"initiative:{one.slug}", one.text.title) for one in own]),
            (_("Blocks"), [(f"block:{one.slug}", one.text.name) for one in Block.objects.current()]),
            (_("Partners"), [(f"partner:{one.slug}", one.text.name) for one in partners]),
        )
        if found
    ]
