"""One transfer: the origin as it stood, what became of it, and how far it has come."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from challenges.along import changes_of, rails_of
from challenges.forms import MoveForm, ReadyForm, TellForm
from challenges.lineage import lineage
from challenges.models import Adoption
from challenges.permissions import may_carry, side_of, stands_at_origin
from people.asking import person_asking
from people.drafting import Sheet
from translations.reading import read
from web import slots
from web.exceptions import DomainError
from web.forms import posted
from web.pages import render_page


def visible(request: HttpRequest, pk: UUID) -> Adoption:
    """The adoption of that address, or 404."""
    rows = Adoption.objects.visible_to(request.user).for_cards().select_related("origin_revision")
    return get_object_or_404(rows, pk=pk)


def carried(request: HttpRequest, pk: UUID) -> Adoption:
    """The adoption, where the person may say what becomes of it."""
    adoption = visible(request, pk)
    if not may_carry(request.user, adoption):
        raise PermissionDenied
    return adoption


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The origin as it stood that day, the local version beneath, and how far it has come."""
    adoption = visible(request, pk)
    note_crossing(request.user, adoption, adoption.origin)
    may, person, reading = may_carry(request.user, adoption), request.user, read(request, adoption)
    snapshot = adoption.snapshot if adoption.snapshot_open_to(person) else None
    context: dict[str, Any] = {
        "adoption": adoption,
        "reading": reading,
        "text": reading.text,
        "snapshot": snapshot,
        "may_carry": may,
        "may_answer": stands_at_origin(person, adoption),
        "may_tell": side_of(person, adoption) is not None,
        "just_adopted": "adopted" in request.GET and may,
        "changes": changes_of(adoption) if snapshot else [],
        "ready": ReadyForm(adoption=adoption, snapshot=snapshot) if snapshot and adoption.local else None,
        "rails": rails_of(adoption, person),
        "questions": adoption.questions.all(),
        "tree": lineage(adoption.open_local or adoption.origin, person),
        "acts": slots.gather("adoption.acts", [adoption], person)[adoption],
        "panels": slots.gather("adoption.panels", [adoption], person)[adoption],
    }
    return render_page(request, "challenges/adoption.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what was kept, changed and dropped: of recorded history for the first time, or anew."""
    adoption = carried(request, pk)
    if not adoption.local:
        return redirect("challenges:adopt", adoption.origin.slug)
    sheet = Sheet.open(request, f"adoption.tell:{adoption.pk}")
    if response := sheet.kept(request):
        return response
    form = TellForm(posted(request), adoption=adoption)
    sheet.fill(form)
    if sheet.publish(form, lambda: adoption.tell(by=person_asking(request), **form.cleaned_data)):
        messages.success(request, _("Told. The other city hears of it."))
        return HttpResponseRedirect(sheet.done(adoption.get_absolute_url()))
    context = {"form": form, "sheet": sheet, "adoption": adoption}
    return render_page(request, "challenges/tell.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say where the adoption stands; pausing and stopping need a reason."""
    adoption = carried(request, pk)
    form = MoveForm(posted(request), adoption=adoption)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.carry_out(by=person_asking(request))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect(adoption)
    context = {"form": form, "adoption": adoption}
    return render_page(request, "challenges/move.html", context, status=422 if form.errors else 200)
