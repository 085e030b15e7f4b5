"""Initiatives for administrators."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.admin import ReadAndNoted
from initiatives.models import Audience, Initiative, InitiativeRevision, InitiativeTranslation, Update
from web.admin import PlainData
from web.exceptions import DomainError


class WithReason(ActionForm):
    reason = forms.CharField(label=_("Why?"), required=False, max_length=500)


class TranslationsOfIt(admin.TabularInline):
    model = InitiativeTranslation
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return False


@admin.register(Initiative)
class InitiativeAdmin(ReadAndNoted):
    list_display = (
        "title",
        "partnership",
        "stage",
        "language",
        "public",
        "demo",
        "logged_at",
        "withdrawn_at",
    )
    list_filter = (
        "partnership__alliance",
        "stage",
        "language",
        "public",
        "demo",
        ("withdrawn_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("partnership__organisation", "partnership__alliance")
    search_fields = ("title", "body", "slug", "partnership__organisation__name", "translations__texts")
    date_hierarchy = "logged_at"
    ordering = ("-logged_at",)
    inlines = (TranslationsOfIt,)
    action_form = WithReason
    actions = ("withdraw",)

    @admin.action(description=_("Withdraw, for the reason given"), permissions=["view"])
    def withdraw(self, request: HttpRequest, rows: QuerySet) -> None:
        reason = request.POST.get("reason", "").replace("\x00", "")[:500]
        try:
            for row in rows:
                row.withdraw(by=request.user, reason=reason)
        except DomainError as refusal:
            self.message_user(request, str(refusal.message), messages.ERROR)
        else:
            words = ngettext(
                "%(count)d initiative is withdrawn.", "%(count)d initiatives are withdrawn.", len(rows)
            )
            self.message_user(request, words % {"count": len(rows)}, messages.SUCCESS)


@admin.register(Audience)
class AudienceAdmin(PlainData):
    list_display = ("name", "slug", "order")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Update)
class UpdateAdmin(ReadAndNoted):
    list_display = ("initiative", "kind", "happened_on", "organisation", "public", "demo", "withdrawn_at")
    list_filter = ("kind", "public", "demo", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("initiative", "organisation")
    search_fields = ("body", "initiative__title", "organisation__name")
    date_hierarchy = "happened_on"


@admin.register(InitiativeRevision)
class InitiativeRevisionAdmin(ReadAndNoted):
    list_display = ("source", "number", "author", "note", "created_at")
    list_select_related = ("source__partnership", "author")
    search_fields = ("source__title", "note", "texts")
    ordering = ("-id",)

    def note(self, request: HttpRequest, *rows: Any) -> None:
        super().note(request, *{row.source for row in rows})
