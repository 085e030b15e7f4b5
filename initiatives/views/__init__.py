"""The pages of initiatives."""

from initiatives.views.reading import browse, detail, file, told, update_file, version, versions
from initiatives.views.writing import (
    add_update,
    edit,
    new,
    restore,
    withdraw,
    withdraw_update,
)

__all__ = [
    "add_update",
    "browse",
    "detail",
    "edit",
    "file",
    "new",
    "restore",
    "told",
    "update_file",
    "version",
    "versions",
    "withdraw",
    "withdraw_update",
]
