"""What happens with blocks and tags."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.models import Event
from activity.registry import Audience, Kind, Topic
from alliances.audiences import COLLEAGUES, COORDINATORS
from alliances.models import Membership
from blocks.models import BlockProposal

TOPICS = (
    Topic(
        name="tags",
        label=_("Blocks of initiatives"),
        hint=_("Somebody proposes, confirms or amends the blocks an initiative works by."),
        order=35,
    ),
    Topic(
        name="blocks",
        label=_("The blocks themselves"),
        hint=_("A block is added, rewritten, split or retired."),
        order=70,
    ),
)


def every_coordinator(event: Event) -> QuerySet:
    """Those who coordinate any alliance: they tag with every block."""
    return Membership.objects.current().filter(role=Membership.Role.COORDINATOR).values("person")


EVERY_COORDINATOR = Audience(
    name="every_coordinator", because=_("You tag with this block."), people=every_coordinator
)


def lead_coordinators(event: Event) -> QuerySet:
    """Those who coordinate the lead alliance: they say what the blocks are."""
    rows = Membership.objects.current().filter(role=Membership.Role.COORDINATOR)
    return rows.filter(partnership__alliance__lead=True).values("person")


def proposer(event: Event) -> QuerySet:
    """Who made the proposal that the event answers."""
    return BlockProposal.objects.filter(pk=event.subject_id, author__isnull=False).values("author")


LEAD_COORDINATORS = Audience(
    name="lead_coordinators", because=_("You say what the blocks are."), people=lead_coordinators
)
PROPOSER = Audience(name="block_proposer", because=_("You proposed it."), people=proposer)


def tagged_often(count: int) -> str:
    return ngettext(
        "%(who)s tagged %(what)s %(count)d time", "%(who)s tagged %(what)s %(count)d times", count
    )


def proposed_often(count: int) -> str:
    return ngettext(
        "%(who)s proposed blocks for %(what)s %(count)d time",
        "%(who)s proposed blocks for %(what)s %(count)d times",
        count,
    )


def confirmed_often(count: int) -> str:
    return ngettext(
        "%(who)s confirmed the blocks proposed for %(what)s %(count)d time",
        "%(who)s confirmed the blocks proposed for %(what)s %(count)d times",
        count,
    )


def amended_often(count: int) -> str:
    return ngettext(
        "%(who)s amended the blocks proposed for %(what)s %(count)d time",
        "%(who)s amended the blocks proposed for %(what)s %(count)d times",
        count,
    )


def declined_often(count: int) -> str:
    return ngettext(
        "%(who)s declined blocks proposed for %(what)s %(count)d time",
        "%(who)s declined blocks proposed for %(what)s %(count)d times",
        count,
    )


def rewritten_often(count: int) -> str:
    return ngettext(
        "%(who)s rewrote the block %(what)s %(count)d time",
        "%(who)s rewrote the block %(what)s %(count)d times",
        count,
    )


KINDS = (
    Kind(
        name="initiative.tagged",
        sentence=_("%(who)s tagged %(what)s"),
        grouped=tagged_often,
        topic="tags",
        importance=2,
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="tag.proposed",
        sentence=_("%(who)s proposed blocks for %(what)s"),
        grouped=proposed_often,
        topic="tags",
        importance=3,
        audiences=(COORDINATORS,),
    ),
    Kind(
        name="tag.confirmed",
        sentence=_("%(who)s confirmed the blocks proposed for %(what)s"),
        grouped=confirmed_often,
        topic="tags",
        importance=2,
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="tag.amended",
        sentence=_("%(who)s amended the blocks proposed for %(what)s"),
        grouped=amended_often,
        topic="tags",
        importance=2,
        audiences=(COLLEAGUES,),
    ),
    Kind(
        name="tag.declined",
        sentence=_("%(who)s declined a block proposed for %(what)s, with a word on why"),
        grouped=declined_often,
        topic="tags",
        importance=3,
        audiences=(COLLEAGUES,),
        in_feeds=False,
    ),
    Kind(name="tags.undone", sentence=_("%(who)s took back the last blocks of %(what)s"), importance=0),
    Kind(name="block.opened", sentence=_("%(who)s added the block %(what)s"), topic="blocks"),
    Kind(
        name="block.changed",
        sentence=_("%(who)s rewrote the block %(what)s"),
        grouped=rewritten_often,
        topic="blocks",
        audiences=(EVERY_COORDINATOR,),
    ),
    Kind(
        name="block.renamed",
        sentence=_("%(who)s gave a block a new name: %(what)s"),
        topic="blocks",
        audiences=(EVERY_COORDINATOR,),
    ),
    Kind(
        name="block.split",
        sentence=_("%(who)s split the block %(what)s"),
        topic="blocks",
        audiences=(EVERY_COORDINATOR,),
    ),
    Kind(
        name="block.retired",
        sentence=_("%(who)s retired the block %(what)s"),
        topic="blocks",
        audiences=(EVERY_COORDINATOR,),
    ),
    Kind(name="block.brought_back", sentence=_("%(who)s brought back the block %(what)s"), topic="blocks"),
    Kind(
        name="block.proposed",
        sentence=_("%(who)s proposed something about the blocks: %(what)s"),
        topic="blocks",
        importance=3,
        audiences=(LEAD_COORDINATORS,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="block.proposal_accepted",
        sentence=_("%(who)s took up your proposal for the blocks: %(what)s"),
        topic="blocks",
        importance=3,
        audiences=(PROPOSER,),
        to_followers=False,
        in_feeds=False,
    ),
    Kind(
        name="block.proposal_declined",
        sentence=_("%(who)s answered your proposal for the blocks with a no and a reason: %(what)s"),
        topic="blocks",
        importance=3,
        audiences=(PROPOSER,),
        to_followers=False,
        in_feeds=False,
    ),
)
