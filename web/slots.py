"""How a lower room's page shows what higher rooms know, without one upward import.

A room declares a slot; a higher room fills it in its ``apps.ready()`` with a ``Panel`` (something to show
beside each object) or a ``Filter`` (something to narrow a list by). ``fetch`` answers for a whole list of
objects at once and only through ``visible_to``, so a slot costs the same for one card as for twenty.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Something a higher room shows beside a lower room's objects.

    ``fetch(objects, person)`` returns ``{object: data}``; objects without data are left out and show nothing.
    ``template`` is rendered with ``object``, ``data`` and ``person``.
    """

    name: str
    order: int
    template: str
    fetch: Callable[[Sequence[Any], Any], dict[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A way to narrow a lower room's list: ``param`` in the query string, ``choices`` for the person,
    ``apply(queryset, value)`` for a value that is one of them (an unknown value narrows to nothing)."""

    name: str
    order: int
    param: str
    label: Words
    choices: Callable[[Any], Sequence[tuple[str, str]]]
    apply: Callable[[QuerySet, str], QuerySet]


class Fill(Protocol):
    """What every filling has."""

    @property
    def name(self) -> str: ...
    @property
    def order(self) -> int: ...


@dataclass
class Registry:
    """The slots of the house; one instance, filled at start-up and read-only after."""

    declared: set[str] = field(default_factory=set)
    filled: dict[str, list[Fill]] = field(default_factory=lambda: defaultdict(list))

    def declare(self, *names: str) -> None:
        self.declared.update(names)

    def fill(self, slot: str, filling: Fill) -> None:
        """Put ``filling`` into ``slot``; raises ``LookupError`` where no room declared it."""
        if slot not in self.declared:
            raise LookupError(f"No room declares the slot {slot!r}")
        rows = [row for row in self.filled[slot] if row.name != filling.name]
        self.filled[slot] = sorted([*rows, filling], key=lambda row: (row.order, row.name))

    def of(self, slot: str) -> list[Fill]:
        if slot not in self.declared:
            raise LookupError(f"No room declares the slot {slot!r}")
        return self.filled[slot]


_registry = Registry()
declare = _registry.declare
fill = _registry.fill
of = _registry.of


@dataclass(frozen=True)
class Shown:
    """A panel with what it fetched for one object."""

    panel: Panel
    object: Any
    data: Any


def gather(slot: str, objects: Sequence[Any], person: Any) -> dict[Hashable, list[Shown]]:
    """Fetch every panel of ``slot`` once for all ``objects``: ``{object: [Shown, …]}`` in order."""
    rows: dict[Hashable, list[Shown]] = {thing: [] for thing in objects}
    for panel in _registry.of(slot):
        if not isinstance(panel, Panel):
            raise TypeError(f"The slot {slot!r} holds a filter, not a panel")
        for thing, data in panel.fetch(objects, person).items():
            rows[thing].append(Shown(panel, thing, data))
    return rows
