"""Which blocks an initiative probably works through, and why: naive Bayes over words and challenges, in words.

What is known is counted from initiatives whose tags a coordinator settled, and from the blocks' own descriptions in
every language. A word counts by its beginning, within its language, so that the cases of *soseska* are one word. Only
what is there speaks for a block; each sign has its count, so each suggestion can be said in a sentence. Nothing here
asks the database.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Self

from blocks.joining_words import JOINING

BEGINNING = 5  # letters by which words are one
SHORTEST = 4  # letters; what is shorter joins sentences in all our languages, and so do those of JOINING
FEWEST = 2  # initiatives in which a sign must stand to say anything
COMMON = 0.4  # of all initiatives: a sign as common as that says nothing
SMOOTHING = 4.0  # by which every sign counts as seen on either side: two initiatives prove little
STRONGEST = 2.0  # how much one sign may speak for a block, as a logarithm
# What a word of the block's own description speaks for it: more than any counted one, for somebody chose it to say
# what the block means.
DESCRIBED = 3.0
DESCRIBED_MOST = 3
MOST_SIGNS = 40_000  # of what is kept: those that stand most often
CHALLENGE = "challenge:"

WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One initiative: its text with the language, the slugs of its challenges, and those of its settled blocks."""

    language: str
    text: str
    challenges: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()

    @property
    def words(self) -> dict[str, str]:
        """Its words' signs, each with the first word that stands for it."""
        return words_of(self.text, self.language)

    @property
    def signs(self) -> set[str]:
        return set(self.words) | {CHALLENGE + slug for slug in self.challenges}


