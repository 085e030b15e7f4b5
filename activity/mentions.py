"""People named in a text with an @: found by name, among those whom the writer meets behind the same walls."""

import re

from django.db.models import CharField, F, QuerySet, Value

from people.models import CircleMember, Person

# An @ inside an address is no mention.
AT = re.compile(r"(?<![\w@.+-])@(?=\w)")
LONGEST_NAME = 120
MOST = 20
OFFERED = 8


def people_met_by(person: Person) -> QuerySet[Person]:
    """Active people with a name who share a circle with ``person``: whom they may name."""
    own = CircleMember.objects.filter(circle__in=person.circle_ids).values("person")
    return Person.objects.filter(pk__in=own, is_active=True).exclude(name="")


def named_in(text: str, by: Person | None, *, before: str = "") -> list[Person]:
    """The people whom ``by`` names in ``text`` with an @ and did not name in ``before``; one query, if any.

    The longest name that fits counts ("@Ana Novak", not Ana); of several people with one name all are meant.
    At most ``MOST`` mentions are read.
    """
    if by is None:
        return []
    found = _named_in(text, by)
    if not found or "@" not in before:
        return found
    known = {person.pk for person in _named_in(before, by)}
    return [person for person in found if person.pk not in known]


def _named_in(text: str, by: Person) -> list[Person]:
    pieces = [text[match.end() : match.end() + LONGEST_NAME] for match in AT.finditer(text)][:MOST]
    if not pieces:
        return []
    met = people_met_by(by).exclude(pk=by.pk)
    found: dict[object, Person] = {}
    for piece, people in _fitting(pieces, met).items():
        longest = max((len(person.name) for person in people), default=0)
        found |= {person.pk: person for person in people if len(person.name) == longest and piece}
    return list(found.values())


def _fitting(pieces: list[str], met: QuerySet[Person]) -> dict[str, list[Person]]:
    """For each piece of text, the people whose whole name it begins with."""
    spots = [
        met.annotate(spot=Value(number), piece=Value(piece, output_field=CharField())).filter(
            piece__istartswith=F("name")
        )
        for number, piece in enumerate(pieces)
    ]
    fitting: dict[str, list[Person]] = {piece: [] for piece in pieces}
    for person in spots[0].union(*spots[1:]) if len(spots) > 1 else spots[0]:
        piece = pieces[person.spot]
        after = piece[len(person.name) : len(person.name) + 1]
        if not (after.isalnum() or after == "_"):
            fitting[piece].append(person)
    return fitting


def offered(start: str, to: Person) -> list[str]:
    """Names to offer while ``to`` types ``start`` after an @, in the order of their letters."""
    start = start.strip()[:LONGEST_NAME]
    if not start or "\x00" in start:
        return []
    names = people_met_by(to).exclude(pk=to.pk).filter(name__unaccent__istartswith=start)
    return list(names.order_by("name").values_list("name", flat=True).distinct()[:OFFERED])
