"""Large lineages, made past the verbs: for what is asked of pages that show them."""

from django.utils import timezone

from alliances.models import Alliance
from challenges.models import Adoption, Challenge, ChallengeRevision
from people.models import Circle


def grown(root: Challenge, many: int, after: int = 0) -> None:
    """``many`` cities make something out of ``root``, every third of them out of what the one before made."""
    circles = Circle.objects.bulk_create(
        Circle(name=f"City {number}") for number in range(after, after + many)
    )
    cities = Alliance.objects.bulk_create(
        Alliance(
            slug=circle.name.lower().replace(" ", "-"),
            name=circle.name,
            city=circle.name,
            country="SI",
            latitude=46,
            longitude=15,
            languages=["sl"],
            time_zone="Europe/Ljubljana",
            circle=circle,
        )
        for circle in circles
    )
    made: list[Challenge] = []
    for number, city in enumerate(cities):
        origin = made[-1] if number % 3 else root
        made.append(
            Challenge(
                alliance=city,
                circle=city.circle,
                slug=f"in-{city.slug}",
                title=f"In {city.city}",
                summary="In a line",
                language="en",
                ancestors=[*origin.ancestors, origin.pk],
            )
        )
    Challenge.objects.bulk_create(made)
    first = {one.pk: one for one in [root, *made]}
    revisions = ChallengeRevision.objects.bulk_create(
        ChallengeRevision(source=one, number=1, language="en", texts=one.own_texts) for one in made
    )
    kept = {root.pk: root.revision} | {one.source_id: one for one in revisions}
    Adoption.objects.bulk_create(
        Adoption(
            origin=first[one.ancestors[-1]],
            origin_revision=kept[one.ancestors[-1]],
            alliance=one.alliance,
            circles=[one.circle_id, first[one.ancestors[-1]].circle_id],
            state="adopted",
            local=one,
            language="en",
            began_on=timezone.localdate(),
        )
        for one in made
    )
