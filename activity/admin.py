"""What happened and what is owed, for administrators; and how the admin site shows what stands behind walls."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.models import Delivery, Event, Owed, note_crossing
from web.admin import ReadOnly


class ReadAndNoted(ReadOnly):
    """For models with walls: whatever an administrator reads here from outside them is written down."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        thing = super().get_object(request, object_id, from_field)
        if thing is not None:
            self.note(request, thing)
        return thing

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            self.note(request, *shown["cl"].result_list)
        return response

    def note(self, request: HttpRequest, *rows: Any) -> None:
        """Write down that these were read; a model behind another's wall names that one instead."""
        note_crossing(request.user, *rows)


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("kind", "actor", "subject_type", "subject_id", "public", "created_at")
    list_filter = ("kind", "public", "subject_type")
    list_select_related = ("actor", "subject_type")
    search_fields = ("kind", "actor__email", "actor__name", "=subject_id")
    date_hierarchy = "created_at"
    ordering = ("-id",)


@admin.register(Owed)
class OwedAdmin(ReadOnly):
    list_display = ("task", "key", "due_at", "attempts", "lease_until", "done_at", "error")
    list_filter = ("task", "attempts", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("task", "key", "error")
    ordering = ("-id",)
    actions = ("try_again",)

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, rows: QuerySet) -> None:
        for row in rows:
            row.try_again(by=request.user)
        count = len(rows)
        self.message_user(
            request,
            ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", count)
            % {"count": count},
            messages.SUCCESS,
        )


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ("purpose", "to", "language", "created_at", "sent_at", "delete_at")
    list_filter = ("purpose", "language", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("person",)
    search_fields = ("purpose", "key", "address", "person__email", "message_id")
    ordering = ("-id",)
