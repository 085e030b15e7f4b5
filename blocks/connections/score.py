"""How much two initiatives have to say to each other, and why: a pure function of their facts.

The score is symmetric and at most 100. Sharing one more block never lowers it. Nothing crosses a wall: two
initiatives may meet where both are public, or where both stand behind the same alliance's wall.
"""

from dataclasses import dataclass
from typing import Any

from blocks.connections.facts import Facts
from blocks.models import Strength
from initiatives.models import STEPS, Stage

Reason = dict[str, Any]

LEAST = 20  # points below which two initiatives are no connection
NEED, FURTHER_NEED = 10, 5
IN_THE_SAME_WORDS = 6  # a need and the offer that meets it
CHALLENGE, FURTHER_CHALLENGE = 14, 4
THEME = 9
BLOCK = {2: 7, 1: 5, 0: 4}  # by how many of the two call the block core
COMPLEMENT, COMPLEMENTS = 2, 2
AUDIENCE, FURTHER_AUDIENCE, AUDIENCES = 5, 2, 9
PLACE = 4
STAGE = 3
AHEAD = 2  # steps of the method that one may be ahead of the other and still remember how it was
WORD, WORDS = 3, 4
LINEAGE = 12
UNLIKELY = 6  # for a pair that would hardly meet without us
# Nearness alone is no reason to meet.
BESIDE = {"place", "stage", "ahead", "sectors", "departments", "complement"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A score with its reasons, the weightiest first; "from" names the end of the ordered pair it starts at."""

    score: int
    reasons: list[Reason]


def ordered(one: Facts, other: Facts) -> tuple[Facts, Facts]:
    """The pair as its row keeps it."""
    return (one, other) if one.pk < other.pk else (other, one)


def may_meet(one: Facts, other: Facts) -> bool:
    """Whether the two can be a pair at all: no wall between them, and not the same people already."""
    if one.pk == other.pk:
        return False
    if one.circle != other.circle and not (one.public and other.public):
        return False
    if one.lead == other.lead:
        # One organisation knows its own work; its departments may not.
        return bool(one.unit and other.unit and one.unit != other.unit)
    return one.lead not in other.partners and other.lead not in one.partners


def weigh(one: Facts, other: Facts) -> Weighed | None:
    """What the two have to say to each other; ``None`` where it is not enough, or where they may not meet."""
    if not may_meet(one, other):
        return None
    one, other = ordered(one, other)
    reasons = [
        *_needs(one, other, "one"),
        *_needs(other, one, "other"),
        *_challenges(one, other),
        *_blocks(one, other),
        *_audiences(one, other),
        *_lineage(one, other),
        *_words(one, other),
        *_nearness(one, other),
        *_unlikely(one, other),
    ]
    reasons.sort(key=lambda reason: -reason["points"])
    score = min(100, sum(reason["points"] for reason in reasons))
    if score < LEAST or all(reason["code"] in BESIDE for reason in reasons):
        return None
    return Weighed(score, reasons)


def _needs(seeking: Facts, offering: Facts, end: str) -> list[Reason]:
    """What one seeks and the other offers, by kind; worth more where both say it in the same words."""
    met = {
        kind: seeking.needs[kind] & offering.offers[kind] for kind in seeking.needs.keys() & offering.offers
    }
    found: list[Reason] = []
    for kind in sorted(met, key=lambda kind: (not met[kind], kind)):
        points = (FURTHER_NEED if found else NEED) + (IN_THE_SAME_WORDS if met[kind] else 0)
        found.append({"code": "need", "kind": kind, "from": end, "points": points})
    return found


def _challenges(one: Facts, other: Facts) -> list[Reason]:
    shared = sorted(one.challenges.keys() & other.challenges.keys())
    found: list[Reason] = []
    if shared:
        points = CHALLENGE + FURTHER_CHALLENGE * (len(shared) - 1)
        found.append({"code": "challenges", "ids": _ids(shared), "points": points})
    covered = {one.challenges[challenge] for challenge in shared}
    themes = sorted((one.themes & other.themes) - covered)
    if themes:
        found.append({"code": "themes", "ids": _ids(themes), "points": THEME})
    return found


def _blocks(one: Facts, other: Facts) -> list[Reason]:
    """Shared blocks, each worth more than the complement it may have been; and what each has that the other lacks."""
    found: list[Reason] = []
    shared = sorted(one.blocks.keys() & other.blocks.keys())
    if shared:
        points = sum(
            BLOCK[(one.blocks[block] == Strength.CORE) + (other.blocks[block] == Strength.CORE)]
            for block in shared
        )
        found.append({"code": "blocks", "ids": _ids(shared), "points": points})
    mine, theirs = (
        sorted(first.blocks.keys() - second.blocks.keys()) for first, second in ((one, other), (other, one))
    )
    pairs = min(len(mine), len(theirs), COMPLEMENTS)
    if pairs:
        found.append(
            {
                "code": "complement",
                "one": _ids(mine[:COMPLEMENTS]),
                "other": _ids(theirs[:COMPLEMENTS]),
                "points": COMPLEMENT * pairs,
            }
        )
    return found


def _audiences(one: Facts, other: Facts) -> list[Reason]:
    shared = sorted(one.audiences & other.audiences)
    if not shared:
        return []
    points = min(AUDIENCE + FURTHER_AUDIENCE * (len(shared) - 1), AUDIENCES)
    return [{"code": "audiences", "ids": _ids(shared), "points": points}]


def _lineage(one: Facts, other: Facts) -> list[Reason]:
    """One was adapted from the other, or both from a third."""
    related = one.pk in other.lineage or other.pk in one.lineage or one.lineage & other.lineage
    return [{"code": "lineage", "points": LINEAGE}] if related else []


def _words(one: Facts, other: Facts) -> list[Reason]:
    """Words of one's title that the other uses, in a language both are written in: the most telling language."""
    by_language = {}
    for language in one.titles.keys() & other.titles.keys():
        mine, theirs = one.titles[language], other.titles[language]
        words = {stem: word for stem, word in mine.items() if stem in other.texts[language]}
        words |= {stem: word for stem, word in theirs.items() if stem in one.texts[language]}
        if words:
            by_language[language] = [words[stem] for stem in sorted(words)][:WORDS]
    if not by_language:
        return []
    points = WORD * max(len(words) for words in by_language.values())
    return [{"code": "words", "words": dict(sorted(by_language.items())), "points": points}]


def _nearness(one: Facts, other: Facts) -> list[Reason]:
    found: list[Reason] = []
    if one.place and one.place == other.place:
        found.append({"code": "place", "place": str(one.place), "points": PLACE})
    steps = [Stage(facts.stage).step for facts in (one, other)]
    if one.stage == other.stage and steps[0]:
        found.append({"code": "stage", "stage": one.stage, "points": STAGE})
    elif all(steps) and abs(steps[0] - steps[1]) <= AHEAD:
        end = "one" if steps[0] > steps[1] else "other"
        stages = [STEPS[step - 1].value for step in sorted(steps)]
        found.append({"code": "ahead", "from": end, "stages": stages, "points": STAGE - 1})
    return found


def _unlikely(one: Facts, other: Facts) -> list[Reason]:
    """Who works elsewhere, or in another department of one house, hardly meets by themselves."""
    if one.lead == other.lead:
        return [{"code": "departments", "points": UNLIKELY}]
    if one.sector and other.sector and one.sector != other.sector:
        return [{"code": "sectors", "sectors": [one.sector, other.sector], "points": UNLIKELY}]
    return []


def _ids(values: Any) -> list[str]:
    return [str(value) for value in values]
