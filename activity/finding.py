"""From a word in an address to the thing it names."""

from typing import Any

from activity.registry import subject_named


def thing_at(address: str, person: Any) -> Any:
    """The thing at ``initiative:<slug>`` that ``person`` may see; ``None`` for anything else."""
    word, _colon, slug = address.partition(":")
    subject = subject_named(word)
    if subject is None or not hasattr(subject.model, "slug") or not slug or "\x00" in slug:
        return None
    pk = subject.model._default_manager.filter(slug=slug).values_list("pk", flat=True).first()
    return subject.fetch([pk], person).get(pk) if pk else None
