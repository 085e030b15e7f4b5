"""All that was ever said of an initiative's blocks: each act, and what it made of each tag."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blocks.models import Block, BlockVersion, State, Strength, Tagging
from initiatives.models import Initiative

MOST = 200


@dataclass(frozen=True, kw_only=True)
class Move:
    """One tag's step in an act: what it said afterwards, and what the block meant then."""

    block: Block
    version: BlockVersion | None
    state: State
    strength: Strength
    reason: str
    word: str
    language: str
    was: State | None

    @property
    def renamed(self) -> bool:
        """Whether the block has been called otherwise since."""
        return self.version is not None and self.version.name != self.block.name


@dataclass(frozen=True)
class Act:
    """One act of tagging with its moves; without any, the tags were looked at again and stayed."""

    tagging: Tagging
    moves: list[Move]


def history(initiative: Initiative) -> list[Act]:
    """The acts on ``initiative``, the newest first, those taken back too; three queries."""
    acts = list(
        Tagging.objects.filter(initiative=initiative)
        .select_related("organisation")
        .order_by("-said_at", "-id")[:MOST]
    )
    changes = [change for act in acts for change in act.changes]
    blocks = Block.objects.in_bulk({change["block"] for change in changes})
    versions = BlockVersion.objects.in_bulk(_ids(changes))
    by_id: dict[str, Any] = {str(pk): row for pk, row in [*blocks.items(), *versions.items()]}
    return [Act(act, [_move(change, by_id) for change in act.changes]) for act in acts]


def _ids(changes: Iterable[dict[str, Any]]) -> set[str]:
    return {change["after"]["block_version_id"] for change in changes}


def _move(change: dict[str, Any], by_id: dict[str, Any]) -> Move:
    after, before = change["after"], change["before"]
    return Move(
        block=by_id[change["block"]],
        version=by_id.get(after["block_version_id"]),
        state=State(after["state"]),
        strength=Strength(after["strength"]),
        reason=after["reason"],
        word=after["word"],
        language=after.get("language", ""),
        was=State(before["state"]) if before else None,
    )
