"""With whom one wrote at once, see ``web.conflict``."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from web.models import Revision


def rival_words(last: Revision | None, person: Any, circle: UUID) -> str:
    """Who wrote ``last`` and when, for who may know the people of its ``circle``."""
    if last is None:
        return ""
    time = date_format(timezone.localtime(last.created_at), "SHORT_DATETIME_FORMAT")
    if last.author is None or circle not in person.circle_ids:
        return time
    return f"{last.author} · {time}"
