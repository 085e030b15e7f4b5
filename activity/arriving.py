"""Who comes in at each request, with what every page asks of them: all in the one query that finds them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from activity.models.notifications import COUNTED_TO, unread_things
from people.models import CircleMember, Person

_brought: dict[str, Any] = {}


def bring(name: str, expression: Any) -> None:
    """Have each arriving person bring ``expression`` along as the attribute ``name``: a room above says so for what
    every page asks of it."""
    _brought[name] = expression


class Backend(AuthenticationBackend):
    """Signs in as allauth does. Whoever arrives by their session brings along ``circle_ids`` and ``unread_ids``,
    which would else cost every page two queries more, and what the rooms above ``bring``."""

    def get_user(self, user_id: Any) -> Person | None:
        circles = CircleMember.objects.filter(person=OuterRef("pk")).values("circle_id")
        unread = unread_things(OuterRef("pk"))[:COUNTED_TO]
        brought = {"circle_ids": ArraySubquery(circles), "unread_ids": ArraySubquery(unread), **_brought}
        person = Person.objects.annotate(**brought).filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
