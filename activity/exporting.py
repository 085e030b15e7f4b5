"""A copy of everything that is kept of a person, by the register: JSON for machines, a page for people, their files."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from activity.models.exports import KEPT, MAKE, Export, folder, forget_old_exports
from activity.registry import job, subjects
from people import privacy
from people.models import Person
from people.privacy import Holding
from web.assets import embedded
from web.files import File

# What the page is drawn with, in the order of static/css/house.css.
STYLES = ("layers", "tokens", "base", "components/facts", "components/prose", "utilities")
SUBJECT = "subject_id"


@dataclass
class Section:
    """What one place of the register holds of the person: its rows as JSON and as words."""

    name: str
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    told: list[list[tuple[str, str]]] = field(default_factory=list)


@job(MAKE)
def make(*, export: str, now: datetime) -> None:
    """Make the copy that was asked for, in its person's language and by their clock."""
    row = Export.objects.select_for_update(of=("self",)).select_related("person").filter(pk=export).first()
    if row is None or row.is_ready:
        return
    with translation.override(row.person.language), timezone.override(row.person.time_zone):
        row.size = write(row.person, row.path, now)
    row.ready_at, row.delete_at = now, now + KEPT
    row.save(update_fields=["size", "ready_at", "delete_at"])


@job("activity.forget_exports", every=timedelta(hours=1))
def forget_exports(*, now: datetime) -> None:
    """Delete the copies whose term is over."""
    forget_old_exports(now)


def write(person: Person, path: Path, now: datetime) -> int:
    """Write the ZIP to ``path``, whole or not at all; returns its size in bytes."""
    folder().mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    told = (told_of(holding, person) for holding in privacy.holdings())
    sections = [section for section in told if section.rows]
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as parts:
        files = list(_put_files(parts, person))
        data = {
            "made_at": now,
            "person": {"id": person.pk, "email": person.email},
            "kept": [{"where": one.name, "called": one.title, "rows": one.rows} for one in sections],
            "files": files,
        }
        parts.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        context = {
            "person": person,
            "sections": sections,
            "files": files,
            "now": now,
            "style": embedded(STYLES),
        }
        parts.writestr("index.html", render_to_string("activity/privacy/file.html", context))
    part.replace(path)
    return path.stat().st_size


def told_of(holding: Holding, person: Person) -> Section:
    """What ``holding`` has of ``person``."""
    section = Section(holding.name, holding.title)
    if not holding.export:
        return section
    rows = list(holding.rows(person))
    things = _things(rows, person) if SUBJECT in holding.export else {}
    for row in rows:
        values = {name: _value(row, name, things) for name in holding.export}
        section.rows.append({"id": row.pk, **values})
        told = [(_label(holding.model, name), _words(row, name, values[name])) for name in holding.export]
        section.told.append([(label, words) for label, words in told if words])
    return section


def _things(rows: Iterable[Any], person: Person) -> dict[Any, str]:
    """What rows that may point at anything are about, as far as ``person`` may still see it."""
    ids = [row.subject_id for row in rows]
    found: dict[Any, str] = {}
    for subject in subjects():
        found |= {pk: str(thing) for pk, thing in subject.fetch(ids, person).items()}
    return found


def _label(model: type[models.Model], name: str) -> str:
    if name == SUBJECT:
        return _("About")
    asked: Any = model._meta.get_field(name)
    plural = asked.related_model._meta.verbose_name_plural if asked.one_to_many else asked.verbose_name
    return str(capfirst(str(plural)))


def _value(row: Any, name: str, things: dict[Any, str]) -> Any:
    """The field's value as JSON takes it; what it points at by its words."""
    if name == SUBJECT:
        return {"id": row.subject_id, "title": things.get(row.subject_id, "")}
    asked = row._meta.get_field(name)
    if asked.many_to_many or asked.one_to_many:
        return [str(one) for one in getattr(row, name).all()]
    value = getattr(row, name)
    return str(value) if isinstance(value, models.Model) else value


def _words(row: Any, name: str, value: Any) -> str:
    """The same for a reader."""
    if name == SUBJECT:
        return str(value["title"])
    shown = getattr(row, f"get_{name}_display", None)
    if shown is not None:
        return str(shown())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_plain(one)}" for key, one in value.items() if one)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(_plain(one) for one in value.values() if one)
    return "" if value is None else str(value)


def _put_files(parts: zipfile.ZipFile, person: Person) -> Iterator[dict[str, str]]:
    """Put every file that ``person`` added and that still lies here into the ZIP."""
    for holding in privacy.holdings():
        if not issubclass(holding.model, File) or not holding.export:
            continue
        for file in holding.rows(person):
            lying = file.location("page" if file.is_photo else "pdf")
            if lying is not None and lying.exists():
                name = f"files/{file.pk}{lying.suffix}"
                parts.write(lying, name)
                yield {"file": name, "name": file.name, "alt": file.alt}
