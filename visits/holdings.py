"""What this room holds of people: see ``people.privacy``."""

from django.db.models import Q

from people.models import Person
from people.privacy import Holding, of_files, of_translations
from visits.models import (
    CalendarLink,
    Invitee,
    Outcome,
    Preparation,
    SiteVisitTranslation,
    Takeaway,
    TakeawayFile,
    VisitHost,
)

GUEST = (
    "created_at",
    "visit",
    "kind",
    "email",
    "name",
    "organisation",
    "language",
    "expectation",
    "reply",
    "needs",
)


def by_address(person: Person) -> Q:
    return Q(email__iexact=person.email, person=None)


def forget_guest(person: Person) -> None:
    """What they told as a guest goes, of visits to come their places too."""
    for guest in Invitee.objects.filter(Q(person=person) | by_address(person)).select_related("visit"):
        guest.leave_no_name()


HOLDINGS = (
    Holding(
        model=Invitee,
        link="person",
        export=(*GUEST, "registrations"),
        left_out=("token_hash",),
        before=forget_guest,
        order=30,
    ),
    Holding(model=Invitee, find=by_address, export=(*GUEST, "registrations")),
    # Whom they invited is another's own.
    Holding(model=Invitee, link="invited_by", export=("created_at", "visit", "kind")),
    Holding(model=VisitHost, link="person", goes=True, export=("visit",)),
    Holding(
        model=CalendarLink,
        link="person",
        goes=True,
        export=("created_at", "revoked_at"),
        left_out=("token_hash",),
    ),
    Holding(model=Takeaway, link="author", export=("created_at", "visit", "text", "language", "removed_at")),
    of_files(TakeawayFile),
    Holding(model=Preparation, link="done_by", export=("visit", "words", "done_at")),
    Holding(model=Outcome, link="ticked_by", export=("created_at", "visit", "challenge")),
    *of_translations(SiteVisitTranslation),
)
