"""What happens with saved searches."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.registry import Kind, Topic

ANSWERED = "search.answered"

TOPICS = (
    Topic(
        name="searches",
        label=_("Your saved searches"),
        hint=_("Something new answers a search you saved."),
        order=40,
    ),
)


def answered_often(count: int) -> str:
    return ngettext(
        "%(what)s answers a search you saved", "%(what)s answers %(count)d searches you saved", count
    )


KINDS = (
    Kind(
        name=ANSWERED,
        sentence=_("%(what)s answers a search you saved"),
        grouped=answered_often,
        topic="searches",
        importance=2,
        in_feeds=False,
        # Whoever follows the thing itself has heard what happened to it.
        to_its_own=False,
    ),
)
