"""The inbox: what somebody is told, grouped by thing, newest state first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber

from activity.feed import Story, address_of, keys_of, tell_all, things_of
from activity.models import Follow, Notification
from activity.reasons import reason_of
from activity.registry import topic_of
from people.models import Person

PAGE = 20
SHOWN_OF_A_GROUP = 4


@dataclass(frozen=True)
class Told:
    """One notification with its sentence; ``story`` is ``None`` where the thing is no longer there."""

    note: Notification
    story: Story | None


@dataclass(frozen=True)
class Group:
    """All that one thing brought: the newest first, and why."""

    subject_id: UUID
    told: list[Told]
    count: int
    unread: int
    because: str
    followed: Any = None
    topic: Any = None

    @property
    def newest(self) -> Told:
        return self.told[0]

    @property
    def rest(self) -> list[Told]:
        return self.told[1:]

    @property
    def followed_address(self) -> str:
        return address_of(self.followed) if self.followed else ""

    @property
    def earlier(self) -> int:
        """How many are not shown."""
        return self.count - len(self.told)


@dataclass(frozen=True)
class Inbox:
    """One page of groups; ``next`` is the cursor of those before them, "" at the end."""

    groups: list[Group] = field(default_factory=list)
    next: str = ""


def inbox(person: Person, *, before: str = "") -> Inbox:
    """The groups before the cursor; four queries, and one for each kind of thing among them."""
    mine = Notification.objects.to(person).in_inbox()
    groups = (
        mine.order_by()
        .values("subject_id")
        .annotate(newest=Max("pk"), count=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
        .order_by("-newest")
    )
    if before:
        usable = before.isascii() and before.isdigit() and len(before) < 18
        groups = groups.filter(newest__lt=int(before)) if usable else groups.none()
    rows = list(groups[: PAGE + 1])
    shown = rows[:PAGE]
    notes = _newest_of(mine, [row["subject_id"] for row in shown])
    told, follows = _told(notes, person)
    return Inbox(
        groups=[
            _group(row, [one for one in told if one.note.subject_id == row["subject_id"]], follows)
            for row in shown
        ],
        next=str(shown[-1]["newest"]) if len(rows) > PAGE else "",
    )


def _newest_of(mine: Any, subjects: Sequence[UUID]) -> list[Notification]:
    """The newest few notifications about each of ``subjects``, unread ones first among them."""
    numbered = mine.filter(subject_id__in=subjects).annotate(
        place=Window(RowNumber(), partition_by=F("subject_id"), order_by=F("pk").desc())
    )
    return list(numbered.filter(place__lte=SHOWN_OF_A_GROUP).with_events().order_by("-pk"))


def _told(notes: list[Notification], person: Person) -> tuple[list[Told], dict[UUID, Any]]:
    """Each notification with its story, and what ``person`` follows among the reasons, by id."""
    followed_ids = {note.followed_id for note in notes if note.followed_id}
    follows = Follow.objects.of(person).filter(subject_id__in=followed_ids)
    follow_keys = set(follows.values_list("subject_type", "subject_id")) if followed_ids else set()
    events = [note.happened for note in notes]
    things = things_of(keys_of(events) | follow_keys, person)
    stories, _last = tell_all(events, person, limit=len(events), things=things)
    by_event = {story.event.pk: story for story in stories}
    followed = {key[1]: things[key] for key in follow_keys if key in things}
    return [Told(note, by_event.get(note.event_id)) for note in notes], followed


def _group(row: Any, told: list[Told], follows: dict[UUID, Any]) -> Group:
    note = told[0].note
    followed = follows.get(note.followed_id) if note.followed_id else None
    return Group(
        subject_id=row["subject_id"],
        told=told,
        count=row["count"],
        unread=row["unread"],
        because=reason_of(note, told[0].story, followed),
        followed=followed,
        topic=topic_of(note.topic),
    )
