"""Addresses made of titles."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, Q
from django.utils.text import slugify

STROKES = str.maketrans("đĐłŁøØ", "dDlLoO")  # letters that lose nothing but their stroke in an address


def free_slug(model: type[Model], title: str, reserved: Collection[str], *, stem: str) -> str:
    """An address made of ``title`` that no ``model`` has yet; ``stem`` where no letter of it fits one.

    The caller sees to it that no two take one at the same time.
    """
    stem = slugify(title.translate(STROKES))[:80].strip("-") or stem
    rows: Any = model._default_manager
    alike = rows.filter(Q(slug=stem) | Q(slug__regex=rf"^{stem}-[0-9]+$"))
    taken = set(alike.values_list("slug", flat=True)) | set(reserved)
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
