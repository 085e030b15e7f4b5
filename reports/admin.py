"""Reports, for administrators: what was asked for, how it went, and what went wrong in the machine's own words."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activity.admin import ReadAndNoted
from reports.measures import admin as measures  # noqa: F401 - registers its own
from reports.models import BoxWriter, Report, ReportFile
from reports.schedules import admin as schedules  # noqa: F401 - registers its own
from web.admin import ReadOnly
from web.exceptions import DomainError


class Files(admin.TabularInline):
    model = ReportFile
    extra = 0
    can_delete = False
    fields = readonly_fields = ("name", "size", "checksum")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Report)
class ReportAdmin(ReadAndNoted):
    list_display = ("kind", "alliance", "language", "state", "trouble", "asked_by", "asked_at", "finished_at")
    list_filter = ("state", "kind", "alliance", "language", "trouble")
    list_select_related = ("alliance", "asked_by")
    search_fields = ("=id", "asked_by__email", "asked_by__name", "error")
    date_hierarchy = "asked_at"
    ordering = ("-asked_at",)
    inlines = (Files,)
    actions = ("try_again",)

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, rows: QuerySet) -> None:
        for row in rows:
            try:
                row.try_again(by=request.user)
            except DomainError as refusal:
                self.message_user(request, str(refusal.message), messages.WARNING)


@admin.register(BoxWriter)
class BoxWriterAdmin(ReadOnly):
    list_display = ("report", "box", "person")
    list_select_related = ("report__alliance", "person")
    search_fields = ("=report__id", "person__email", "person__name")


@admin.register(ReportFile)
class ReportFileAdmin(ReadOnly):
    list_display = ("name", "format", "size", "checksum")
    list_filter = ("format",)
    search_fields = ("name", "=report__id")
