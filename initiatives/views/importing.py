"""The pages of an import: bring a file, see what each row says, take in the good ones, follow how far it is."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.models import note_crossing
from initiatives.forms.importing import ImportForm
from initiatives.import_template import TYPES, write_template
from initiatives.judging import draft_key, words_of
from initiatives.models.importing import Import, ImportRow
from initiatives.permissions import may_import_somewhere
from people.asking import person_asking
from web.exceptions import DomainError
from web.pages import render_page
from web.paging import page_of

ROWS = 50  # on a page


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Bring a file: it is read at once, and nothing is taken in yet."""
    person = refuse_strangers(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*sent, person=person)
    if form.is_valid():
        try:
            made = form.read(by=person, language=get_language() or "en")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect(made)
    earlier = Import.objects.visible_to(person).select_related("alliance").newest_first()[:10]
    context = {"form": form, "earlier": earlier}
    return render_page(request, "initiatives/import.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: HttpRequest, format: str) -> HttpResponse:
    """The empty table, with the columns in the reader's language."""
    refuse_strangers(request)
    if format not in TYPES:
        raise Http404
    with TemporaryDirectory() as place:
        path = Path(place) / f"magnet-initiatives.{format}"
        write_template(path, format)
        response = HttpResponse(path.read_bytes(), content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the file says, row by row; or how far it is. A page that waits asks for its bar alone, every second."""
    source = visible(request, pk)
    followed = request.headers.get("HX-Target") == "bar"
    wrong = page_of(request, source.rows.exclude(problems=[]), size=ROWS)
    fine = source.rows.filter(problems=[]).select_related("initiative")[: ROWS + 1]
    context = {
        "source": source,
        "wrong": [(row, [words_of(problem) for problem in row.problems]) for row in wrong.rows],
        "page": wrong,
        "fine": [(row, draft_of(row, source)) for row in fine[:ROWS]],
        "further": len(fine) > ROWS,
        "known": source.rows.filter(problems=[], known=True).count(),
    }
    response = render_page(request, "initiatives/import_one.html", context, partials=("bar", "progress"))
    if followed and not source.is_open:
        # The bar has come to its end: what came of it takes its place, and is said aloud.
        response = render(request, "initiatives/import_one.html#progress", context)
        response["HX-Retarget"] = "#progress"
        response["HX-Trigger"] = json.dumps({"say": str(source.get_state_display())})
    return response


def draft_of(row: ImportRow, source: Import) -> Any:
    """The draft that a row has become, for the one whose it is."""
    by = source.asked_by
    return draft_key(row.key, by) if source.state == "done" and source.as_drafts and by and row.key else None


@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the good rows taken in, as drafts or published."""
    source = visible(request, pk)
    try:
        source.take_in(as_drafts=request.POST.get("as") != "published", by=person_asking(request))
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    return redirect(source)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have it no more."""
    source = visible(request, pk)
    try:
        source.cancel(by=person_asking(request))
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    return redirect(source)


def refuse_strangers(request: HttpRequest) -> Any:
    """Importing is for those who coordinate."""
    person = person_asking(request)
    if not may_import_somewhere(person):
        raise PermissionDenied
    return person


def visible(request: HttpRequest, pk: UUID) -> Import:
    """The import of that id where the person coordinates its alliance, or 404."""
    person = refuse_strangers(request)
    rows = Import.objects.visible_to(person).select_related("alliance", "asked_by")
    source = get_object_or_404(rows, pk=pk)
    note_crossing(person, source)
    return source
