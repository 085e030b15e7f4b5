"""What this room holds of people: see ``people.privacy``."""

from django.db.models import Q
from django.utils.translation import gettext as _

from alliances.models import Commitment, Invitation, Membership, Organisation
from people.models import Person
from people.privacy import ALL, Holding
from web.slots import Words


def step_out(person: Person) -> None:
    """End every membership, as its verb does: ``DomainError`` for an alliance's last coordinator."""
    current = Membership.objects.current().filter(person=person).order_by("partnership__alliance")
    for membership in current.select_related("partnership", "person"):
        membership.end(by=None)


def last_coordinator(person: Person) -> list[Words]:
    mine = Membership.objects.coordinating().filter(person=person).select_related("partnership__alliance")
    alliances = {row.partnership.alliance_id: row.partnership.alliance for row in mine}
    others = Membership.objects.coordinating().exclude(person=person)
    kept = set(
        others.filter(partnership__alliance__in=alliances).values_list("partnership__alliance", flat=True)
    )
    return [
        _("%(alliance)s would be without a coordinator. Name another one first.")
        % {"alliance": alliance.text.name}
        for pk, alliance in alliances.items()
        if pk not in kept
    ]


def invited(person: Person) -> Q:
    return Q(email__iexact=person.email)


def forget_invitations(person: Person) -> None:
    Invitation.objects.filter(invited(person)).delete()


HOLDINGS = (
    # An organisation may be called by somebody's name: that is its own.
    Holding(model=Organisation, fixed=ALL),
    Holding(
        model=Membership,
        link="person",
        goes=True,
        export=("created_at", "partnership", "role", "unit", "ended_at"),
        before=step_out,
        hindrances=last_coordinator,
        order=0,
    ),
    Holding(
        model=Invitation,
        find=invited,
        goes=True,
        export=(
            *("created_at", "partnership", "email", "role", "language", "unit", "word"),
            *("expires_at", "accepted_at", "revoked_at"),
        ),
        left_out=("token_hash", "invited_by"),
        before=forget_invitations,
        order=20,
    ),
    Holding(
        model=Invitation,
        link="invited_by",
        # Whom they invited is another's own.
        export=("created_at", "partnership", "role", "word"),
        left_out=("email", "unit"),
    ),
    Holding(
        model=Commitment,
        link="person",
        export=("created_at", "what", "organisation", "due", "state", "reason", "settled_at", "subject_id"),
    ),
    Holding(model=Commitment, link="made_by", export=("created_at", "what", "due", "state")),
)
