"""From a word in an address to the thing it names."""

from typing import Any

from activity.registry import subject_named
from people.drafting import uuid_or_none


def thing_at(address: str, person: Any) -> Any:
    """The thing at ``initiative:<slug>`` or ``adoption:<id>`` that ``person`` may see; ``None`` for anything else."""
    word, _colon, name = address.partition(":")
    subject = subject_named(word)
    if subject is None or not hasattr(subject.model, subject.named_by) or not name or "\x00" in name:
        return None
    if subject.named_by == "id" and uuid_or_none(name) is None:
        return None
    named = {subject.named_by: name}
    pk = subject.model._default_manager.filter(**named).values_list("pk", flat=True).first()
    return subject.fetch([pk], person).get(pk) if pk else None
