"""Milestones and indicators for administrators: read, never gone round a verb."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from activity.admin import ReadAndNoted
from reports.measures.models import Evidence, Indicator, Measurement, Milestone


class Shown(admin.TabularInline):
    """Rows of a thing, to read."""

    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EvidenceOfIt(Shown):
    model = Evidence
    fields = ("initiative", "update", "visit", "url", "words", "removed_at")


class MeasurementsOfIt(Shown):
    model = Measurement
    fields = ("day", "value", "source", "note", "by", "superseded_at")


@admin.register(Milestone)
class MilestoneAdmin(ReadAndNoted):
    list_display = ("title", "alliance", "work_package", "due", "state", "reached_on", "demo", "withdrawn_at")
    list_filter = ("alliance", "work_package", "state", "demo")
    list_select_related = ("alliance",)
    search_fields = ("title", "reason", "translations")
    date_hierarchy = "due"
    ordering = ("due",)
    inlines = (EvidenceOfIt,)


@admin.register(Indicator)
class IndicatorAdmin(ReadAndNoted):
    list_display = ("name", "unit", "alliance", "work_package", "baseline", "target", "target_on", "demo")
    list_filter = ("alliance", "work_package", "direction", "demo")
    list_select_related = ("alliance",)
    search_fields = ("name", "how", "translations")
    date_hierarchy = "target_on"
    ordering = ("target_on",)
    inlines = (MeasurementsOfIt,)
