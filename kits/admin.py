"""What kits brought, for administrators to read."""

from django.contrib import admin

from kits.models import Brought
from web.admin import ReadOnly


@admin.register(Brought)
class BroughtAdmin(ReadOnly):
    list_display = ("challenge", "site", "url", "brought_at")
    search_fields = ("challenge__title", "site")
    list_select_related = ("challenge",)
