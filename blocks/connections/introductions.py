"""What introductions led to, for those who coordinate."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q

from alliances.models import Alliance, standing_of
from blocks.connections.words import Seen, seen_by
from blocks.models import Connection, ConnectionStep, Meeting
from initiatives.models import Initiative

LATEST = 60


class Introductions:
    """The connections that people moved, as far as ``person`` may see them: of ``alliance`` where one is given, else
    of the alliances that ``person`` coordinates, of all for an administrator."""

    def __init__(self, person: Any, alliance: Alliance | None = None, *, limit: int = LATEST) -> None:
        self.person, self.alliance, self.limit = person, alliance, limit

    @cached_property
    def _moved(self) -> Any:
        standing = standing_of(self.person)
        rows = Connection.objects.visible_to(self.person).exclude(moved_at=None)
        if self.alliance is None and standing.administrator:
            return rows
        mine = [self.alliance] if self.alliance else standing.coordinated
        theirs = Q(one__partnership__alliance__in=mine) | Q(other__partnership__alliance__in=mine)
        return rows.filter(theirs)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many stand where, and ``asked``: how many were ever introduced."""
        found = Counter(self._moved.values_list("state", flat=True))
        asked = ConnectionStep.objects.filter(connection__in=self._moved, act=Meeting.INTRODUCED)
        return {**found, "asked": asked.values("connection").distinct().count()}

    @cached_property
    def asked(self) -> int:
        return self.counts["asked"]

    @cached_property
    def joined(self) -> int:
        return self.counts.get(Meeting.JOINED, 0)

    @cached_property
    def waiting(self) -> int:
        """Introduced, and nobody has answered."""
        return self.counts.get(Meeting.INTRODUCED, 0)

    @cached_property
    def rows(self) -> list["Row"]:
        """The latest, each with its last step."""
        connections = list(self._moved.with_ends().order_by("-moved_at", "pk")[: self.limit])
        steps: dict[Any, ConnectionStep] = {}
        for step in ConnectionStep.objects.filter(connection__in=connections).told():
            steps[step.connection_id] = step
        seen = seen_by(self.person, connections)
        joint = joint_work_of(connections, self.person)
        return [Row(one, steps.get(one.connection.pk), joint.get(one.connection.joint_id)) for one in seen]


class Row:
    """One introduction as the coordinator reads it."""

    def __init__(self, seen: Seen, step: ConnectionStep | None, joint: Initiative | None) -> None:
        self.seen, self.step, self.joint = seen, step, joint
        self.connection = seen.connection


def joint_work_of(connections: Iterable[Connection], person: Any) -> dict[Any, Initiative]:
    """The joint initiatives of ``connections`` that stand and that ``person`` may see, by id."""
    made = {connection.joint_id for connection in connections} - {None}
    return Initiative.objects.standing().visible_to(person).for_cards().in_bulk(made) if made else {}
