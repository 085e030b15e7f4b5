"""How fast are 5,000 rows of a table taken in, beside logging them one by one, and does each stand once?"""

import time
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from activity.models import Owed, perform
from bench.harness import Ratio, Size
from initiatives.models import Import, Initiative
from initiatives.models.importing import JOB
from tests import world
from tests.who import client_of

ROWS = 5_000
LIMIT = 900  # seconds the worker gives the job


def brought(made: world.World) -> Import:
    """A coordinator's table, read and asked to be published; the job waits."""
    coordinator = client_of(made, "coordinator")
    lines = [f"Row {number};We try something out;youth-centre" for number in range(ROWS)]
    table = "\r\n".join(["Title;What is happening?;Organisation", *lines]).encode()
    coordinator.post("/en/initiatives/import/", {"file": SimpleUploadedFile("table.csv", table)})
    source = Import.objects.get()
    coordinator.post(f"{source.get_absolute_url()}take/", {"as": "published"})
    return source


def seconds_by_hand(made: world.World, rows: int) -> float:
    """Wall seconds to log so many, each for itself."""
    begun = time.perf_counter()
    for number in range(rows):
        Initiative.log(
            partnership=made.youth,
            title=f"By hand {number}",
            text="We try something out",
            language="en",
            by=made.coordinator,
        )
    return time.perf_counter() - begun


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()
    by_hand = size.rounds * 10
    one_by_one = seconds_by_hand(made, by_hand) / by_hand
    source = brought(made)
    begun = time.perf_counter()
    perform(Owed.objects.get(task=JOB).pk)
    taken = time.perf_counter() - begun
    standing = Initiative.objects.exclude(title__startswith="By hand").count()
    rows = source.rows.exclude(initiative=None)
    once = rows.values("initiative").distinct().count()
    yield Ratio("rows that became an initiative of their own / rows", once / ROWS, "≥ 1", f"{once:,} rows")
    yield Ratio("initiatives made / rows", standing / ROWS, "≤ 1", f"{standing:,} initiatives")
    yield Ratio(
        "rows a second, imported / one by one",
        one_by_one * ROWS / taken,
        "≥ 0.8",
        f"{ROWS / taken:.0f} a second",
    )
    yield Ratio("time of the job / its limit", taken / LIMIT, "≤ 0.5", f"{taken:.0f} s")
