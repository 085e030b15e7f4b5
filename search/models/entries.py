"""One walled, ranked index over everything that can be found."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person

# PostgreSQL has no dictionary for Slovene, Croatian or Slovak: these are searched by their plain word forms.
# Every configuration strips accents (see migration 0001).
CONFIGURATIONS = {"en": "magnet_english", "it": "magnet_italian"}
PLAIN = "magnet_simple"


def configuration_of(language: str) -> str:
    """The text search configuration for a language code."""
    return CONFIGURATIONS.get(language, PLAIN)


class EntryQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Public entries and those of the person's circles; administrators find all."""
        if getattr(person, "is_administrator", False):
            return self
        wall = Q(public=True)
        if isinstance(person, Person):
            wall |= Q(circles__overlap=person.circle_ids)
        return self.filter(wall)


class Entry(models.Model):
    """One text of one thing, as the index knows it; ``came_at`` is when the thing came, not the entry."""

    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    kind = models.CharField(_("kind"), max_length=30)
    slug = models.CharField(_("address"), max_length=100)
    language = models.CharField(_("language"), max_length=5)
    original = models.BooleanField(_("in its author's words"), default=True)
    title = models.TextField(_("title"))
    note = models.TextField(_("beside the title"), blank=True)
    body = models.TextField(_("text"))
    demo = models.BooleanField(_("demo content"), default=False)
    vector = SearchVectorField()
    public = models.BooleanField(_("public"))
    circles = ArrayField(models.UUIDField(), default=list)
    came_at = models.DateTimeField(_("came"), default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the index")
        verbose_name_plural = _("entries in the index")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "language"], name="entry_once_per_language"
            )
        ]
        indexes = [
            # Without a pending list: a question costs the same right after many things were written.
            GinIndex(fields=["vector"], name="entry_vector", fastupdate=False),
            models.Index(fields=["-came_at"], name="entry_newest"),
        ]

    def __str__(self) -> str:
        # Without the title: what stands behind a wall is read on its own page.
        return f"{self.kind} {self.language} {self.subject_id}"


class WordQuerySet(models.QuerySet):
    def near(self, words: Sequence[str], exactly: Sequence[str] = ()) -> list[str]:
        """Known words that look like one of ``words`` (20 for each at most), and those of ``exactly``."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT alike.text
                FROM unnest(%s::text[]) AS typed
                CROSS JOIN LATERAL (
                    SELECT DISTINCT text, similarity(text, typed) FROM search_word WHERE text %% typed
                    ORDER BY similarity(text, typed) DESC LIMIT 20
                ) AS alike
                UNION
                SELECT text FROM search_word WHERE text = ANY(%s::text[])
                """,
                [list(words), list(exactly)],
            )
            return [text for (text,) in cursor.fetchall()]


class Word(models.Model):
    """A word that stands in some entry, so that a mistyped one can be told from one that exists.

    Nothing keeps a word from standing here twice: a constraint would make two verbs wait for each other.
    Words say nothing of who wrote them or where; they are never shown, only searched by, within the walls.
    """

    text = models.CharField(_("word"), max_length=40)

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        indexes = [
            models.Index(fields=["text"], name="word_text"),
            GinIndex(fields=["text"], name="word_trigrams", opclasses=["gin_trgm_ops"], fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.text
