"""Abstract ground for the rooms' tables; no table of its own, no domain."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Thing(models.Model):
    """A row with a UUID for its name, so that events, follows and entries can point at any of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)

    class Meta:
        abstract = True


class Text:
    """What a reader gets of a translatable object: its texts in the best language there is.

    Attributes are the object's ``TEXTS``; ``language`` says which language they are in, ``original`` whether
    they are the author's own, ``stale`` whether the original has changed since they were translated.
    """

    def __init__(self, thing: "Translatable", translation: dict[str, Any] | None) -> None:
        self.language: str = translation["language"] if translation else thing.language
        self.original = translation is None
        self.stale = bool(translation and translation["version"] < thing.version)
        self._texts = {
            name: (translation and translation["texts"].get(name)) or getattr(thing, name)
            for name in thing.TEXTS
        }

    def __getattr__(self, name: str) -> str:
        try:
            return self.__dict__["_texts"][name]
        except KeyError:
            raise AttributeError(name) from None


class Translatable(models.Model):
    """Text written in one language and readable in every one that has a translation.

    The concrete model names its text fields in ``TEXTS`` and builds on ``TranslatedInRow`` (names and
    descriptions of the installation's own data) or ``TranslatedInTable`` (what people write).
    """

    TEXTS: tuple[str, ...] = ()

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def text(self) -> Text:
        """The texts for the active language."""
        return self.text_in(get_language() or "en")

    def text_in(self, language: str) -> Text:
        """The texts in ``language`` where there is a translation, else the original."""
        return Text(self, None if language == self.language else self.translation_into(language))

    def translation_into(self, language: str) -> dict[str, Any] | None:
        """``{"language", "version", "texts"}``, or ``None``."""
        raise NotImplementedError


class TranslatedInRow(Translatable):
    """The translations stand in the row itself, ``{"sl": {"name": …}}``: reading one costs no query."""

    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        abstract = True

    def translation_into(self, language: str) -> dict[str, Any] | None:
        texts = self.translations.get(language)
        return texts and {"language": language, "version": self.version, "texts": texts}


class Translation(models.Model):
    """The texts of one object in one further language.

    A concrete subclass adds ``source = ForeignKey(…, related_name="translations")``. ``texts`` maps the
    source's ``TEXTS`` to words; ``source_version`` is the version that was translated, so that staleness shows.
    """

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    texts = models.JSONField(_("texts"))
    source_version = models.PositiveIntegerField(_("translated version"), default=1)
    translator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("translator"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.language}: {next(iter(self.texts.values()), '')}"


class RevisionQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.order_by("-number")


class Revision(models.Model):
    """The whole text of something as it stood at a moment: who wrote it, and in a sentence what changed.

    A concrete subclass adds ``source = ForeignKey(…, related_name="revisions")`` and a unique constraint over
    ``source`` and ``number``, which is the source's ``version`` then. ``texts`` maps the source's ``TEXTS`` to
    words; ``answers`` holds what else the source says of itself, as its form would send it. The author goes when
    the account does; what they wrote stays, their organisation's.
    """

    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    texts = models.JSONField(_("texts"))
    answers = models.JSONField(_("what else it says"), default=dict)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number}: {next(iter(self.texts.values()), '')}"

    @classmethod
    def keep(
        cls,
        source: Translatable,
        *,
        by: Any,
        note: str = "",
        answers: dict[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Write down what ``source`` says now, as its present version; in the transaction that made it say so."""
        manager: Any = cls._default_manager
        return manager.create(
            source=source,
            number=source.version,
            language=source.language,
            texts={name: getattr(source, name) for name in source.TEXTS},
            answers=answers or {},
            note=note,
            author=by,
            created_at=at or timezone.now(),
        )


class TranslatedQuerySet(models.QuerySet[Any]):
    """For models that build on ``TranslatedInTable``."""

    def with_text(self, language: str | None = None) -> Self:
        """Bring the translation into ``language`` (the active one by default) along in the same query."""
        language = language or get_language() or "en"
        table: Any = self.model._meta.get_field("translations").related_model
        rows = table._default_manager.filter(source=OuterRef("pk"), language=language)
        found = JSONObject(language="language", version="source_version", texts="texts")
        return self.annotate(
            fetched_text=Subquery(rows.values(found=found)[:1], output_field=models.JSONField()),
            fetched_language=models.Value(language),
        )


class Counted(Subquery):
    """How many rows ``rows`` has, walking no further than ``cap`` + 1 of them: ``.annotate(found=Counted(rows))``.

    More than ``cap`` means "more than that"; on a list it costs no query of its own.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: models.QuerySet, *, cap: int = 1000) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1])


class TranslatedInTable(Translatable):
    """The translations stand in a table of ``Translation`` with ``related_name="translations"``."""

    class Meta:
        abstract = True

    def translation_into(self, language: str) -> dict[str, Any] | None:
        if getattr(self, "fetched_language", None) == language:
            return self.fetched_text  # type: ignore[attr-defined]
        row = self.translations.filter(language=language).first()  # type: ignore[attr-defined]
        return row and {"language": language, "version": row.source_version, "texts": row.texts}
