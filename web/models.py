"""Abstract ground for the rooms' tables; no table of its own, no domain."""

import uuid
from dataclasses import dataclass, field
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


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """One object's texts in one further language, and what is known of how they came about.

    ``texts`` maps the object's ``TEXTS`` to words (a text that nobody translated is left out); ``source_version``
    is the version that was translated and ``source`` its texts, so that staleness and its difference show;
    ``credit`` names who translated it, as everybody may know them; ``saved`` counts how often it was saved.
    """

    language: str
    texts: dict[str, str]
    source_version: int = 1
    source: dict[str, str] = field(default_factory=dict)
    credit: str = ""
    saved: int = 0


class Text:
    """What a reader gets of a translatable object: its texts in the best language there is.

    Attributes are the object's ``TEXTS``; ``language`` says which language they are in, ``original`` whether
    they are the author's own, ``stale`` whether the original has changed since they were translated, ``credit``
    who translated them. A text that was left untranslated is the original's: ``languages`` says of each in which
    language it is, ``whole`` whether none was left.
    """

    def __init__(self, thing: "Translatable", translation: dict[str, Any] | None) -> None:
        self.language: str = translation["language"] if translation else thing.language
        self.original = translation is None
        self.stale = bool(translation and translation["version"] < thing.version)
        self.credit: str = (translation and translation.get("credit")) or ""
        translated = translation["texts"] if translation else {}
        self._texts = {name: translated.get(name) or getattr(thing, name) for name in thing.TEXTS}
        self.languages = {
            name: self.language if translated.get(name) else thing.language for name in thing.TEXTS
        }
        left = [name for name in thing.TEXTS if getattr(thing, name) and not translated.get(name)]
        self.whole = self.original or not left

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
        """``{"language", "version", "texts", "credit"}``, or ``None``."""
        raise NotImplementedError

    @property
    def other_languages(self) -> list[str]:
        """Every language of the house but the one it was written in."""
        return [code for code, _name in settings.LANGUAGES if code != self.language]

    @property
    def own_texts(self) -> dict[str, str]:
        """The original's texts by name, those that are empty left out."""
        return {name: getattr(self, name) for name in self.TEXTS if getattr(self, name)}

    def renderings(self) -> dict[str, Rendering]:
        """Every translation there is, by language."""
        raise NotImplementedError

    def every_text(self) -> list[Text]:
        """What it says in each language it can be read in, the original first."""
        languages = [code for code in self.renderings() if code != self.language]
        return [self.text_in(language) for language in [self.language, *languages]]

    def keep_rendering(self, rendering: Rendering, translator: Any) -> None:
        """Write ``rendering`` in place of what there was in its language; the caller holds the row's lock."""
        raise NotImplementedError


class TranslatedInRow(Translatable):
    """The translations stand in the row itself, ``{"sl": {"name": …}}``: reading one costs no query.

    What is known of how one came about stands beside its texts under ``MADE``, a name no text has.
    """

    MADE = "_made"

    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        abstract = True

    def translation_into(self, language: str) -> dict[str, Any] | None:
        texts = self.translations.get(language)
        if not texts:
            return None
        made = texts.get(self.MADE) or {}
        version = made.get("version", self.version)
        return {"language": language, "version": version, "texts": texts, "credit": made.get("credit", "")}

    def renderings(self) -> dict[str, Rendering]:
        found = {}
        for language, texts in self.translations.items():
            made = texts.get(self.MADE) or {}
            found[language] = Rendering(
                language=language,
                texts={name: texts[name] for name in self.TEXTS if texts.get(name)},
                source_version=made.get("version", self.version),
                source=made.get("source", {}),
                credit=made.get("credit", ""),
                saved=made.get("saved", 0),
            )
        return found

    def keep_rendering(self, rendering: Rendering, translator: Any) -> None:
        made = {
            "version": rendering.source_version,
            "source": rendering.source,
            "credit": rendering.credit,
            "saved": rendering.saved,
        }
        self.translations[rendering.language] = {**rendering.texts, self.MADE: made}
        self.save(update_fields=["translations"])


class Translation(models.Model):
    """The texts of one object in one further language; see ``Rendering`` for what the columns hold.

    A concrete subclass adds ``source = ForeignKey(…, related_name="translations")``. The translator is a person:
    their account's erasure empties the field, and ``credit`` names their organisation, never them.
    """

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    texts = models.JSONField(_("texts"))
    source_version = models.PositiveIntegerField(_("translated version"), default=1)
    source_texts = models.JSONField(_("what was translated"), default=dict, blank=True)
    credit = models.CharField(_("translated by"), max_length=200, blank=True)
    saved = models.PositiveIntegerField(_("how often it was saved"), default=1)
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

    @property
    def rendering(self) -> Rendering:
        return Rendering(
            language=self.language,
            texts=self.texts,
            source_version=self.source_version,
            source=self.source_texts,
            credit=self.credit,
            saved=self.saved,
        )


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
        found = JSONObject(language="language", version="source_version", texts="texts", credit="credit")
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
        if row is None:
            return None
        return {"language": language, "version": row.source_version, "texts": row.texts, "credit": row.credit}

    def renderings(self) -> dict[str, Rendering]:
        return {row.language: row.rendering for row in self.translations.all()}  # type: ignore[attr-defined]

    def keep_rendering(self, rendering: Rendering, translator: Any) -> None:
        self.translations.update_or_create(  # type: ignore[attr-defined]
            language=rendering.language,
            defaults={
                "texts": rendering.texts,
                "source_version": rendering.source_version,
                "source_texts": rendering.source,
                "credit": rendering.credit,
                "saved": rendering.saved,
                "translator": translator,
            },
        )
