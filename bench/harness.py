"""What the benches share: sizes, ratios, many rows at once, and fair clocks."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from alliances.models import Partnership
from initiatives.models import Initiative, Stage
from search.index import learn_words_anew
from tests.world import World


@dataclass(frozen=True)
class Size:
    """How many rows a bench makes: ``few`` for the small side of a ratio, ``many`` for the large one."""

    few: int
    many: int
    rounds: int


SHORT = Size(few=1_000, many=30_000, rounds=30)
LONG = Size(few=1_000, many=1_000_000, rounds=100)


@dataclass(frozen=True)
class Ratio:
    """One figure: what was compared, how it came out, what it should be (``"≥ 0.7"``), and what was measured."""

    of: str
    value: float
    goal: str = ""
    seen: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; ``None`` without one."""
        if not self.goal:
            return None
        sign, limit = self.goal.split()
        return self.value >= float(limit) if sign == "≥" else self.value <= float(limit)


Act = Callable[[], object]


def cpu_ms(act: Act, rounds: int) -> float:
    """Median CPU milliseconds of this process for one ``act``, after two that warm it up."""
    return in_turns(rounds, time.process_time, act)[0]


def p95_ms(act: Act, rounds: int) -> float:
    """The 95th percentile of wall milliseconds of one ``act``, after two that warm it up."""
    return _percentile(_times(act, rounds, time.perf_counter))


def in_turns(rounds: int, clock: Callable[[], float], *acts: Act) -> list[float]:
    """Median milliseconds of each act by ``clock``, measured alternately."""
    for act in acts:
        act(), act()
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, times in zip(acts, taken, strict=True):
            begun = clock()
            act()
            times.append((clock() - begun) * 1000)
    return [statistics.median(times) for times in taken]


def _times(act: Act, rounds: int, clock: Callable[[], float]) -> list[float]:
    act(), act()
    taken = []
    for _ in range(rounds):
        begun = clock()
        act()
        taken.append((clock() - begun) * 1000)
    return taken


def _percentile(times: list[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


SYLLABLES = [
    "ka",
    "vo",
    "ri",
    "den",
    "sta",
    "lu",
    "mo",
    "pe",
    "zel",
    "no",
    "gra",
    "ti",
    "sko",
    "be",
    "dra",
    "li",
]
COMMON, MIDDLING, RARE = "meeting", "courtyard", "greenhouse"


def many_initiatives(world: World, n: int) -> None:
    """Add ``n`` public initiatives with their index entries, in bulk. ``meeting`` stands in nearly all,
    ``courtyard`` in one of a hundred, ``greenhouse`` in ten altogether; the other words follow no theme."""
    dice = random.Random(7)
    words = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(5_000)})
    weights = [1 / (place + 10) for place in range(len(words))]
    now, stages = timezone.now(), list(Stage)
    partners: list[Partnership] = [world.youth, world.incubator, world.municipality]
    made = Initiative.objects.count()
    for start in range(0, n, 5_000):
        rows = []
        for number in range(start, min(start + 5_000, n)):
            text = " ".join(dice.choices(words, weights, k=50))
            marks = [COMMON if number % 20 else "", MIDDLING if number % 100 == 0 else ""]
            marks.append(RARE if number % max(n // 10, 1) == 1 else "")
            of = dice.choice(partners)
            rows.append(
                Initiative(
                    slug=f"bench-{made + number}",
                    partnership=of,
                    circle_id=of.alliance.circle_id,
                    title=" ".join(dice.choices(words, k=5)),
                    body=" ".join([*marks, text]),
                    language="en",
                    stage=dice.choice(stages),
                    public=True,
                    logged_at=now - timedelta(minutes=number),
                )
            )
        Initiative.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO search_entry (subject_type_id, subject_id, kind, slug, language, original, title, note,
                                      body, demo, vector, public, circles, came_at)
            SELECT %s, one.id, 'initiative', one.slug, one.language, true, one.title, '', one.body, false,
                   setweight(to_tsvector('magnet_simple', one.title), 'A')
                   || setweight(to_tsvector('magnet_simple', one.body), 'B')
                   || setweight(to_tsvector('magnet_english', one.body), 'B'),
                   true, ARRAY[]::uuid[], one.logged_at
            FROM initiatives_initiative AS one
            WHERE one.slug LIKE 'bench-%%'
            ON CONFLICT DO NOTHING
            """,
            [ContentType.objects.get_for_model(Initiative).pk],
        )
        cursor.execute("VACUUM ANALYZE")
    learn_words_anew()


def table(rows: Iterator[Ratio]) -> Iterator[str]:
    """The ratios as lines to print, as they come."""
    for row in rows:
        verdict = {True: "reached", False: "NOT reached", None: ""}[row.met]
        yield f"  {row.of:<58} {row.value:>9.2f}  {row.goal:<9} {verdict:<12} {row.seen}"
