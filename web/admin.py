"""The admin site's one habit: it reads and searches everything, and edits nothing but plain data."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadOnly(admin.ModelAdmin):
    """Shows rows and runs verbs as actions; nothing is added, changed or deleted here, so no verb is gone round.

    Tables of plain data (places, themes) use Django's own ``ModelAdmin`` instead and forbid deletion alone.
    """

    list_per_page = 50
    show_full_result_count = False  # exact counts of large tables cost a scan each

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlainData(admin.ModelAdmin):
    """Rows an administrator may add and change, but not delete: what points at them must keep standing."""

    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
