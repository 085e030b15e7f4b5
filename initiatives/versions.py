"""The versions of an initiative: who changed what and when, told against the version before."""

from dataclasses import dataclass
from typing import Any

from initiatives.forms.initiative import InitiativeForm
from initiatives.models import Initiative, InitiativeRevision
from web.conflict import words
from web.difference import Section, sections

MOST = 100
ASKED = {"title": "title", "body": "text"}


@dataclass(frozen=True)
class Changed:
    """One question whose answer was another before."""

    label: Any
    section: Section


@dataclass(frozen=True)
class Version:
    """A version, and what it changed; the first one changed nothing."""

    revision: InitiativeRevision
    changed: list[Changed]
    first: bool

    @property
    def number(self) -> int:
        return self.revision.number


def versions_of(initiative: Initiative, person: Any) -> list[Version]:
    """The newest versions, the latest first. Answers are in the words ``person`` would choose them by."""
    form = InitiativeForm(person=person, initiative=initiative)
    rows = list(initiative.revisions.newest_first().select_related("author")[: MOST + 1])
    said = [_said(row, form) for row in rows]
    found = []
    for number, row in enumerate(rows[:MOST]):
        before = said[number + 1] if number + 1 < len(rows) else None
        parts = sections(before, said[number]) if before is not None else []
        changed = [Changed(form.fields[part.name].label, part) for part in parts if part.changed]
        found.append(Version(row, changed, first=before is None))
    return found


def _said(revision: InitiativeRevision, form: InitiativeForm) -> dict[str, str]:
    """Every answer of that version in words, by the question of the form; in the form's order."""
    answers = {ASKED[name]: text for name, text in revision.texts.items()}
    answers |= {"language": revision.language, **revision.answers}
    return {
        name: "\n".join(words(field, answers[name]))
        for name, field in form.fields.items()
        if name in answers and name != "adapted_from"
    }
