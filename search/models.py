"""One walled, ranked index over everything that can be found."""

from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
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
    """One text of one thing, as the index knows it."""

    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    kind = models.CharField(_("kind"), max_length=30)
    language = models.CharField(_("language"), max_length=5)
    title = models.TextField(_("title"))
    body = models.TextField(_("text"))
    vector = SearchVectorField()
    public = models.BooleanField(_("public"))
    circles = ArrayField(models.UUIDField(), default=list)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the index")
        verbose_name_plural = _("entries in the index")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "language"], name="entry_once_per_language"
            )
        ]
        indexes = [GinIndex(fields=["vector"], name="entry_vector")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}: {self.title}"
