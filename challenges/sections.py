"""How a dossier reads: its sections in groups, each in the best language there is, and what changed in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, ChallengeRevision
from challenges.models.dossier import SECTIONS, TEXTS
from web.difference import Section, sections
from web.models import Text

GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("What we know"), ("evidence", "affected")),
    (_("What was learnt"), ("tried", "failed")),
    (_("What it takes"), ("preconditions", "cost", "people", "law")),
    (_("For another city"), ("adapting", "questions", "contacts")),
)


def label_of(name: str) -> str:
    """What the section is called above its text."""
    return str(capfirst(Challenge._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


@dataclass(frozen=True)
class Written:
    """A section with its words and the language they are in."""

    name: str
    label: str
    text: str
    language: str


def groups_of(text: Text) -> list[tuple[str | Promise, list[Written]]]:
    """The sections that have words, in their groups; each in the language it can be read in."""
    found = []
    for title, names in GROUPS:
        written = [
            Written(name, label_of(name), getattr(text, name), text.languages[name])
            for name in names
            if getattr(text, name)
        ]
        if written:
            found.append((title, written))
    return found


def missing_in(challenge: Challenge) -> list[str]:
    """What the dossier does not say yet, by the names of its sections."""
    return [label_of(name) for name in SECTIONS if not getattr(challenge, name)]


@dataclass(frozen=True)
class Difference:
    """What changed in one named part of a dossier."""

    label: str
    section: Section


def differences(before: ChallengeRevision, after: ChallengeRevision) -> list[Difference]:
    """The parts that changed from one revision to another, in the dossier's order."""

    def whole(texts: dict[str, Any], names: Iterable[str]) -> dict[str, str]:
        return {name: texts.get(name, "") for name in names}

    compared = sections(whole(before.texts, TEXTS), whole(after.texts, TEXTS))
    return [Difference(label_of(section.name), section) for section in compared if section.changed]
