"""Who may do what in an alliance: pure answers, no query beyond the person's standing."""

from typing import Any

from alliances.models import Alliance, Commitment, Invitation, Membership, Partnership, standing_of


def may_coordinate(person: Any, alliance: Alliance) -> bool:
    """Tag, confirm, answer, organise, report: the alliance's coordinators and administrators."""
    standing = standing_of(person)
    return standing.administrator or standing.coordinates(alliance.pk)


def may_invite(person: Any, partnership: Partnership) -> bool:
    """Coordinators invite anywhere in their alliance; members into their own organisation where it allows."""
    if may_coordinate(person, partnership.alliance):
        return True
    return partnership.alliance.members_invite and standing_of(person).works_for(partnership.pk)


def may_invite_somewhere(person: Any, alliance: Alliance) -> bool:
    """Whether there is an organisation in the alliance ``person`` may invite into."""
    if may_coordinate(person, alliance):
        return True
    return alliance.members_invite and standing_of(person).member_of(alliance.pk)


def may_appoint(person: Any, partnership: Partnership) -> bool:
    """Invite somebody as coordinator."""
    return may_coordinate(person, partnership.alliance)


def may_withdraw(person: Any, invitation: Invitation) -> bool:
    """Take an invitation back: who might have sent it."""
    if invitation.role == Membership.Role.COORDINATOR:
        return may_appoint(person, invitation.partnership)
    return may_invite(person, invitation.partnership)


def alliance_promising(person: Any, thing: Any) -> Alliance | None:
    """The alliance in which ``person`` may promise something about ``thing``: the thing's own where they belong to
    it, else the first that is theirs; ``None`` where there is none."""
    mine = {row.alliance_id: row.alliance for row in standing_of(person).partnerships}
    own: Any = getattr(thing, "alliance_id", None)
    return mine.get(own) or next(iter(mine.values()), None)


def may_settle(person: Any, commitment: Commitment) -> bool:
    """Say that a promise is kept, or why not: who made it, its organisation's people, the coordinator."""
    standing = standing_of(person)
    return (
        standing.administrator
        or standing.coordinates(commitment.alliance_id)
        or any(
            one.alliance_id == commitment.alliance_id and one.organisation_id == commitment.organisation_id
            for one in standing.partnerships
        )
    )
