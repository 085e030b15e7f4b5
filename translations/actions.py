"""The one verb of this room: publish a translation of a thing of any room."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from activity.feed import actor_of
from activity.models import Event, record
from people.models import Person
from search.index import index
from search.registry import finds
from translations.events import PUBLISHED
from translations.registry import translated_of
from web.exceptions import DomainError, Overtaken
from web.models import Rendering, Translatable

CREDIT = 200  # characters


def translate(
    thing: Translatable, *, language: str, texts: dict[str, str], of: int, seen: int, by: Person
) -> Rendering:
    """Publish ``texts`` as what ``thing`` says in ``language``; returns the translation as it stands after.

    ``of`` is the version of the original that the translator read, ``seen`` how often the translation had been saved
    when they began. Texts left empty stay the original's. No-op where nothing differs. Raises ``Overtaken`` where
    the original or the translation changed meanwhile, ``DomainError`` for no text at all, or for the original's own
    language.
    """
    texts = {name: texts[name].strip() for name in thing.TEXTS if texts.get(name, "").strip()}
    if not texts:
        raise DomainError(_("Translate at least one section."))
    with transaction.atomic():
        row: Any = type(thing)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
        before = row.renderings().get(language)
        if language == row.language:
            raise DomainError(_("This is the language it was written in."))
        if before and before.texts == texts and before.source_version == row.version == of:
            return before
        if row.version != of:
            raise Overtaken(_("The original changed while you were translating."))
        if (before.saved if before else 0) != seen:
            raise Overtaken(_("Somebody else saved this translation while you were writing."))
        registered = translated_of(type(row))
        event = record(
            PUBLISHED,
            actor=by,
            subject=registered.about(row),
            concerns=registered.concerns(row),
            language=language,
        )
        rendering = Rendering(
            language=language,
            texts=texts,
            source_version=row.version,
            source=row.own_texts,
            credit=credit(event, language),
            saved=seen + 1,
        )
        row.keep_rendering(rendering, by)
        if finds(type(row)):
            index(row)
    return rendering


def credit(event: Event, language: str) -> str:
    """Who translated, as everybody may know them and as ``language`` calls them."""
    with translation.override(language):
        return actor_of(Event.objects.with_actor().get(pk=event.pk)).name[:CREDIT]
