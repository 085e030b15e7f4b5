"""What an introduction says by mail: why the two could meet, and whom to write to on each side."""

from typing import Any

from django.utils.translation import gettext as _

from activity.letters import absolute, letter
from activity.models import Delivery
from activity.models.following import EVERYTHING, Pace, chosen_by
from activity.registry import Letter, purpose
from blocks.connections.contacts import contacts_of
from blocks.connections.words import seen_by
from blocks.models import INTRODUCTION, Connection, Meeting


def excerpt(connection: Connection) -> str:
    """The reasons and both contacts in a few lines, for the mail that tells the two sides.

    Only those are told who work for one of them (``blocks.connections.events``).
    """
    return "\n".join(lines(connection))


def lines(connection: Connection) -> list[str]:
    seen = seen_by(None, [connection])[0]
    told = [one.words for one in seen.first]
    if connection.state == Meeting.DISMISSED:
        return told
    return told + [
        _("%(name)s, %(organisation)s: %(email)s")
        % {"name": row.name, "organisation": row.organisation, "email": row.email}
        for row in contacts_of(connection)
    ]


@purpose(INTRODUCTION)
def introduction(delivery: Delivery) -> Letter | None:
    """To who introduced the two, whom nobody tells of their own act: the same that the others get. Nothing where it
    may no longer be seen, or such mails were turned off."""
    person: Any = delivery.person
    found = Connection.objects.visible_to(person).acted_on().with_ends()
    connection = found.filter(pk=delivery.ids["connection"]).first()
    paces = chosen_by(person)
    if connection is None or Pace.OFF in (paces["connections", "mail"], paces[EVERYTHING, "mail"]):
        return None
    context = {
        "what": str(connection),
        "lines": lines(connection),
        "link": absolute(connection.get_absolute_url()),
    }
    return letter("connections/mail/introduction", context)