def words_of(text: str, language: str) -> dict[str, str]:
    """The signs of ``text``, each with the first word that stands for it; words that only join sentences are none."""
    found: dict[str, str] = {}
    joining = JOINING.get(language, frozenset())
    for word in WORD.findall(text):
        if len(word) >= SHORTEST and word.casefold() not in joining:
            found.setdefault(f"{language}:{word.casefold()[:BEGINNING]}", word)
    return found


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What speaks for a block: ``sign`` stands in ``total`` tagged initiatives, ``with_block`` of them with the
    block; or (``described``) in the block's own description."""

    sign: str
    weight: float
    total: int = 0
    with_block: int = 0
    described: bool = False


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A block by its slug, how much speaks for it, and what, the strongest first."""

    block: str
    score: float
    signs: list[Sign]


@dataclass
class Knowledge:
    """What was counted: of ``initiatives``, how many have each sign, each block, and both; and which signs each
    block's descriptions hold."""

    initiatives: int = 0
    signs: dict[str, int] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)
    both: dict[str, dict[str, int]] = field(default_factory=dict)
    described: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, samples: Iterable[Sample], descriptions: Mapping[str, Mapping[str, str]]) -> Self:
        """Count ``samples``; ``descriptions`` are ``{block: {language: text}}`` of the blocks to suggest."""
        signs: Counter[str] = Counter()
        blocks: Counter[str] = Counter()
        both: dict[str, Counter[str]] = {slug: Counter() for slug in descriptions}
        initiatives = 0
        for sample in samples:
            initiatives += 1
            here = sample.signs
            signs.update(here)
            for slug in sample.blocks & both.keys():
                blocks[slug] += 1
                both[slug].update(here)
        kept = {sign: count for sign, count in islice(_by_count(signs), MOST_SIGNS) if count >= FEWEST}
        return cls(
            initiatives=initiatives,
            signs=kept,
            blocks=dict(blocks),
            both={
                slug: {sign: n for sign, n in counts.items() if sign in kept} for slug, counts in both.items()
            },
            described=_described(descriptions),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def suggest(self, sample: Sample, *, most: int = 2) -> list[Suggestion]:
        """The ``most`` likely blocks for ``sample`` for which anything speaks, the likeliest first."""
        here = sample.signs
        found = [self._weigh(slug, here) for slug in self.described]
        likely = [one for one in found if one.signs and one.score > 0]
        return sorted(likely, key=lambda one: (-one.score, one.block))[:most]

    def rank(self, sample: Sample) -> list[str]:
        """Every block, the likeliest first; for measuring."""
        here = sample.signs
        found = [self._weigh(slug, here) for slug in self.described]
        return [one.block for one in sorted(found, key=lambda one: (-one.score, one.block))]

    def _weigh(self, slug: str, here: set[str]) -> Suggestion:
        signs = [sign for sign in (self._counted(slug, sign) for sign in here) if sign is not None]
        own = sorted(here.intersection(self.described[slug]))[:DESCRIBED_MOST]
        signs += [Sign(sign=sign, weight=DESCRIBED, described=True) for sign in own]
        speaking = sorted((one for one in signs if one.weight > 0), key=lambda one: (-one.weight, one.sign))
        score = self._rarity(slug) + sum(one.weight for one in signs)
        return Suggestion(block=slug, score=score, signs=speaking)

    def _rarity(self, slug: str) -> float:
        """How likely the block is before anything is read; half as strong as Bayes has it, for there is little to
        count from at first."""
        with_block = self.blocks.get(slug, 0)
        return 0.5 * math.log((with_block + 1) / (self.initiatives - with_block + 1))

    def _counted(self, slug: str, sign: str) -> Sign | None:
        """What ``sign`` says of the block by its counts; ``None`` where it says nothing."""
        total, everything = self.signs.get(sign, 0), self.initiatives
        if not total or (total > COMMON * everything and not sign.startswith(CHALLENGE)):
            return None
        with_block, blocks = self.both[slug].get(sign, 0), self.blocks.get(slug, 0)
        inside = (with_block + SMOOTHING) / (blocks + 2 * SMOOTHING)
        outside = (total - with_block + SMOOTHING) / (everything - blocks + 2 * SMOOTHING)
        weight = max(-STRONGEST, min(STRONGEST, math.log(inside / outside)))
        return Sign(sign=sign, weight=weight, total=total, with_block=with_block)


def _by_count(signs: Counter[str]) -> Iterable[tuple[str, int]]:
    """The commonest first; among equals by the alphabet, so that learning twice comes to the same."""
    return sorted(signs.items(), key=lambda pair: (-pair[1], pair[0]))


def _described(descriptions: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """The signs of each block's descriptions that no other block's share."""
    signs = {
        slug: {sign for language, text in texts.items() for sign in words_of(text, language)}
        for slug, texts in descriptions.items()
    }
    shared = Counter(sign for found in signs.values() for sign in found)
    return {slug: sorted(sign for sign in found if shared[sign] == 1) for slug, found in signs.items()}


@dataclass(frozen=True, kw_only=True)
class Worth:
    """How well blocks were suggested for initiatives that were left out in turn: of ``n``, how often the first
    suggestion was right (``first``), one of the first two (``two``), and how often the block that is most frequent
    among the others would have been (``frequent``), or one of the two most frequent (``frequent_two``)."""

    n: int
    first: int
    two: int
    frequent: int
    frequent_two: int


def worth(samples: list[Sample], descriptions: Mapping[str, Mapping[str, str]]) -> Worth:
    """Leave each of ``samples`` that has a block out in turn, learn from the others, and ask for it."""
    first = two = frequent = frequent_two = n = 0
    for number, left_out in enumerate(samples):
        if not left_out.blocks:
            continue
        known = Knowledge.of([*samples[:number], *samples[number + 1 :]], descriptions)
        ranked = known.rank(left_out)
        common = sorted(descriptions, key=lambda slug: (-known.blocks.get(slug, 0), slug))
        n += 1
        first += ranked[0] in left_out.blocks
        two += bool(left_out.blocks & set(ranked[:2]))
        frequent += common[0] in left_out.blocks
        frequent_two += bool(left_out.blocks & set(common[:2]))
    return Worth(n=n, first=first, two=two, frequent=frequent, frequent_two=frequent_two)
