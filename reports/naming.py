"""No report names anybody: what is frozen stays as it is, also when somebody's account is deleted."""

import re
from collections.abc import Sequence
from typing import Any

from people.models import Person
from people.privacy import LEFT_OUT
from reports.document import Document, document_of


def unnamed(document: Document) -> Document:
    """``document`` without the names and addresses of whoever has an account here. A name of one word is taken out
    only where it stands with an @: by itself it may be any word."""
    names = pattern_of(list(Person.objects.values_list("email", "name")))
    return document_of(_without(document.as_json(), names)) if names else document


def pattern_of(people: Sequence[tuple[str, str]]) -> re.Pattern[str] | None:
    """What finds their addresses and names, the longest first."""
    words = {email: r"(?<![\w.+-])%s(?![\w-]|\.\w)" for email, _name in people}
    words |= {name: r"@?(?<!\w)%s(?!\w)" if " " in name else r"@%s(?!\w)" for _email, name in people if name}
    longest_first = sorted(words, key=lambda one: (-len(one), one))
    return re.compile("|".join(words[one] % re.escape(one) for one in longest_first), re.I) if words else None


def _without(told: Any, names: re.Pattern[str]) -> Any:
    if isinstance(told, dict):
        return {key: one if key == "path" else _without(one, names) for key, one in told.items()}
    if isinstance(told, list):
        return [_without(one, names) for one in told]
    return names.sub(LEFT_OUT, told) if isinstance(told, str) else told
