"""Who stands where: alliances, places, organisations, partnerships, memberships, invitations,
commitments."""

from alliances.models.alliance import Alliance, Place
from alliances.models.commitment import Commitment
from alliances.models.invitation import Invitation
from alliances.models.membership import Membership, Standing, coordinated_by, standing_of
from alliances.models.organisation import Organisation, Partnership, Sector

__all__ = [
    "Alliance",
    "Commitment",
    "Invitation",
    "Membership",
    "Organisation",
    "Partnership",
    "Place",
    "Sector",
    "Standing",
    "coordinated_by",
    "standing_of",
]
