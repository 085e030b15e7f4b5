"""The two rails of an adoption: what both cities told, in the order it happened, each on its own side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from challenges.models import Adoption, AdoptionUpdate
from translations.reading import ShortReading, read_short
from web import slots

MOST = 60  # stops shown: the newest ones


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Something one of the two cities told or did. Higher rooms put theirs into the slot ``adoption.rail``: a panel
    whose data is a list of these. ``url`` leads to where it stands, ``who`` names the organisation."""

    on: date
    alliance_id: UUID
    label: str | Promise
    text: str
    language: str
    who: str = ""
    who_language: str = ""
    url: str = ""
    kind: str = ""
    reading: ShortReading | None = None


@dataclass(frozen=True)
class Rails:
    """Both sides' stops, the newest first: ``(stop, whether it is the origin's)``."""

    stops: list[tuple[Stop, bool]]
    further: bool


def rails_of(adoption: Adoption, person: Any) -> Rails:
    """What both cities told along ``adoption``, as far as ``person`` may see it: two queries and the slot's."""
    stops = [*_told(adoption, person), *_revised(adoption)]
    for shown in slots.gather("adoption.rail", [adoption], person)[adoption]:
        stops.extend(shown.data)
    stops.sort(key=lambda stop: stop.on, reverse=True)
    origin = adoption.origin.alliance_id
    return Rails([(stop, stop.alliance_id == origin) for stop in stops[:MOST]], len(stops) > MOST)


def _told(adoption: Adoption, person: Any) -> list[Stop]:
    rows = list(AdoptionUpdate.objects.filter(adoption=adoption).for_reading().newest_first()[:MOST])
    for row in rows:
        row.adoption = adoption
    return [
        Stop(
            on=row.happened_on,
            alliance_id=row.alliance_id,
            label=AdoptionUpdate.Kind(row.kind).label,
            text=row.text.body,
            language=row.text.language,
            who=row.organisation.text.name if row.organisation else row.alliance.text.name,
            who_language=row.organisation.text.language if row.organisation else row.alliance.text.language,
            kind=row.kind,
            reading=read_short(person, row),
        )
        for row in rows
    ]


def _revised(adoption: Adoption) -> list[Stop]:
    """How the origin's dossier changed since, as far as the adopters were shown."""
    return [
        Stop(
            on=change.revision.created_at.date(),
            alliance_id=adoption.origin.alliance_id,
            label=_("Dossier revised"),
            text=change.revision.note,
            language=change.revision.language,
            kind="revision",
        )
        for change in changes_of(adoption)
    ]


def changes_of(adoption: Adoption) -> Sequence[Any]:
    """The changes at the origin since, newest first; asked once."""
    kept = adoption.__dict__.get("_changes")
    if kept is None:
        kept = adoption.__dict__["_changes"] = list(adoption.changes.select_related("revision"))
    return kept
