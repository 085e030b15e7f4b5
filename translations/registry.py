"""What the rooms above have translated here, and who may do it; each registers its own in its ``apps.ready()``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from web.exceptions import Withdrawn


@dataclass(frozen=True, kw_only=True)
class Translated:
    """A model whose texts are translated on this room's pages.

    ``word`` stands in addresses (``challenge``) and ``key`` names the field they end in. ``rows(person)`` are the
    things that ``person`` may see. ``may_translate(person, thing, language)`` says who may write, ``concerns(thing)``
    what a translation is also news of, ``about(thing)`` what it is told about, where the thing itself is none that
    news can be of. ``gone(thing)`` is the reason why it was taken back, empty where it stands.
    """

    model: type[Any]
    word: str
    rows: Callable[[Any], QuerySet]
    may_translate: Callable[[Any, Any, str], bool]
    concerns: Callable[[Any], Iterable[Any]] = lambda thing: ()
    about: Callable[[Any], Any] = lambda thing: thing
    gone: Callable[[Any], str] = lambda thing: getattr(thing, "withdrawn_reason", "")
    key: str = "slug"

    def key_of(self, thing: Any) -> str:
        """What the thing's addresses end in."""
        return str(getattr(thing, self.key))

    def find(self, key: str, person: Any) -> Any:
        """The thing by its key, ``None`` where there is none for ``person``; raises ``Withdrawn`` for what was."""
        try:
            thing = self.rows(person).filter(**{self.key: key}).first()
        except ValidationError:  # no UUID
            return None
        if thing is not None and (reason := self.gone(thing)):
            raise Withdrawn(str(thing), reason)
        return thing


_translated: dict[type[Any], Translated] = {}


def register(translated: Translated) -> None:
    _translated[translated.model] = translated


def registered() -> list[Translated]:
    return list(_translated.values())


def translated_of(model: type[Any]) -> Translated:
    """How things of ``model`` are translated; ``LookupError`` when no room registered it."""
    return _translated[model]


def translated_named(word: str) -> Translated | None:
    """The model by its word in addresses."""
    return next((one for one in _translated.values() if one.word == word), None)
