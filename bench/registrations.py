"""Does an answer to a visit cost the same when many have answered, and what does a full house add?

A visit for as many places as guests; then one where everybody waits for the places of a few.
"""

from collections.abc import Iterator
from itertools import count

from bench.harness import Ratio, Size, cpu_ms
from tests import world
from visits.models import Invitee, Registration, SiteVisit

FEW, MANY = 20, 1_000
_numbers = count()


def answering(of: SiteVisit, made: world.World) -> None:
    """One more guest says that they come."""
    guest = Invitee.objects.create(
        visit=of, kind=Invitee.Kind.ADDRESS, email=f"g{next(_numbers)}@example.org"
    )
    Registration.answer_for(visit=of, day=of.days[0], answer="coming", invitee=guest)


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()
    costs = {}
    for guests, places in ((FEW, MANY * 2), (MANY, MANY * 2), (MANY, FEW)):
        of = world.visit(made, capacity=places)
        for _ in range(guests):
            answering(of, made)
        costs[guests, places] = cpu_ms(lambda of=of: answering(of, made), size.rounds)  # type: ignore[misc]
    few, many, full = costs.values()
    yield Ratio(f"an answer, {MANY:,} / {FEW} guests", many / few, "≤ 1.5", f"{many:.1f} ms, {few:.1f} ms")
    yield Ratio(
        f"an answer, {MANY:,} wait / {MANY:,} come", full / many, "≤ 1.5", f"{full:.1f}, {many:.1f} ms"
    )
