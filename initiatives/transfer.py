"""What initiatives show along the way of a challenge from city to city."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F
from django.urls import reverse

from alliances.models import Place
from challenges.along import Stop
from challenges.models import Adoption, Challenge
from initiatives.models import Initiative, Update
from web.slots import Panel

FEW = 20  # updates of one side


def by_place(challenges: Sequence[Challenge], person: Any) -> dict[Challenge, list[dict[str, Any]]]:
    """Where in its alliance's reach each challenge is worked on: places with how many initiatives; two queries.

    Nothing for a challenge worked on in a single place: that is its city.
    """
    rows = Initiative.objects.standing().visible_to(person).filter(challenges__in=challenges)
    counted = rows.exclude(place=None).values("place", on=F("challenges")).annotate(count=Count("pk"))
    found: dict[Any, dict[Any, int]] = {}
    for row in counted.order_by("-count"):
        found.setdefault(row["on"], {})[row["place"]] = row["count"]
    places = Place.objects.in_bulk({pk for of in found.values() for pk in of})
    url = reverse("initiatives:list")
    return {
        challenge: [
            {
                "place": places[pk],
                "count": count,
                "url": f"{url}?challenge={challenge.slug}&place={places[pk].slug}",
            }
            for pk, count in found[challenge.pk].items()
        ]
        for challenge in challenges
        if len(found.get(challenge.pk, ())) > 1
    }


def told_on_both_sides(adoptions: Sequence[Adoption], person: Any) -> dict[Adoption, list[Stop]]:
    """What initiatives on the origin and on the local challenge told since; two queries for each adoption."""
    found = {}
    for adoption in adoptions:
        stops: list[Stop] = []
        for challenge in (adoption.origin, adoption.local):
            if challenge is not None:
                stops += _told_on(challenge, adoption, person)
        found[adoption] = stops
    return found


def _told_on(challenge: Challenge, adoption: Adoption, person: Any) -> list[Stop]:
    about = Initiative.objects.standing().visible_to(person).filter(challenges=challenge)
    rows = Update.objects.standing().visible_to(person).filter(initiative__in=about.values("pk"))
    rows = rows.filter(happened_on__gte=adoption.began_on).for_reading().newest_first()
    return [
        Stop(
            on=row.happened_on,
            alliance_id=challenge.alliance_id,
            label=row.get_kind_display(),
            text=row.text.body,
            language=row.text.language,
            who=row.organisation.text.name,
            who_language=row.organisation.text.language,
            url=row.get_absolute_url(),
            kind=row.kind,
        )
        for row in rows.select_related("initiative")[:FEW]
    ]


STRANDS = Panel(name="places", order=10, template="initiatives/slots/strands.html", fetch=by_place)
# Its stops are set among those of the adoption itself, by the adoption's own template.
TOLD = Panel(name="updates", order=10, template="challenges/stop.html", fetch=told_on_both_sides)
