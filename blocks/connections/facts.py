"""What counts of an initiative when two are weighed: one small record each, read for many at once."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from alliances.models import Membership
from blocks.joining_words import JOINING
from blocks.models import Tag
from challenges.models import Challenge
from initiatives.models import Initiative, InitiativeTranslation, Stage

SHORTEST = 6  # letters of a word that says something
STEM = 5  # letters that two forms of one word share, near enough in all five languages
TEXT = 4_000  # characters of a text that are looked at

Words = dict[str, str]  # stem to word


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One initiative as the score sees it. ``titles`` and ``texts`` hold its words by language."""

    pk: UUID
    public: bool = True
    circle: UUID | None = None
    alliance: UUID | None = None
    lead: UUID | None = None
    sector: str = ""
    unit: str = ""
    partners: frozenset[UUID] = frozenset()
    challenges: dict[UUID, UUID | None] = field(default_factory=dict)  # to its theme
    blocks: dict[UUID, str] = field(default_factory=dict)  # to its strength
    audiences: frozenset[UUID] = frozenset()
    place: UUID | None = None
    stage: str = Stage.IDEA
    needs: dict[str, frozenset[str]] = field(default_factory=dict)  # by kind, the stems of its words
    offers: dict[str, frozenset[str]] = field(default_factory=dict)
    lineage: frozenset[UUID] = frozenset()
    titles: dict[str, Words] = field(default_factory=dict)
    texts: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def themes(self) -> frozenset[UUID]:
        return frozenset(theme for theme in self.challenges.values() if theme)


def facts_of(ids: Iterable[UUID]) -> dict[UUID, Facts]:
    """The facts of those of ``ids`` that stand; seven queries, however many they are. No wall: for jobs alone."""
    initiatives = {
        row.pk: row
        for row in Initiative.objects.standing()
        .filter(pk__in=set(ids))
        .select_related("partnership__organisation", "partnership__alliance", "place")
    }
    partners = _gathered(Initiative.partners.through, "partnership_id", initiatives)
    audiences = _gathered(Initiative.audiences.through, "audience_id", initiatives)
    challenges = _challenges(initiatives)
    blocks: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for tag in Tag.objects.standing().filter(initiative__in=initiatives, block__retired_at=None):
        blocks[tag.initiative_id][tag.block_id] = tag.strength
    units = _units(initiatives.values())
    words = _words(initiatives)
    return {
        pk: Facts(
            pk=pk,
            public=row.public,
            circle=row.circle_id,
            alliance=row.partnership.alliance_id,
            lead=row.partnership_id,
            sector=row.partnership.organisation.sector,
            unit=units.get((row.partnership_id, row.author_id), ""),
            partners=frozenset(partners[pk]),
            challenges=challenges[pk],
            blocks=blocks[pk],
            audiences=frozenset(audiences[pk]),
            needs=_lines(row.needs),
            offers=_lines(row.offers),
            lineage=frozenset([row.adapted_from_id] if row.adapted_from_id else []),
            place=row.place_id,
            stage=row.stage,
            titles={language: title for language, (title, _text) in words[pk].items()},
            texts={language: text for language, (_title, text) in words[pk].items()},
        )
        for pk, row in initiatives.items()
    }


def _gathered(table: Any, value: str, ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, other in table.objects.filter(initiative__in=ids).values_list("initiative_id", value):
        found[pk].append(other)
    return found


def _lines(lines: list[dict[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        found[line["kind"]] = found.get(line["kind"], frozenset()) | frozenset(stems(line["text"]))
    return found


def _challenges(ids: Iterable[UUID]) -> dict[UUID, dict[UUID, UUID | None]]:
    found: dict[UUID, dict[UUID, UUID | None]] = defaultdict(dict)
    rows = Challenge.objects.filter(initiatives__in=ids, withdrawn_at=None)
    for pk, challenge, theme in rows.values_list("initiatives", "pk", "theme"):
        found[pk][challenge] = theme
    return found


def _units(initiatives: Iterable[Initiative]) -> dict[tuple[UUID, UUID | None], str]:
    """In which department of the leading organisation each author works."""
    authors = {(row.partnership_id, row.author_id) for row in initiatives if row.author_id}
    rows = Membership.objects.filter(
        partnership__in={partnership for partnership, _ in authors}, person__in={who for _, who in authors}
    ).exclude(unit="")
    return {(row.partnership_id, row.person_id): row.unit.strip().casefold() for row in rows}


def _words(initiatives: dict[UUID, Initiative]) -> dict[UUID, dict[str, tuple[Words, frozenset[str]]]]:
    """For each initiative and language: its title's words, and all of its stems, without names of places."""
    texts = [(pk, row.language, row.title, row.body) for pk, row in initiatives.items()]
    for row in InitiativeTranslation.objects.filter(source__in=initiatives):
        texts.append((row.source_id, row.language, row.texts.get("title", ""), row.texts.get("body", "")))
    found: dict[UUID, dict[str, tuple[Words, frozenset[str]]]] = defaultdict(dict)
    for pk, language, title, body in texts:
        initiative = initiatives[pk]
        names = {*stems(initiative.partnership.alliance.city)}
        if initiative.place:
            names |= {*stems(initiative.place.name)}
        own = {stem: word for stem, word in stems(title, language).items() if stem not in names}
        found[pk][language] = (own, frozenset(stems(f"{title} {body[:TEXT]}", language)) - names)
    return found


def stems(text: str, language: str = "") -> Words:
    """The words of ``text`` that say something, by the letters that their forms share; of a ``language``, without
    those that only join its sentences."""
    found: Words = {}
    joining = JOINING.get(language, frozenset())
    for word in re.findall(r"\w+", text):
        if len(word) >= SHORTEST and not word.isdecimal() and word.casefold() not in joining:
            found.setdefault(stem(word), word.lower())
    return found


def stem(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))[:STEM]
