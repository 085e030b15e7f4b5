"""Who may do what with a visit."""

from typing import Any

from alliances.models import standing_of
from alliances.permissions import may_coordinate
from visits.models.visit import SiteVisit


def may_plan(person: Any) -> bool:
    """Begin a visit somewhere: who coordinates an alliance."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)


def may_organise(person: Any, visit: SiteVisit) -> bool:
    """Change it, invite to it, move it on: the host alliance's coordinators."""
    return may_coordinate(person, visit.alliance)


def may_harvest(person: Any, visit: SiteVisit) -> bool:
    """Gather what comes of it: who organises, and whoever belongs to a city that was invited."""
    if visit.is_draft:
        return False
    if may_organise(person, visit):
        return True
    own = [row.alliance_id for row in standing_of(person).partnerships]
    return bool(own) and visit.invitees.delegations().filter(alliance__in=own).exists()


def may_translate(person: Any, visit: SiteVisit, language: str) -> bool:
    """Who organises, and once it is announced members of every alliance that reads the language."""
    if may_organise(person, visit):
        return True
    partnerships = standing_of(person).partnerships
    return not visit.is_draft and any(language in row.alliance.languages for row in partnerships)


def may_host(person: Any, visit: SiteVisit) -> bool:
    """Read what guests expect and need: who organises, and the hosts while they are members."""
    standing = standing_of(person)
    if standing.coordinates(visit.alliance_id):
        return True
    return standing.member_of(visit.alliance_id) and any(one.pk == person.pk for one in visit.hosts.all())
