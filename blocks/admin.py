"""Blocks for administrators. A block's words are plain data until somebody tags with it: then they carry what was
meant, and only its shape and its place in the row are still edited here. Tags change by their verbs alone."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activity.admin import ReadAndNoted
from activity.models import note_crossing
from alliances.admin import run_on_each
from blocks.models import Block, Tag, Tagging
from search.index import index
from web.admin import PlainData


@admin.register(Block)
class BlockAdmin(PlainData):
    list_display = ("name", "shape", "order", "version", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "slug", "question")
    fields = (
        "slug",
        "order",
        "shape",
        "language",
        "name",
        "question",
        "description",
        "translations",
        "retired_at",
    )
    prepopulated_fields = {"slug": ("name",)}
    actions = ("retire",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None or not obj.tags.exists():
            return ("retired_at",)
        return tuple(name for name in self.fields if name not in {"order", "shape"})

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What is said here is found there."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            index(obj)

    @admin.action(description=_("Retire: take no new tags"), permissions=["change"])
    def retire(self, request: HttpRequest, rows: QuerySet) -> None:
        run_on_each(request, rows, lambda row: row.retire(by=request.user))


class OfAnInitiative(ReadAndNoted):
    """Rows behind the wall of their initiative: reading one is reading that."""

    def note(self, request: HttpRequest, *rows: Any) -> None:
        note_crossing(request.user, *{row.initiative_id: row.initiative for row in rows}.values())


@admin.register(Tag)
class TagAdmin(OfAnInitiative):
    list_display = ("initiative", "block", "strength", "state", "organisation", "said_at", "decided_at")
    list_filter = ("state", "strength", "block")
    list_select_related = ("initiative", "block", "organisation")
    search_fields = ("initiative__title", "initiative__slug", "reason", "word", "organisation__name")
    ordering = ("-said_at",)


@admin.register(Tagging)
class TaggingAdmin(OfAnInitiative):
    list_display = ("initiative", "by", "organisation", "confirming", "said_at", "undone_at")
    list_filter = ("confirming", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related = ("initiative", "by", "organisation")
    search_fields = ("initiative__title", "initiative__slug", "by__email")
    ordering = ("-said_at",)
