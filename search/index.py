"""Writing to the index: called last in the verbs of what can be found."""

import re
import unicodedata
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value

from search.models import PLAIN, Entry, Word, configuration_of
from search.registry import Document, Source, source_of

LONGEST = 100_000  # characters of a text that are indexed; PostgreSQL takes a vector of 1 MB
# Signs of Markdown are noise in a snippet: they go, links keep their words.
MARKDOWN = re.compile(
    r"\[([^\[\]\n]{0,200})\]\([^()\s]{0,500}\)|^[ ]{0,3}(?:#{1,6}|>|[-*+])[ ]+|\*\*|__|`+", re.MULTILINE
)
MARKS = "\ue000\ue001"  # stand around what was found until it is marked in HTML: no text may bring its own


def index(thing: Any) -> None:
    """Make the index say what ``thing`` says now, with the walls it has now; in the caller's transaction."""
    source = source_of(type(thing))
    entries = [_entry(source, thing, document) for document in source.documents(thing)]
    subject_type = ContentType.objects.get_for_model(thing)
    Entry.objects.filter(subject_type=subject_type, subject_id=thing.pk).exclude(
        language__in=[entry.language for entry in entries]
    ).delete()
    if not entries:
        return
    Entry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id", "language"],
        update_fields=[
            "kind", "slug", "original", "title", "note", "body", "demo", "vector", "public", "circles", "came_at"
        ],
    )  # fmt: skip
    learn_words(subject_type.pk, thing.pk)


def _entry(source: Source, thing: Any, document: Document) -> Entry:
    public, circles = thing.walls()
    title, note = _readable(document.title), _readable(document.note)
    body = MARKDOWN.sub(r"\1", _readable(document.body))
    return Entry(
        subject_type=ContentType.objects.get_for_model(thing),
        subject_id=thing.pk,
        kind=source.kind,
        slug=thing.slug,
        language=document.language,
        original=document.language == getattr(thing, "language", document.language),
        title=title,
        note=note,
        body=body,
        demo=getattr(thing, "demo", False),
        vector=_vector(document.language, title, note, body),
        public=public,
        circles=circles,
        came_at=getattr(thing, "logged_at", None) or thing.created_at,
    )


def _readable(text: str) -> str:
    """``text`` composed, so that a letter typed with its accent apart is the same letter, and without our marks."""
    return unicodedata.normalize("NFC", text[:LONGEST]).translate(dict.fromkeys(map(ord, MARKS)))


def _vector(language: str, title: str, note: str, body: str) -> Any:
    """The words as they stand, for beginnings of words, and their stems where the language has a dictionary."""
    vector: Any = None
    for configuration in dict.fromkeys([PLAIN, configuration_of(language)]):
        for text, weight in ((title, "A"), (note, "C"), (body, "B")):
            # A slash would glue two words to one.
            part = SearchVector(Value(text.replace("/", " ")), weight=weight, config=configuration)
            vector = part if vector is None else vector + part
    return vector


def forget_lost(model: type[Any]) -> None:
    """Drop the entries of things of ``model`` that are no longer there."""
    of_model = Entry.objects.filter(subject_type=ContentType.objects.get_for_model(model))
    of_model.exclude(subject_id__in=model._default_manager.values("pk")).delete()


def learn_words_anew() -> None:
    """Note the words of everything, and forget those that nothing holds any more."""
    with transaction.atomic():
        Word.objects.all().delete()
        learn_words()


def learn_words(subject_type: int | None = None, subject: Any = None) -> None:
    """Note the words of one thing, or of everything, that were not known."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO search_word (text)
            SELECT DISTINCT said.lexeme
            FROM search_entry AS entry
            CROSS JOIN LATERAL unnest(
                to_tsvector('magnet_simple', concat_ws(' ', entry.title, entry.note, entry.body))
            ) AS said
            WHERE (%(subject)s::uuid IS NULL
                   OR (entry.subject_type_id = %(subject_type)s AND entry.subject_id = %(subject)s))
              AND length(said.lexeme) BETWEEN 3 AND 40
              AND said.lexeme ~ '^[[:alpha:]]+$'
              AND NOT EXISTS (SELECT 1 FROM search_word AS known WHERE known.text = said.lexeme)
            """,
            {"subject_type": subject_type, "subject": subject},
        )
