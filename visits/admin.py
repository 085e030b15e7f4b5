"""Visits for administrators: read, never gone round a verb. What guests need is not shown here."""

from django.contrib import admin
from django.http import HttpRequest

from activity.admin import ReadAndNoted
from visits.models import Invitee, Outcome, ProgrammeItem, SiteVisit, SiteVisitTranslation, Takeaway


class Shown(admin.TabularInline):
    """Rows of a visit, to read."""

    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: SiteVisit | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SiteVisit | None = None) -> bool:
        return False


class TranslationsOfIt(Shown):
    model = SiteVisitTranslation


class ItemsOfIt(Shown):
    model = ProgrammeItem
    fields = ("day", "starts", "ends", "title", "place", "language", "removed_at")


class InviteesOfIt(Shown):
    model = Invitee
    fields = ("kind", "alliance", "person", "email", "language", "revoked_at")


class TakeawaysOfIt(Shown):
    model = Takeaway
    fields = ("text", "language", "created_at", "removed_at")
    readonly_fields = ("created_at",)  # no form may ever change it


class OutcomesOfIt(Shown):
    model = Outcome
    fields = ("alliance", "challenge", "dropped_at")


@admin.register(SiteVisit)
class SiteVisitAdmin(ReadAndNoted):
    list_display = ("title", "alliance", "month", "first_day", "phase", "public", "demo", "called_off_at")
    list_filter = ("alliance", "phase", "plan", "public", "demo")
    list_select_related = ("alliance",)
    search_fields = ("title", "body", "slug", "venue", "translations__texts")
    date_hierarchy = "month"
    ordering = ("-month",)
    inlines = (TranslationsOfIt, ItemsOfIt, InviteesOfIt, TakeawaysOfIt, OutcomesOfIt)
