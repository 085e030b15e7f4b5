"""Addresses made of titles."""

from collections.abc import Collection
from secrets import token_hex
from typing import Any

from django.db.models import Model, Q
from django.utils.text import slugify

STROKES = str.maketrans("đĐłŁøØ", "dDlLoO")  # letters that lose nothing but their stroke in an address


def free_slug(
    model: type[Model],
    title: str,
    reserved: Collection[str] = (),
    *,
    stem: str,
    longest: int = 80,
    crowded: bool = False,
) -> str:
    """An address made of ``title`` that no ``model`` has yet; ``stem`` where no letter of it fits one.

    The caller sees to it that no two take one at the same time, or tries again: where many do, ``crowded`` gives a
    few random signs.
    """
    stem = slugify(title.translate(STROKES))[:longest].strip("-") or stem
    if crowded:
        return f"{stem}-{token_hex(4)}"
    rows: Any = model._default_manager
    alike = rows.filter(Q(slug=stem) | Q(slug__regex=rf"^{stem}-[0-9]+$"))
    taken = set(alike.values_list("slug", flat=True)) | set(reserved)
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
