"""Does weighing one initiative against those it could join cost the same among many thousands as among a thousand?

Each has a challenge, an audience and two blocks that thousands share, and says what it seeks and offers.
"""

import random
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from bench.harness import Ratio, Size, in_turns, many_initiatives
from blocks.connections.weighing import weigh_one
from blocks.models import BlockVersion, Connection, State, Strength, Tag
from initiatives.models import Audience, Initiative, LineKind
from tests import world

MOST = 100_000


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()
    families, _made = Audience.objects.get_or_create(slug="families", defaults={"name": "Families"})
    taken = {}
    for count in (size.few, min(size.many, MOST)):
        grow(made, count, families)
        taken[count] = weighing_some(size.rounds)
    few, many = taken
    yield Ratio(
        f"weighing one among {many:,} / among {few:,}",
        taken[many] / taken[few],
        "≤ 3",
        f"median {taken[few]:.0f} and {taken[many]:.0f} ms, {Connection.objects.count():,} connections",
    )


def weighing_some(rounds: int) -> float:
    """The median of milliseconds of weighing one, another each time: a busy moment of the machine leaves it alone."""
    some = Initiative.objects.order_by("?").values_list("pk", flat=True)[: rounds + 2]
    left = iter(list(some))

    @transaction.atomic
    def weigh() -> None:
        weigh_one(next(left), timezone.now())

    return in_turns(rounds, time.perf_counter, weigh)[0]


def grow(made: world.World, count: int, families: Audience) -> None:
    """Up to ``count`` initiatives, each with what a pair is weighed by."""
    before = set(Initiative.objects.values_list("pk", flat=True))
    many_initiatives(made, count - len(before))
    dice, kinds = random.Random(11), list(LineKind.values)
    fresh = list(Initiative.objects.exclude(pk__in=before))
    with connection.cursor() as cursor:  # in one statement: row by row it is most of the bench
        cursor.execute(
            """
            UPDATE initiatives_initiative SET
                needs = jsonb_build_array(jsonb_build_object(
                    'kind', (%(kinds)s::text[])[1 + floor(random() * %(n)s)::int], 'text', 'rooms')),
                offers = jsonb_build_array(jsonb_build_object(
                    'kind', (%(kinds)s::text[])[1 + floor(random() * %(n)s)::int], 'text', 'rooms'))
            WHERE needs = '[]'
            """,
            {"kinds": kinds, "n": len(kinds)},
        )
    Initiative.challenges.through.objects.bulk_create(
        Initiative.challenges.through(initiative=one, challenge=dice.choice([made.housing, made.city_vibe]))
        for one in fresh
    )
    Initiative.audiences.through.objects.bulk_create(
        Initiative.audiences.through(initiative=one, audience=families) for one in fresh
    )
    now = timezone.now()
    versions = {version.block_id: version for version in BlockVersion.objects.now_of(made.blocks)}
    Tag.objects.bulk_create(
        Tag(
            initiative=one,
            block=block,
            block_version=versions[block.pk],
            strength=Strength.CORE,
            state=State.CONFIRMED,
            decided_at=now,
        )
        for one in fresh
        for block in dice.sample(made.blocks, 2)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
