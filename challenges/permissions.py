"""Who may do what with a challenge."""

from dataclasses import dataclass
from typing import Any

from alliances.models import Alliance, standing_of
from alliances.permissions import may_coordinate
from challenges.models import Adoption, Challenge
from people.models import Person


def may_write(person: Any, challenge: Challenge) -> bool:
    """Write the dossier, or change who sees it."""
    return may_coordinate(person, challenge.alliance)


def may_open(person: Any) -> bool:
    """Open a challenge somewhere: who coordinates an alliance."""
    standing = standing_of(person)
    return standing.administrator or bool(standing.coordinated)


def adopting_for(person: Any, challenge: Challenge) -> list[Alliance]:
    """The transfer alliances for which ``person`` may adopt ``challenge``: their own, where they are at home.

    An administrator adopts for nobody. Whether the alliance has adopted it, or is its origin, the verb says.
    """
    own = {row.alliance_id: row.alliance for row in standing_of(person).partnerships}
    return [row for row in own.values() if not row.lead and row.pk != challenge.alliance_id]


@dataclass(frozen=True)
class Door:
    """What a challenge's page offers its reader: to ``adopt`` it, to look at it first (``interest``), to take the
    ``lesson`` back of what descends from one's own, or the way to the reader's own ``adoption``."""

    adopt: bool = False
    interest: bool = False
    lesson: bool = False
    adoption: Adoption | None = None


def door_for(person: Any, challenge: Challenge) -> Door:
    """The door for ``person``; a visitor is let see it and signs in behind it. At most two queries."""
    if not challenge.public:
        return Door()
    if not isinstance(person, Person):
        return Door(adopt=True)
    if challenge.ancestors and taking_back_for(person, challenge) is not None:
        return Door(lesson=True)
    alliances = adopting_for(person, challenge)
    if not alliances:
        return Door()
    known = Adoption.objects.filter(origin=challenge, alliance__in=alliances).first()
    adopted = known is not None and known.local_id is not None
    return Door(adopt=not adopted, interest=known is None, adoption=known)


def may_carry(person: Any, adoption: Adoption) -> bool:
    """Tell what was kept and changed, move it on, pause or stop it: whoever works in the adopting alliance."""
    return standing_of(person).member_of(adoption.alliance_id)


def stands_at_origin(person: Any, adoption: Adoption) -> bool:
    """Speak for the origin: whoever works in its alliance."""
    return standing_of(person).member_of(adoption.origin.alliance_id)


def may_translate(person: Any, challenge: Challenge, language: str) -> bool:
    """Who writes it, and members of every alliance that reads the language: who would adopt it, say."""
    partnerships = standing_of(person).partnerships
    return may_write(person, challenge) or any(language in row.alliance.languages for row in partnerships)


def may_translate_adoption(person: Any, adoption: Adoption, language: str) -> bool:
    """Both cities: who carries it, and whoever speaks for the origin that hears of it."""
    if not adoption.told:
        return False
    standing = standing_of(person)
    return standing.administrator or may_carry(person, adoption) or stands_at_origin(person, adoption)


def side_of(person: Any, adoption: Adoption) -> Alliance | None:
    """The city ``person`` speaks for on the adoption's rails: the adopters', else the origin's, else none."""
    if may_carry(person, adoption):
        return adoption.alliance
    return adoption.origin.alliance if stands_at_origin(person, adoption) else None


def taking_back_for(person: Any, challenge: Challenge) -> Alliance | None:
    """The alliance of ``person`` out of whose challenge this one was made, the nearest first; one query."""
    own = {row.alliance_id: row.alliance for row in standing_of(person).partnerships}
    if not own or challenge.alliance_id in own:
        return None
    rows = Challenge.objects.filter(pk__in=challenge.ancestors, alliance__in=own)
    owners = dict(rows.values_list("pk", "alliance"))
    nearest = next((owners[pk] for pk in reversed(challenge.ancestors) if pk in owners), None)
    return own[nearest] if nearest else None
