"""Challenges and themes for administrators."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.admin import ReadAndNoted
from challenges.models import (
    Adoption,
    AdoptionUpdate,
    Challenge,
    ChallengeRevision,
    ChallengeTranslation,
    OriginChange,
    Question,
    Theme,
)
from web.admin import PlainData


@admin.register(Theme)
class ThemeAdmin(PlainData):
    list_display = ("name", "slug", "order", "language")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


class TranslationsOfIt(admin.TabularInline):
    model = ChallengeTranslation
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Challenge | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Challenge | None = None) -> bool:
        return False


@admin.register(Challenge)
class ChallengeAdmin(ReadAndNoted):
    list_display = ("title", "alliance", "theme", "language", "public", "demo")
    list_filter = ("alliance", "theme", "language", "public", "demo")
    list_select_related = ("alliance", "theme")
    search_fields = ("title", "summary", "slug", "translations__texts")
    inlines = (TranslationsOfIt,)
    actions = ("make_public", "make_own")

    @admin.action(description=_("Show to everybody"), permissions=["view"])
    def make_public(self, request: HttpRequest, rows: QuerySet) -> None:
        self._show(request, rows, public=True)

    @admin.action(description=_("Show to its alliance alone"), permissions=["view"])
    def make_own(self, request: HttpRequest, rows: QuerySet) -> None:
        self._show(request, rows, public=False)

    def _show(self, request: HttpRequest, rows: QuerySet, *, public: bool) -> None:
        for row in rows:
            row.show_to_all(public, by=request.user)
        words = ngettext("%(count)d challenge is done.", "%(count)d challenges are done.", len(rows))
        self.message_user(request, words % {"count": len(rows)}, messages.SUCCESS)


@admin.register(ChallengeRevision)
class ChallengeRevisionAdmin(ReadAndNoted):
    list_display = ("source", "number", "note", "language", "created_at")
    list_select_related = ("source",)
    search_fields = ("source__title", "note", "texts")

    def note(self, request: HttpRequest, *rows: ChallengeRevision) -> None:
        super().note(request, *(row.source for row in rows))


@admin.register(Adoption)
class AdoptionAdmin(ReadAndNoted):
    list_display = ("origin", "alliance", "state", "stage", "began_on", "public")
    list_filter = ("alliance", "state", "stage", "public")
    list_select_related = ("alliance", "origin")
    search_fields = ("origin__title", "local__title", "kept", "changed", "dropped", "first_step", "reason")


class OfAdoption(ReadAndNoted):
    """What stands behind an adoption's walls."""

    list_select_related = ("adoption__origin__alliance", "adoption__alliance", "adoption__local")

    def note(self, request: HttpRequest, *rows: Any) -> None:
        super().note(request, *(row.adoption for row in rows))


@admin.register(AdoptionUpdate)
class AdoptionUpdateAdmin(OfAdoption):
    list_display = ("adoption", "alliance", "kind", "happened_on")
    list_filter = ("alliance", "kind")
    search_fields = ("body",)


@admin.register(Question)
class QuestionAdmin(OfAdoption):
    list_display = ("text", "adoption", "answered_at")
    search_fields = ("text", "answer_text")


@admin.register(OriginChange)
class OriginChangeAdmin(OfAdoption):
    list_display = ("adoption", "revision", "answer", "reason")
    list_filter = ("answer",)
    search_fields = ("reason", "revision__note")
