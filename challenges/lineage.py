"""A lineage: which city made what out of which, as a tree to be read from any of its nodes, and drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from challenges.models import Adoption, Challenge
from challenges.models.adoption import State
from web import slots

WIDTH, HEIGHT = 200, 74  # of a node, in units of the drawing
ACROSS, DOWN = 96, 20  # between two columns, and between two rows
MARGIN = 6
SHORT = 24  # letters of a title that fit into a node
STRAND, TWIG = 28, 22  # height of a place beneath its node, and how far it is set in
MOST = 4  # places drawn beneath a node; the list has them all


@dataclass
class Node:
    """A challenge in its city, or a city that so far only looks at one or keeps its own (``challenge`` is ``None``).

    ``adoption`` is the edge that leads to it: what was kept, changed and dropped. ``strands`` are what higher rooms
    know of it by place. ``here`` marks the node that the tree is read from.
    """

    challenge: Challenge | None
    adoption: Adoption | None
    here: bool = False
    children: list["Node"] = field(default_factory=list)
    strands: list[slots.Shown] = field(default_factory=list)
    x: int = 0
    y: int = 0
    label_y: int = 0  # of what stands on the line that leads to it

    @property
    def alliance(self) -> Any:
        return self.challenge.alliance if self.challenge else self.adoption and self.adoption.alliance

    @property
    def url(self) -> str:
        thing = self.challenge or self.adoption
        return thing.get_absolute_url() if thing else ""

    @property
    def title(self) -> str:
        return self.challenge.text.title if self.challenge else self.adoption.title if self.adoption else ""

    @property
    def short_title(self) -> str:
        return self.title if len(self.title) <= SHORT else f"{self.title[: SHORT - 1].rstrip()}…"

    @property
    def places(self) -> list["Twig"]:
        """Where inside its alliance's reach it is worked on, each on its own twig beneath the node."""
        # What fills the slot gives rows of place, count and url.
        rows = [row for shown in self.strands for row in shown.data][:MOST]
        return [Twig(self, number, **row) for number, row in enumerate(rows)]

    @property
    def bottom(self) -> int:
        """Where it ends, with the places beneath it."""
        return self.y + HEIGHT + STRAND * len(self.places)

    @property
    def edge_x(self) -> int:
        """Where the line to its children leaves."""
        return self.x + WIDTH

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2

    def walk(self) -> Iterator["Node"]:
        """Itself and everything beneath, as read from top to bottom."""
        yield self
        for child in self.children:
            yield from child.walk()

    def edges(self) -> Iterator[tuple["Node", "Node"]]:
        """Every pair of a node and what was made out of it."""
        for node in self.walk():
            for child in node.children:
                yield node, child


@dataclass(frozen=True)
class Twig:
    """A place inside an alliance's reach, drawn beneath the node of its city."""

    node: Node
    number: int
    place: Any
    count: int
    url: str

    @property
    def x(self) -> int:
        return self.node.x + TWIG

    @property
    def y(self) -> int:
        """The middle of its words."""
        return self.node.y + HEIGHT + STRAND * self.number + STRAND // 2 + 4

    @property
    def path(self) -> str:
        """From the node's lower edge down and to the words."""
        return f"M{self.node.x + TWIG // 2} {self.node.y + HEIGHT}V{self.y}H{self.x}"


@dataclass
class Tree:
    """A drawn lineage: its roots (several where the origin is not the reader's to see), and how large it is."""

    roots: list[Node]
    width: int
    height: int

    @property
    def nodes(self) -> list[Node]:
        return [node for root in self.roots for node in root.walk()]

    @property
    def edges(self) -> list[tuple[Node, Node]]:
        return [edge for root in self.roots for edge in root.edges()]

    @property
    def cities(self) -> int:
        return len({node.alliance.pk for node in self.nodes})


def lineage(challenge: Challenge, person: Any) -> Tree:
    """The whole lineage that ``challenge`` stands in, as far as ``person`` may see it; four queries and the slot's.

    What was made out of a challenge of which the reader may see nothing hangs under the nearest one of which they may.
    """
    seen = Challenge.objects.standing().visible_to(person)
    rows = list(seen.in_line_with(challenge).for_cards().order_by("created_at", "pk"))
    ids = [row.pk for row in rows]
    edges = Adoption.objects.visible_to(person).filter(Q(origin__in=ids) | Q(local__in=ids))
    adoptions = list(edges.for_cards().order_by("began_on", "created_at", "pk"))
    leading = {row.local_id: row for row in adoptions if row.local_id}
    strands = slots.gather("lineage.strands", rows, person)
    nodes: dict[UUID, Node] = {
        row.pk: Node(row, leading.get(row.pk), here=row.pk == challenge.pk, strands=strands[row])
        for row in rows
    }
    # A city that keeps its version from the reader stands by its adoption.
    kept = [
        row for row in adoptions if row.local and row.local.pk not in nodes and not row.local.withdrawn_at
    ]
    nodes |= {row.local.pk: Node(None, row) for row in kept}
    roots: list[Node] = []
    for row in sorted([*rows, *(row.local for row in kept)], key=lambda row: row.depth):
        parent = next((nodes[pk] for pk in reversed(row.ancestors) if pk in nodes), None)
        (parent.children if parent else roots).append(nodes[row.pk])
    for adoption in adoptions:
        if adoption.state == State.INTERESTED and adoption.origin_id in nodes:
            nodes[adoption.origin_id].children.append(Node(None, adoption))
    return drawn(roots)


def drawn(roots: list[Node]) -> Tree:
    """Give every node its place: a column for each adoption on the way, a row for each end of it with its places."""
    deepest, top = 0, MARGIN

    def place(node: Node, depth: int) -> None:
        nonlocal deepest, top
        deepest = max(deepest, depth)
        node.x = MARGIN + depth * (WIDTH + ACROSS)
        node.y = top
        for child in node.children:
            place(child, depth + 1)
        if node.children:
            node.y = (node.children[0].y + node.children[-1].y) // 2
            for child in node.children:
                child.label_y = (node.middle + child.middle) // 2
        top = max(top, node.bottom + DOWN)

    for root in roots:
        place(root, 0)
    width = 2 * MARGIN + (deepest + 1) * WIDTH + deepest * ACROSS
    return Tree(roots, width, max(top - DOWN, HEIGHT) + MARGIN)
