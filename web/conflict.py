"""Two people changed the same thing at once: both answers side by side, question by question, and nothing lost.

For any form whose verb raises ``Overtaken``. Its view unfolds what was chosen before it binds the form, and shows the
page where it was overtaken::

    form = ThingForm(settled(request.POST))
    …
    except Overtaken:
        conflict = Conflict(form, base=answers_at(thing, seen), theirs=answers_of(thing), seen=thing.version)
        return render_page(request, "people/conflict.html", {"conflict": conflict}, status=422)

A thing without revisions knows not what it said then: its form carries that itself (``remember``), and ``base`` is
left out. ``people/conflict.html`` extends ``web/conflict.html`` for forms that keep drafts. All of it works without a
script: every answer, theirs too, is carried in the page, and **which one stands** is a plain choice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from web.difference import Piece, difference
from web.forms import Rows, RowsField

MINE, THEIRS = "mine", "theirs"
STANDS = "stands:"  # which of the two answers a question gets
OTHER = "theirs:"  # their answer, by question and by the name it would be sent under
READ = "read"  # the answers as they were read, where the form carries them
# What a form is sent with and nobody answers.
MEANS = ("seen", "key", READ)

Sent = list[tuple[str, str]]


@dataclass(frozen=True)
class Answered:
    """A question that the two answer differently."""

    field: BoundField
    theirs: list[str]
    mine: list[str]
    stands: str
    pieces: list[Piece]
    carried: Sent

    @property
    def editable(self) -> bool:
        """Whether the text can be put together right there."""
        return isinstance(self.field.field, forms.CharField) and not isinstance(
            self.field.field, forms.ChoiceField
        )

    @property
    def stands_name(self) -> str:
        return f"{STANDS}{self.field.name}"


class Conflict:
    """A sent ``form`` beside what the thing says now (``theirs``) and said when it was read (``base``).

    Both map the form's questions to answers as its ``initial`` would. What only they changed stands as theirs, all
    else as it was sent, until the person chooses otherwise. ``seen`` is the version that was read with this page.
    """

    def __init__(
        self,
        form: forms.BaseForm,
        *,
        theirs: Mapping[str, Any],
        seen: int,
        base: Mapping[str, Any] | None = None,
    ) -> None:
        self.form = form
        self.answers: list[Answered] = []
        self.carried: Sent = [("seen", str(seen))]
        if base is None:
            base = remembered(form)
            self.carried.append((READ, _as_json(theirs)))
        for name in form.fields:
            self._add(form[name], base, theirs)

    def _add(self, field: BoundField, base: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        name = field.name
        if name in MEANS:
            return
        if name not in theirs:
            self.carried += _as_it_came(self.form.data, name)
            return
        mine = sent(field.field, name, field.data)
        other = sent(field.field, name, theirs[name])
        if _plain(mine) == _plain(other):
            self.carried += mine
            return
        untouched = name in base and _plain(sent(field.field, name, base[name])) == _plain(mine)
        here, there = words(field.field, field.data), words(field.field, theirs[name])
        answer = Answered(
            field=field,
            theirs=there,
            mine=here,
            stands=THEIRS if untouched else MINE,
            pieces=difference("\n".join(there), "\n".join(here)),
            carried=[(f"{OTHER}{name}", part) for part in _names(field.field, name)]
            + [(f"{OTHER}{name}:{part}", value) for part, value in other],
        )
        self.answers.append(answer)
        if not answer.editable:
            self.carried += mine


def remember(form: forms.BaseForm, answers: Mapping[str, Any]) -> None:
    """Let ``form`` carry the answers that it is shown with."""
    told = _as_json(answers)
    form.fields[READ] = forms.CharField(required=False, widget=forms.HiddenInput, initial=told)


def remembered(form: forms.BaseForm) -> dict[str, Any]:
    """The answers that ``form`` was shown with; none where that came back spoilt."""
    try:
        told = json.loads(form.data.get(READ) or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _as_json(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, cls=DjangoJSONEncoder)


def _as_it_came(data: Any, name: str) -> Sent:
    """What was sent for a question that the two cannot differ in: what is only the writer's, or has its own order."""
    keys = [key for key in data if key == name or key.startswith(f"{name}-")]
    return [(key, value) for key in keys for value in data.getlist(key)]


def settled(data: QueryDict | None) -> QueryDict | None:
    """What was sent from a conflict's page with the chosen answers in their places; anything else as it came."""
    if data is None or not any(name.startswith(STANDS) for name in data):
        return data
    chosen = data.copy()
    for key in data:
        if key.startswith(STANDS) and data[key] == THEIRS:
            name = key.removeprefix(STANDS)
            for part in data.getlist(f"{OTHER}{name}"):
                chosen.setlist(part, data.getlist(f"{OTHER}{name}:{part}"))
    return chosen


def sent(field: forms.Field, name: str, value: Any) -> Sent:
    """``value`` as a page would send it: names and words."""
    if isinstance(field.widget, Rows):
        columns = zip(field.widget.columns, _names(field, name), strict=True)
        rows = [row for row in value or [] if any(row.values())]
        return [(part, row.get(column.name, "")) for column, part in columns for row in rows]
    if isinstance(value, list | tuple | set):
        return [(name, str(one)) for one in value]
    return [(name, "" if value is None else str(value))]


def _names(field: forms.Field, name: str) -> list[str]:
    return field.widget.names(name) if isinstance(field.widget, Rows) else [name]


def _plain(answer: Sent) -> Sent:
    """For comparing: line ends and the order of what was ticked make no difference."""
    return sorted((name, value.replace("\r\n", "\n").strip()) for name, value in answer)


def words(field: forms.Field, value: Any) -> list[str]:
    """An answer as a reader sees it, line by line: what a choice is called, not what it is sent as."""
    if isinstance(field, RowsField):
        return [" · ".join(_cells(field, row)) for row in value or [] if any(row.values())]
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        named = {str(key): str(label) for key, label in choices if not isinstance(label, list | tuple)}
        values = value if isinstance(value, list | tuple | set) else [value]
        return [named[str(one)] for one in values if str(one) in named]
    if isinstance(field, forms.BooleanField):
        return [_("Yes") if value else _("No")]
    return str(value or "").replace("\r\n", "\n").split("\n") if value else []


def _cells(field: RowsField, row: Mapping[str, str]) -> list[str]:
    cells = [(column, row.get(column.name, "")) for column in field.columns]
    return [str(dict(column.choices).get(cell, cell)) for column, cell in cells if cell]
