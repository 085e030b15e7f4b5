"""The index for administrators: what is in it, without a way round the walls' record."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from search.models import Entry
from web.admin import ReadOnly


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """Words that are an alliance's own are read on their own page, where it is recorded: here they are covered."""

    list_display = ("shown_title", "kind", "language", "public", "came_at")
    list_filter = ("kind", "language", "public")
    search_fields = ("title",)
    fields = (
        "shown_title",
        "shown_body",
        "kind",
        "language",
        "public",
        "circles",
        "subject_type",
        "subject_id",
    )
    readonly_fields = ("shown_title", "shown_body")
    ordering = ("-came_at",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """What is covered cannot be guessed by searching it either."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        return (found.filter(public=True) if search_term else found), distinct

    @admin.display(description=_("title"))
    def shown_title(self, entry: Entry) -> str:
        return entry.title if entry.public else str(_("an alliance’s own"))

    @admin.display(description=_("text"))
    def shown_body(self, entry: Entry) -> str:
        return entry.body if entry.public else str(_("an alliance’s own"))
