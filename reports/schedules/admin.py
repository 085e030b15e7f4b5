"""Schedules for administrators: read, never gone round a verb."""

from django.contrib import admin

from activity.admin import ReadAndNoted
from reports.measures.admin import Shown
from reports.schedules.models import Opening, ReportSchedule


class OpeningsOfIt(Shown):
    model = Opening
    fields = ("due", "milestone", "report", "opened_at", "reminded")


@admin.register(ReportSchedule)
class ReportScheduleAdmin(ReadAndNoted):
    list_display = ("kind", "alliance", "language", "yearly_from", "with_milestones", "set_on", "stopped_at")
    list_filter = ("alliance", "kind", "demo")
    list_select_related = ("alliance",)
    search_fields = ("kind", "=id")
    ordering = ("created_at",)
    inlines = (OpeningsOfIt,)
