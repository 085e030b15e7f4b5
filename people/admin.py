"""People for administrators. The admin site has no door of its own: it opens through sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from people.models import Circle, CircleMember, Person
from web.admin import ReadOnly

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("email", "name", "language", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = (
        *("email", "name", "language", "time_zone", "is_active", "is_staff", "is_superuser"),
        *("last_login", "erasure"),
    )
    readonly_fields = ("erasure",)
    actions = ("close_account", "reopen_account")

    @admin.display(description=_("Delete an account"))
    def erasure(self, person: Person) -> str:
        url = reverse("activity:erase_other", args=[person.pk])
        return format_html('<a href="{}">{}</a>', url, _("Delete the account"))

    @admin.action(description=_("Close the account"), permissions=["view"])
    def close_account(self, request: HttpRequest, people: QuerySet) -> None:
        for person in people:
            if person == request.user:
                messages.error(request, _("Your own account is closed by another administrator."))
                continue
            person.close_account()
            self.log_change(request, person, "closed")

    @admin.action(description=_("Open the account again"), permissions=["view"])
    def reopen_account(self, request: HttpRequest, people: QuerySet) -> None:
        for person in people:
            person.reopen_account()
            self.log_change(request, person, "opened again")


class Members(admin.TabularInline):
    model = CircleMember
    extra = 0
    max_num = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Circle)
class CircleAdmin(ReadOnly):
    """The walls; who stands inside follows from memberships."""

    list_display = ("name", "created_at")
    search_fields = ("name", "people__email", "people__name")
    inlines = (Members,)
