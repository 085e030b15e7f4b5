"""The order of the alphabet. PostgreSQL's built-in locale puts č after z; ICU knows better."""

from functools import lru_cache
from typing import Any

import icu
from django.db import models

# The order of a stored key, which cannot follow the reader: that of the lead alliance, where č, š and ž are
# letters of their own after c, s and z.
STORED = "sl"


@lru_cache(maxsize=16)
def _collator(language: str) -> icu.Collator:
    return icu.Collator.createInstance(icu.Locale(language))


def sort_key(text: str, language: str = STORED) -> bytes:
    """Bytes that compare as ``text`` is sorted in ``language``.

    Give the reader's language to sort a short list by the names on the page; without it the key is fit for
    storing.
    """
    return _collator(language).getSortKey(text)


class SortKeyField(models.BinaryField):
    """Where a name stands in the alphabet: worked out of the field called ``source`` whenever the row is saved.

    ``save()``, ``create()``, ``update_or_create()`` and ``bulk_create()`` all come by here; a queryset's
    ``update()`` of the source does not, and must set the key itself.
    """

    def __init__(self, source: str = "", *args: Any, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{"editable": False, "default": b"", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        key = sort_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key
