"""Writing into a form that keeps drafts: what a view and its template need, for any form of the house.

A view opens a ``Sheet`` for its form, fills the form from it, and has it publish what was written by a verb::

    sheet = Sheet.open(request, "initiative.log")
    if response := sheet.kept(request):
        return response
    form = InitiativeForm(request.POST or None)
    sheet.fill(form)
    if done := sheet.publish(form, lambda: Initiative.log(by=request.user, **form.answers()), once=True):
        return redirect(sheet.done(done.made.get_absolute_url()))

Its template puts ``{% include "people/draft_fields.html" %}`` inside the form and
``{% include "people/draft_attributes.html" %}`` into the form's tag. Where the form has a ``FilesField``, its tag
also says ``enctype="multipart/form-data"``: what is uploaded waits with the draft.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from people.models import Draft, DraftConflict, DraftFile, Person, TornSheet, owner_token, words_sign
from web.exceptions import DomainError, Overtaken
from web.file_field import FilesField
from web.forms import Form


def uuid_or_none(value: str | None) -> UUID | None:
    """The UUID that ``value`` spells, if it does."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Published[T]:
    """What came of a sheet: ``made`` is what its verb gave back."""

    made: T


@dataclass
class Sheet:
    """One instance of a form, with the draft written into it so far, if any."""

    pk: UUID
    form: str
    path: str
    writer: Person
    draft: Draft | None
    named: bool = False
    tab: str = ""
    turn: int = 0
    refusals: list[DomainError] = field(default_factory=list)

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
        said = turn(request)
        here = {"named": pk == named, "tab": said["tab"], "turn": said["turn"]}
        sheet = cls(pk, form, request.path, writer, draft or None, **here)
        sheet.take_in(request.FILES.getlist("attached"))
        return sheet

    def take_in(self, uploads: Iterable[UploadedFile]) -> None:
        """Keep what was uploaded with the draft; what was refused is told at the form's field."""
        self.refusals = DraftFile.keep(uploads, sheet=self.pk, form=self.form, by=self.writer)

    @property
    def files(self) -> QuerySet[DraftFile]:
        """What waits with this draft."""
        return DraftFile.objects.visible_to(self.writer).of_sheet(self.pk, self.form).in_order()

    def fill(self, form: forms.BaseForm) -> None:
        """Show in ``form`` what the draft holds, as each field's widget takes it; nothing is judged yet."""
        for asked in form.fields.values():
            if isinstance(asked, FilesField):
                url = reverse("people:draft_files", args=[self.pk])
                asked.lend(self.files, refusals=self.refusals, upload_url=url)
        if self.draft is None or form.is_bound:
            return
        typed = self.draft.data
        for name, asked in form.fields.items():
            if not asked.widget.value_omitted_from_data(typed, MultiValueDict(), name):
                form.initial[name] = asked.widget.value_from_datadict(typed, MultiValueDict(), name)

    def kept(self, request: HttpRequest) -> HttpResponse | None:
        """Where the button **Save draft** was pressed: the text saved, and the way back to it.

        ``None`` when another button was pressed, or when the draft is refused (the reason is told, and the form
        shows what was typed). Where another tab saved meanwhile, this text becomes a draft of its own.
        """
        if request.method != "POST" or request.POST.get("act") not in ("save_draft", "keep_apart"):
            return None
        typed: dict[str, Any] = {
            "form": self.form,
            "path": self.path,
            "data": request.POST,
            "by": self.writer,
        }
        pk = uuid4() if request.POST["act"] == "keep_apart" else self.pk
        try:
            draft = Draft.keep(pk=pk, **typed, **turn(request))
        except DraftConflict:
            draft = Draft.keep(pk=uuid4(), **typed)
            messages.info(
                request, _("Another tab changed this draft. Your text is kept as a draft of its own.")
            )
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return None
        if draft.pk != self.pk:
            DraftFile.copy(sheet=self.pk, form=self.form, to=draft.pk, by=self.writer)
        for fault in self.refusals:
            messages.error(request, str(fault.message))
        time = time_format(timezone.localtime(draft.saved_at), "TIME_FORMAT")
        messages.success(request, _("Draft saved at %(time)s") % {"time": time})
        return redirect(f"{self.path}?draft={draft.pk}")

    def publish[T](self, form: Form, verb: Callable[[], T], *, once: bool = False) -> "Published[T] | None":
        """Where ``form`` is valid, do what it asks for: the draft goes in the same transaction as ``verb`` runs.

        ``once`` where ``verb`` makes something new: sent again with the same words, nothing is made a second time,
        and what was made then is given back. ``None`` when nothing was done: what is wrong, or why the verb refused,
        is said in the form. Raises ``Overtaken``, which a page answers with both texts.
        """
        if not form.is_valid():
            return None
        sent: Any = form.data
        try:
            with transaction.atomic():
                words = words_sign(sent, form=self.form, by=self.writer) if once else ""
                made = (self.made_before(form, words) if once else None) or verb()
                self.tear_up(words, made)
        except Overtaken:
            raise
        except DomainError as refusal:
            form.refuse(refusal)
            return None
        return Published(made)

    def made_before(self, form: Form, words: str) -> Any:
        """What came of these ``words``, if they were published from this sheet already.

        Other words on a sheet gone back to are another thing: they get a key of their own.
        """
        torn = TornSheet.of(self.pk)
        if torn and torn.words == words:
            return torn.thing
        if torn and form.cleaned_data.get("key"):
            form.cleaned_data["key"] = uuid5(form.cleaned_data["key"], words)
        return None

    def tear_up(self, words: str = "", made: Any = None) -> None:
        """The text is published: the draft goes, in the same transaction as the verb that ``made`` something of it."""
        thing = made if words and isinstance(made, Model) else None
        Draft.tear_up(pk=self.pk, by=self.writer, tab=self.tab, turn=self.turn, words=words, made=thing)

    def done(self, url: str) -> str:
        """``url``, telling the browser that its own copy of this sheet is done with; a fragment stays at its end."""
        page, hash_, fragment = url.partition("#")
        said = f"{'&' if '?' in page else '?'}sheet={self.pk}" if self.named else ""
        return f"{page}{said}{hash_}{fragment}"

    @property
    def others(self) -> QuerySet[Draft]:
        """What the writer has begun in this form besides: offered, so that nothing is written twice."""
        return Draft.objects.visible_to(self.writer).of_form(self.form).exclude(pk=self.pk).newest_first()[:3]

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
