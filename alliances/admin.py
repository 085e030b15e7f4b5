"""Alliances for administrators: plain data is edited, who belongs where changes by its verbs alone."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activity.admin import ReadAndNoted
from activity.models import record
from alliances.actions import end_partnership
from alliances.models import Alliance, Commitment, Invitation, Membership, Organisation, Partnership, Place
from people.models import Circle
from search.index import index
from web.admin import PlainData
from web.exceptions import DomainError


def run_on_each(request: HttpRequest, rows: QuerySet, verb: Any) -> None:
    """Run ``verb(row)`` on every chosen row and say how it went; a refused one leaves the others be."""
    done = 0
    for row in rows:
        try:
            verb(row)
        except DomainError as refusal:
            messages.error(request, f"{row}: {refusal.message}")
        else:
            done += 1
    if done:
        messages.success(request, _("Done: %(count)d") % {"count": done})


@admin.register(Alliance)
class AllianceAdmin(PlainData):
    list_display = ("name", "city", "country", "lead", "members_invite")
    search_fields = ("name", "city", "slug")
    exclude = ("circle",)
    prepopulated_fields = {"slug": ("city",)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new alliance gets its circle: nobody is in it until somebody is invited."""
        with transaction.atomic():
            if not change:
                obj.circle = Circle.objects.create(name=obj.city)
            super().save_model(request, obj, form, change)


@admin.register(Place)
class PlaceAdmin(PlainData):
    list_display = ("name", "alliance", "latitude", "longitude", "approximate")
    list_filter = ("alliance",)
    list_select_related = ("alliance",)
    search_fields = ("name", "slug")


@admin.register(Organisation)
class OrganisationAdmin(PlainData):
    list_display = ("name", "sector", "place", "recurring_visitor")
    list_filter = ("sector", "recurring_visitor")
    list_select_related = ("place",)
    search_fields = ("name", "slug", "about", "meaning")
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("sort_key", "slug")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What is said here is found there, and whatever rests on it is worked out anew."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if change and form.changed_data:
                fields = sorted(form.changed_data)
                record("organisation.changed", actor=request.user, subject=obj, fields=fields)  # type: ignore[arg-type]
            index(obj)


@admin.register(Partnership)
class PartnershipAdmin(PlainData):
    """``until`` is not typed: ending a partnership lets its people out, so the action does it."""

    list_display = ("organisation", "alliance", "role", "role_inferred", "since", "until")
    list_filter = ("alliance", "role", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("organisation", "alliance")
    search_fields = ("organisation__name", "alliance__name")
    actions = ("end",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("organisation", "alliance", "until") if obj else ("until",)

    @admin.action(description=_("End the partnership and let its people out"), permissions=["change"])
    def end(self, request: HttpRequest, rows: QuerySet) -> None:
        run_on_each(request, rows, lambda row: end_partnership(partnership=row, by=request.user))  # type: ignore[arg-type]


@admin.register(Membership)
class MembershipAdmin(ReadAndNoted):
    list_display = ("person", "partnership", "role", "unit", "created_at", "ended_at")
    list_filter = ("partnership__alliance", "role", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("person", "partnership__organisation", "partnership__alliance")
    search_fields = ("person__name", "person__email", "partnership__organisation__name")
    actions = ("make_coordinator", "make_member", "end")

    @admin.action(description=_("Make coordinator"), permissions=["view"])
    def make_coordinator(self, request: HttpRequest, rows: QuerySet) -> None:
        role = Membership.Role.COORDINATOR
        run_on_each(request, rows, lambda row: row.give_role(role=role, by=request.user))

    @admin.action(description=_("Make member"), permissions=["view"])
    def make_member(self, request: HttpRequest, rows: QuerySet) -> None:
        role = Membership.Role.MEMBER
        run_on_each(request, rows, lambda row: row.give_role(role=role, by=request.user))

    @admin.action(description=_("End the membership"), permissions=["view"])
    def end(self, request: HttpRequest, rows: QuerySet) -> None:
        run_on_each(request, rows, lambda row: row.end(by=request.user))


@admin.register(Invitation)
class InvitationAdmin(ReadAndNoted):
    list_display = (
        "email",
        "partnership",
        "role",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )
    list_filter = ("partnership__alliance", "role", ("accepted_at", admin.EmptyFieldListFilter))
    list_select_related = ("partnership__organisation", "partnership__alliance", "invited_by")
    search_fields = ("email", "partnership__organisation__name")
    actions = ("revoke",)

    @admin.action(description=_("Withdraw"), permissions=["view"])
    def revoke(self, request: HttpRequest, rows: QuerySet) -> None:
        run_on_each(request, rows, lambda row: row.revoke(by=request.user))


@admin.register(Commitment)
class CommitmentAdmin(ReadAndNoted):
    list_display = ("what", "organisation", "alliance", "due", "state", "public", "demo", "reminded_at")
    list_filter = ("alliance", "state", "public", "demo", ("reminded_at", admin.EmptyFieldListFilter))
    list_select_related = ("organisation", "alliance")
    search_fields = ("what", "reason", "organisation__name")
    date_hierarchy = "due"
