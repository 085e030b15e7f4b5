"""Does searching stay quick with ten times as many texts: for common, middling, rare and unknown words?"""

from collections.abc import Iterator

from bench.harness import COMMON, MIDDLING, RARE, Ratio, Size, many_initiatives, p95_ms
from search.find import find
from tests import world

WORDS = {"common": COMMON, "middling": MIDDLING, "rare": RARE, "unknown": "xylophone"}


def run(size: Size) -> Iterator[Ratio]:
    made = world.world()
    tenth = size.many // 10
    many_initiatives(made, tenth)
    before = {
        kind: p95_ms(lambda word=word: find(word, made.partner), size.rounds) for kind, word in WORDS.items()
    }
    many_initiatives(made, size.many - tenth)
    for kind, word in WORDS.items():
        after = p95_ms(lambda word=word: find(word, made.partner), size.rounds)
        seen = f"{after:.1f} ms, {before[kind]:.1f} ms"
        yield Ratio(f"{kind} word, {size.many:,} / {tenth:,} texts", after / before[kind], "≤ 4", seen)
