"""Blocks and tags for administrators: read and searched here, changed by their verbs alone. What a block means is
rewritten on its own page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activity.admin import ReadAndNoted
from activity.models import note_crossing
from alliances.admin import run_on_each
from blocks.models import Block, BlockProposal, BlockVersion, Tag, Tagging
from web.admin import ReadOnly


@admin.register(Block)
class BlockAdmin(ReadOnly):
    list_display = ("name", "shape", "order", "version", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "slug", "question")
    actions = ("retire", "bring_back")

    @admin.action(description=_("Retire: take no new tags"), permissions=["view"])
    def retire(self, request: HttpRequest, rows: QuerySet) -> None:
        run_on_each(request, rows, lambda row: row.retire(by=request.user))

    @admin.action(description=_("Bring back: take tags again"), permissions=["view"])
    def bring_back(self, request: HttpRequest, rows: QuerySet) -> None:
        run_on_each(request, rows, lambda row: row.bring_back(by=request.user))


@admin.register(BlockVersion)
class BlockVersionAdmin(ReadOnly):
    list_display = ("name", "version", "block", "written_at")
    list_select_related = ("block",)
    search_fields = ("name", "question", "block__slug")
    ordering = ("-written_at",)


@admin.register(BlockProposal)
class BlockProposalAdmin(ReadOnly):
    list_display = ("name", "block", "partnership", "state", "said_at")
    list_filter = ("state",)
    list_select_related = ("block", "partnership__organisation", "partnership__alliance")
    search_fields = ("name", "question", "why")
    ordering = ("-said_at",)


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
