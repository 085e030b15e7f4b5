"""What happened, as sentences for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activity.models import Event, note_crossing
from activity.registry import kind_of, kinds, subject_of

READ_AHEAD = 4  # events read for each told: some are of one thing, some of what the reader no longer sees


@dataclass(frozen=True, kw_only=True)
class Story:
    """The newest thing that happened to ``thing``, and how many happenings before it were read with it."""

    event: Event
    thing: Any
    earlier: int = 0

    @property
    def sentence(self) -> SafeString:
        """Who did what, as safe HTML; what it was done to is a link, in the language of its title."""
        words = escape(str(kind_of(self.event.kind).sentence))
        facts = {name: escape(str(value)) for name, value in self.event.facts.items()}
        who = escape(str(self.event.actor)) if self.event.actor else escape(_("Somebody"))
        return mark_safe(words % {**facts, "who": who, "what": self._linked()})  # noqa: S308  (each part escaped)

    def _linked(self) -> SafeString:
        written = getattr(getattr(self.thing, "text", None), "language", get_language())
        language = format_html(' lang="{}"', written) if written != get_language() else ""
        return format_html('<a href="{}"{}>{}</a>', self.thing.get_absolute_url(), language, str(self.thing))


def latest(person: Any, about: Any = None, limit: int = 10) -> list[Story]:
    """The newest stories that ``person`` may see, of everything or ``about`` one thing; each thing once.

    Happenings of importance 0 are left out, and those whose subject ``person`` no longer sees. One query, and one
    for each kind of thing among them.
    """
    events = Event.objects.visible_to(person).newest_first().select_related("actor")
    events = events.filter(kind__in=[kind.name for kind in kinds() if kind.importance])
    if about is not None:
        events = events.about(about)
    told: dict[tuple[int, Any], list[Event]] = {}
    for event in events[: limit * READ_AHEAD]:
        told.setdefault((event.subject_type_id, event.subject_id), []).append(event)
    things = _things(told, person)
    stories = [
        Story(event=of_thing[0], thing=things[key], earlier=len(of_thing) - 1)
        for key, of_thing in told.items()
        if key in things
    ]
    note_crossing(person, *(story.thing for story in stories[:limit]))
    return stories[:limit]


def _things(keys: Iterable[tuple[int, Any]], person: Any) -> dict[tuple[int, Any], Any]:
    """The things of those types and ids that ``person`` sees; one query for each type."""
    ids: dict[int, list[Any]] = {}
    for subject_type, subject in keys:
        ids.setdefault(subject_type, []).append(subject)
    found = {}
    for subject_type, wanted in ids.items():
        model = ContentType.objects.get_for_id(subject_type).model_class()
        if model is None:
            continue  # a room that was taken out of the house
        for subject, thing in subject_of(model).fetch(wanted, person).items():
            found[subject_type, subject] = thing
    return found
