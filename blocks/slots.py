"""What this room puts into the slots of the rooms below."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blocks.desk import QUEUES, Desk, Spot, keeps_a_desk
from blocks.models import SETTLED, STANDING, Block, State, Tag, numbers, standing_for
from blocks.overview import reach
from blocks.permissions import may_confirm, may_propose
from challenges.models import Challenge
from initiatives.models import Initiative
from people.models import Person
from web.slots import Filter, Panel, fill

ANY = "any-confirmed"  # among the choices of a block: whichever it is


def chips(initiatives: Sequence[Initiative], person: Any) -> dict[Initiative, list[Tag]]:
    """The blocks of each card, core first; one query."""
    return dict(_tags(initiatives, Tag.objects.standing_for(person).select_related("block")))


@dataclass
class Said:
    """What an initiative's page shows of its tags: those that stand and, for who may tag it, those that were
    declined with a word, and the way to all that was ever said."""

    tags: list[Tag]
    declined: list[Tag]
    history_url: str = ""


def reasons(initiatives: Sequence[Initiative], person: Any) -> dict[Initiative, Said]:
    """The tags of an initiative's page with who says so; an initiative without any says that too. One query."""
    theirs = {one.pk for one in initiatives if may_propose(person, one)}
    shown = Q(state__in=STANDING) | Q(state=State.DECLINED, initiative__in=theirs)
    rows = Tag.objects.visible_to(person).filter(shown, initiative__withdrawn_at=None)
    found = _tags(initiatives, rows.select_related("block", "block_version", "organisation"))
    return {
        one: Said(
            [tag for tag in found[one] if tag.standing],
            [tag for tag in found[one] if not tag.standing],
            reverse("blocks:history", args=[one.slug]) if one.pk in theirs else "",
        )
        for one in initiatives
    }


def _tags(initiatives: Sequence[Initiative], rows: Any) -> dict[Initiative, list[Tag]]:
    of = {initiative.pk: initiative for initiative in initiatives}
    found: dict[Initiative, list[Tag]] = defaultdict(list)
    for tag in rows.filter(initiative__in=of).core_first():
        found[of[tag.initiative_id]].append(tag)
    return found


def acts(initiatives: Sequence[Initiative], person: Any) -> dict[Initiative, dict[str, Any]]:
    """For whom may tag, the way to the form; ``confirming`` for a coordinator."""
    return {
        initiative: {
            "url": reverse("blocks:tag", args=[initiative.slug]),
            "confirming": may_confirm(person, initiative),
        }
        for initiative in initiatives
        if not initiative.withdrawn_at and may_propose(person, initiative)
    }


def of_challenges(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, list[Block]]:
    """Through which blocks a challenge's initiatives work, with their ``numbers``; one query."""
    of = {challenge.pk: challenge for challenge in challenges}
    rows: Any = Block.objects.filter(standing_for(person, "tags__"), tags__initiative__challenges__in=of)
    rows = rows.annotate(challenge=F("tags__initiative__challenges"), **numbers("tags", Q()))
    found: dict[Challenge, list[Block]] = defaultdict(list)
    for block in rows.order_by("-total", "order", "slug"):
        found[of[block.challenge]].append(block)
    return dict(found)


def awaits(people: Sequence[Any], person: Any) -> dict[Any, list[tuple[str, int]]]:
    """What waits at the tagging desk for a coordinator; one query, none for others."""
    if not isinstance(person, Person) or not keeps_a_desk(person):
        return {}
    counts = Desk(person, Spot()).counts
    queues = [(name, counts[name]) for name in QUEUES if counts[name]]
    return {one: queues for one in people if queues}


def block_choices(person: Any) -> list[tuple[str, str]]:
    named = [(block.slug, block.text.name) for block in Block.objects.visible_to(person).current()]
    return [*named, (ANY, gettext("Any block, confirmed"))]


def through(initiatives: QuerySet, slug: str) -> QuerySet:
    """Those of ``initiatives`` with a standing tag of that block; for ``ANY`` with a confirmed one of some block."""
    tags = Tag.objects.filter(initiative=OuterRef("pk"))
    wanted = {"state__in": SETTLED} if slug == ANY else {"state__in": STANDING, "block__slug": slug}
    return initiatives.filter(Exists(tags.filter(**wanted)))


def fill_slots() -> None:
    """Show blocks on initiatives and challenges, and what waits for a coordinator."""
    for slot, template, fetch in (
        ("initiative.card", "chips", chips),
        ("initiative.panels", "reasons", reasons),
        ("initiative.acts", "act", acts),
        ("challenge.panels", "of_challenge", of_challenges),
        ("desk.awaits", "awaits", awaits),
        ("overview.sections", "reach", reach),
    ):
        fill(slot, Panel(name="blocks", order=5, template=f"blocks/slots/{template}.html", fetch=fetch))
    fill(
        "initiative.filters",
        Filter(name="blocks", order=5, param="block", label=_("Block"), choices=block_choices, apply=through),
    )
