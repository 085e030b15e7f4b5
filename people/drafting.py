"""Writing into a form that keeps drafts: what a view and its template need, for any form of the house.

A view opens a ``Sheet`` for its form, fills the form from it, and tears it up once the verb has run::

    sheet = Sheet.open(request, "initiative.log")
    form = InitiativeForm(request.POST or None, initial=sheet.initial(InitiativeForm))

Its template puts ``{% include "people/draft_fields.html" %}`` inside the form and
``{% include "people/draft_attributes.html" %}`` into the form's tag.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from people.models import Draft, Person, owner_token


def uuid_or_none(value: str | None) -> UUID | None:
    """The UUID that ``value`` spells, if it does."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


@dataclass
class Sheet:
    """One instance of a form, with the draft written into it so far, if any."""

    pk: UUID
    form: str
    path: str
    writer: Person
    draft: Draft | None

    @classmethod
    def open(cls, request: HttpRequest, form: str) -> "Sheet":
        """The sheet the request names by ``draft`` (posted, or ``?draft=``), or a new one.

        A draft of somebody else, or of another form, is as if it were not there.
        """
        writer: Any = request.user
        named = uuid_or_none(request.POST.get("draft") or request.GET.get("draft"))
        draft = named and Draft.objects.visible_to(writer).of_form(form).filter(pk=named).first()
        free = named if named and not Draft.objects.filter(pk=named).exists() else None
        pk = draft.pk if draft else free or uuid4()
        return cls(pk=pk, form=form, path=request.path, writer=writer, draft=draft or None)

    def initial(self, form_class: type[forms.BaseForm], **initial: Any) -> dict[str, Any]:
        """``initial`` with what the draft holds over it, as each field's widget takes it."""
        if self.draft is None:
            return initial
        typed = self.draft.data
        kept = {
            name: field.widget.value_from_datadict(typed, {}, name)  # type: ignore[arg-type]
            for name, field in form_class.base_fields.items()  # type: ignore[attr-defined]
            if name in typed or isinstance(field, forms.MultipleChoiceField | forms.BooleanField)
        }
        return {**initial, **kept}

    def keep(self, request: HttpRequest) -> Draft:
        """Save what is posted, by the explicit act; raises as ``Draft.keep``."""
        return Draft.keep(
            pk=self.pk, form=self.form, path=self.path, data=request.POST, by=self.writer, **turn(request)
        )

    def tear_up(self) -> None:
        """The text is published: the draft goes, in the same transaction as the verb."""
        Draft.discard(pk=self.pk, by=self.writer)

    @property
    def owner(self) -> str:
        """The writer's sign, see ``people.models.owner_token``."""
        return owner_token(self.writer, self.form)

    @property
    def shelf(self) -> str:
        """Under what name the browser keeps its copy: one person's never opens for another."""
        return salted_hmac("people.draft.shelf", str(self.writer.pk), algorithm="sha256").hexdigest()[:16]


def turn(request: HttpRequest) -> dict[str, Any]:
    """Which version the browser last saw, and which tab's how-manieth save this is; nonsense counts as none."""

    def number(name: str) -> int:
        value = request.POST.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 9 else 0

    return {
        "version": number("draft_version"),
        "turn": number("draft_turn"),
        "tab": request.POST.get("draft_tab", "")[:40],
    }
