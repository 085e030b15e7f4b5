"""What this room puts on my desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from people.models import Person
from translations.registry import Translated, registered
from web.models import TranslatedInTable
from web.slots import Panel, fill

FEW = 5


@dataclass(frozen=True, kw_only=True)
class Stale:
    """A translation whose original has changed since; ``title`` is in its own ``language``."""

    title: str
    language: str
    url: str


def awaits(people: Sequence[Any], person: Any) -> dict[Any, list[Stale]]:
    """The translations by ``person`` that need another look, the longest waiting first; one query."""
    if not isinstance(person, Person):
        return {}
    parts = [_stale(one, person) for one in registered() if issubclass(one.model, TranslatedInTable)]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True).order_by("updated_at")[:FEW]
    found = [
        Stale(
            title=next(iter(texts.values()), ""),
            language=language,
            url=reverse("translations:write", args=[word, key, language]),
        )
        for word, key, language, texts, _at in rows
    ]
    return {person: found} if found else {}


def _stale(of: Translated, person: Person) -> QuerySet:
    things: Any = of.rows(person)
    standing = things.standing() if hasattr(things, "standing") else things
    table: Any = of.model._meta.get_field("translations").related_model
    rows = table._default_manager.filter(
        translator=person, source_version__lt=F("source__version"), source__in=standing.values("pk")
    )
    return rows.values_list(
        Value(of.word, output_field=CharField()),
        Cast(f"source__{of.key}", CharField()),
        "language",
        "texts",
        "updated_at",
    )


def fill_slots() -> None:
    fill(
        "desk.awaits", Panel(name="translations", order=40, template="translations/awaits.html", fetch=awaits)
    )
