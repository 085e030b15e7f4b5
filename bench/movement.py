"""What does telling ten thousand people cost beside saving a row each, and does a digest for many need more memory?

Told are the followers of one challenge, by one event. The plain way saves one notification after the other. Tasks
are rows of what is owed. Digests are composed for everybody who was told, in batches; memory is what Python holds
at the most while the batches are cut and one of them is composed.
"""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from activity.models import Delivery, Event, Notification, Owed, record
from activity.registry import job_of
from bench.harness import Ratio, Size
from tests import world
from tests.activity.people import crowd
from tests.world import World

FOLLOWERS = 10_000
ONE_BY_ONE = 500
CHUNK = 10_000
MONDAY = datetime(2026, 3, 2, 6, 5, tzinfo=UTC)  # five past seven in Celje


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()
    Owed.objects.all().delete()
    followers(made, FOLLOWERS)
    event = happened(made)
    taken = seconds(lambda: job_of("activity.tell").run(event=event.pk, now=MONDAY))
    told = Notification.objects.filter(event=event).count()
    plain = saved_one_by_one(event)
    tasks = Owed.objects.count()
    seen = f"{told:,} in {taken:.2f} s; one by one {plain:,.0f} rows/s"
    yield Ratio("rows/s told / saved one by one", told / taken / plain, "≥ 10", seen)
    yield Ratio(f"tasks for {told:,} notifications", tasks, "≤ 20")

    few = digest_memory()
    many = 100_000 if size.many > 100_000 else size.many
    followers(made, many - FOLLOWERS, "more")
    job_of("activity.tell").run(event=happened(made).pk, now=MONDAY)
    more = digest_memory()
    batches = Owed.objects.filter(task="activity.digest").count()
    people = Notification.objects.filter(delivery=None).values("person").distinct().count()
    seen = f"{few / 2**20:.1f} MB, {more / 2**20:.1f} MB; {people:,} people in {batches} batches"
    yield Ratio(f"memory of digests, {many:,} people / {FOLLOWERS:,}", more / few, "≤ 1.5", seen)


def followers(made: World, number: int, prefix: str = "bench") -> None:
    for chunk in range(0, number, CHUNK):
        crowd(min(CHUNK, number - chunk), following=made.housing, prefix=f"{prefix}{chunk}-")


def happened(made: World) -> Event:
    """Something around the challenge, a day ago; telling it is left to the bench."""
    event = record(
        "challenge.opened",
        actor=made.coordinator,
        subject=made.city_vibe,
        concerns=[made.housing],
        at=MONDAY - timedelta(days=1),
    )
    Owed.objects.all().delete()
    return event


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def saved_one_by_one(event: Event) -> float:
    """Rows a second of the plain way, on the same table with the same indexes."""
    rows = list(Notification.objects.filter(event=event)[:ONE_BY_ONE])
    Notification.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = None
    return len(rows) / seconds(lambda: [row.save() for row in rows])


def digest_memory() -> int:
    """The most that Python holds, in bytes, while the batches are owed and one is composed; leaves no mail."""
    Owed.objects.all().delete()
    tracemalloc.start()
    try:
        job_of("activity.digests").run(now=MONDAY)
        batch = Owed.objects.filter(task="activity.digest").first()
        assert batch is not None
        job_of("activity.digest").run(now=MONDAY, **batch.ids)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        Notification.objects.update(delivery=None)
        Delivery.objects.all().delete()
