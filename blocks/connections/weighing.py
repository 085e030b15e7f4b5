"""Keeping connections in step: when an initiative changes, it is weighed anew against those it could join.

Never all pairs: whom to weigh comes from a few indexed queries, each with a cap, so the work for one initiative is
the same however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from activity.models import Debt, owe_all
from activity.registry import job
from alliances.models import Commitment
from blocks.connections.facts import Facts, facts_of
from blocks.connections.score import Weighed, weigh
from blocks.models import STANDING, Connection, ConnectionStep, Meeting, Tag
from initiatives.models import Initiative
from search.near import near

JOB = "connections.weigh"
AROUND = "connections.weigh_around"
PROMISED = "connections.promised"
KEPT = 12  # connections an initiative keeps at least, where it has them
NEWEST = 80  # taken by each shared thing
ALIKE = 60  # taken by words
PAIRS = 400  # of one initiative that are weighed again
ROWS = 20_000  # of others' connections looked through to see which are theirs

# What changes one initiative's facts (its stage too: that is told beside "initiative.changed"). A proposal confirmed as
# it stood changes none.
CHANGES = (
    "initiative.logged",
    "initiative.imported",
    "initiative.changed",
    "initiative.withdrawn",
    "initiative.tagged",
    "tag.proposed",
    "tag.amended",
    "tag.declined",
    "tags.undone",
    "translation.published",
)
# What changes the facts of every initiative that has to do with a block, a challenge or an organisation.
SHARED_CHANGES = (
    "block.retired",
    "block.split",
    "block.brought_back",
    "challenge.withdrawn",
    "organisation.changed",
)


@job(JOB)
def weigh_anew(*, subject: str, now: datetime) -> None:
    """Weigh one initiative against those it could join; what people did with a connection stays done."""
    weigh_one(UUID(subject), now)
    welcome_joint_work(UUID(subject), now)


@job(AROUND)
def weigh_around(*, subject: str, now: datetime) -> None:
    """Owe the weighing of every initiative that has the block ``subject``, works on that challenge, or is led by that
    organisation."""
    has_it = Q(tags__block=subject, tags__state__in=STANDING)
    concerned = has_it | Q(challenges=subject) | Q(partnership__organisation=subject)
    found = Initiative.objects.standing().filter(concerned).order_by().values_list("pk", flat=True).distinct()
    moment = now.isoformat()
    owe_all(JOB, (Debt(f"{subject} {moment} {pk}", {"subject": str(pk)}) for pk in found.iterator()))


@job(PROMISED)
def note_promise(*, subject: str, now: datetime) -> None:
    """Where the commitment ``subject`` was made about an accepted connection, that has become joint work."""
    made = Commitment.objects.filter(pk=subject).select_related("made_by").first()
    about = made and Connection.objects.filter(pk=made.subject_id).first()
    if made and about and about.state == Meeting.ACCEPTED:
        about.join(by=made.made_by, at=now)


def weigh_one(pk: UUID, now: datetime) -> None:
    """Bring the connections of initiative ``pk`` in step with what it and the others say now."""
    mine = facts_of([pk]).get(pk)
    rows = {row.pk: row for row in _pairs_of(pk)}
    if mine is None:
        Connection.objects.filter(pk__in=rows, state=Meeting.SUGGESTED).delete()
        return
    by_other = {row.other_id if row.one_id == pk else row.one_id: row for row in rows.values()}
    others = facts_of({*candidates(mine), *by_other})
    weighed = {other: found for other, facts in others.items() if (found := weigh(mine, facts))}
    kept = _worth_keeping(pk, weighed)
    for other, row in by_other.items():
        _bring_in_step(row, weighed.get(other), keep=other in kept, now=now)
    Connection.objects.bulk_create(
        [_row(pk, other, weighed[other], now) for other in sorted(kept - by_other.keys())],
        ignore_conflicts=True,
    )


def _pairs_of(pk: UUID) -> QuerySet[Connection]:
    """The rows of initiative ``pk``, locked in one order for everybody."""
    best = Connection.objects.touching([pk]).closest_first().values_list("pk", flat=True)[:PAIRS]
    return Connection.objects.filter(pk__in=list(best)).order_by("pk").select_for_update(of=("self",))


def _row(pk: UUID, other: UUID, found: Weighed, now: datetime) -> Connection:
    low, high = sorted((pk, other))
    return Connection(one_id=low, other_id=high, score=found.score, reasons=found.reasons, weighed_at=now)


def _bring_in_step(row: Connection, found: Weighed | None, *, keep: bool, now: datetime) -> None:
    """Give ``row`` its new score and reasons. A suggestion without enough of them goes; a dismissed connection with
    a reason it did not have comes back."""
    if found is None or not keep:
        if row.state == Meeting.SUGGESTED:
            row.delete()
        if found is None:
            return
    if (row.score, row.reasons) == (found.score, found.reasons) or row.pk is None:
        return
    row.score, row.reasons, row.weighed_at = found.score, found.reasons, now
    if row.state == Meeting.DISMISSED and not set(row.keys) <= set(row.known):
        row.state = Meeting.SUGGESTED
        ConnectionStep.objects.create(connection=row, act=ConnectionStep.RETURNED, at=now)
    row.save(update_fields=["score", "reasons", "weighed_at", "state"])


def _worth_keeping(pk: UUID, weighed: dict[UUID, Weighed]) -> set[UUID]:
    """Of those weighed, the best for ``pk``, and those for whom ``pk`` is among their own best."""
    ranked = sorted(weighed, key=lambda other: (-weighed[other].score, other))
    rows = Connection.objects.touching(ranked).exclude(Q(one=pk) | Q(other=pk)).order_by()
    scores: dict[UUID, list[int]] = defaultdict(list)
    for one, other, score in rows.values_list("one", "other", "score")[:ROWS]:
        scores[one].append(score)
        scores[other].append(score)
    floors = {other: _floor(scores[other]) for other in ranked}
    return {*ranked[:KEPT], *(other for other in ranked if weighed[other].score > floors[other])}


def _floor(scores: list[int]) -> int:
    """The score one must pass to be among the best of these; 0 while there is room."""
    return sorted(scores, reverse=True)[KEPT - 1] if len(scores) >= KEPT else 0


def candidates(mine: Facts) -> set[UUID]:
    """Whom to weigh: the newest who share a challenge, a theme, an audience or a block with it, who offer what it
    seeks or seek what it offers, who grew out of the same, and who read alike.

    A pair that shares none of these has no reason but nearness, and that is none.
    """
    wall = Q(circle=mine.circle) | Q(public=True) if mine.public else Q(circle=mine.circle)
    standing = Initiative.objects.standing().filter(wall).exclude(pk=mine.pk)
    found: set[UUID] = set()
    for shared in _shared(standing, mine):
        found.update(shared.newest_first().values_list("pk", flat=True)[:NEWEST])
    for block in mine.blocks:
        tags = Tag.objects.filter(block=block, state__in=STANDING).order_by("-said_at")
        found.update(tags.values_list("initiative", flat=True)[:NEWEST])
    found.update(_alike(mine))
    return found - {mine.pk}


def _shared(standing: Any, mine: Facts) -> Iterable[Any]:
    for challenge in mine.challenges:
        yield standing.filter(challenges=challenge)
    for theme in mine.themes:
        yield standing.filter(challenges__theme=theme).exclude(partnership__alliance=mine.alliance)
    for audience in mine.audiences:
        yield standing.filter(audiences=audience)
    for kind in mine.needs:
        yield standing.filter(offers__contains=[{"kind": kind}])
    for kind in mine.offers:
        yield standing.filter(needs__contains=[{"kind": kind}])
    yield standing.filter(Q(pk__in=mine.lineage) | Q(adapted_from__in=[mine.pk, *mine.lineage]))


def _alike(mine: Facts) -> Iterable[UUID]:
    """Who uses the words of its title, by the index; walls are asked again when the pair is weighed."""
    titles = [(language, " ".join(words.values())) for language, words in mine.titles.items()]
    return islice(near(Initiative, titles, _Everybody, leave_out=mine.pk, limit=ALIKE), ALIKE)


class _Everybody:
    """A job's eyes: it looks past walls to weigh, and ``may_meet`` keeps each pair on one side of them."""

    is_administrator = True


def welcome_joint_work(pk: UUID, now: datetime) -> None:
    """Where initiative ``pk`` was written as the joint work of a connection, say so."""
    step = ConnectionStep.objects.filter(pk=pk, act=ConnectionStep.WRITING).select_related("by").first()
    made = step and Initiative.objects.standing().filter(pk=pk).first()
    if step and made and step.connection.state == Meeting.ACCEPTED:
        step.connection.join(by=step.by, initiative=made, at=now)
