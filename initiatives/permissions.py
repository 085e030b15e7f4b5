"""Who may do what with an initiative."""

from typing import Any

from alliances.models import standing_of
from initiatives.models import Initiative, Update


def may_log(person: Any) -> bool:
    """Whoever works for a partner of any alliance."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.memberships)


def may_edit(person: Any, initiative: Initiative) -> bool:
    """The lead organisation's people, those of organisations beside it, the author, and the coordinator."""
    standing = standing_of(person)
    if may_withdraw(person, initiative):
        return True
    if not standing.member_of(initiative.alliance_id):
        return False
    return any(standing.works_for(partner.pk) for partner in initiative.partners.all())


def may_withdraw(person: Any, initiative: Initiative) -> bool:
    """The lead organisation's people, the author while a member, and the coordinator."""
    standing = standing_of(person)
    alliance = initiative.alliance_id
    return (
        standing.administrator
        or standing.coordinates(alliance)
        or standing.works_for(initiative.partnership_id)
        or (initiative.author_id == getattr(person, "pk", None) and standing.member_of(alliance))
    )


def may_see_versions(person: Any, initiative: Initiative) -> bool:
    """Everybody in its alliance: a version may hold what was not public then."""
    standing = standing_of(person)
    return standing.administrator or standing.member_of(initiative.alliance_id)


def may_withdraw_update(person: Any, update: Update, initiative: Initiative) -> bool:
    """Who told it, while they may edit the initiative, and who may withdraw the initiative itself.

    That the stage has changed is no news to take back.
    """
    if update.kind == Update.Kind.STAGE:
        return False
    own = update.author_id is not None and update.author_id == getattr(person, "pk", None)
    return may_withdraw(person, initiative) or (own and may_edit(person, initiative))


def may_import_somewhere(person: Any) -> bool:
    """Bring a table of initiatives: who coordinates some alliance, and administrators."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)
