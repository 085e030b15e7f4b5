"""The tagging desk."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from activity.models import note_crossing
from blocks.desk import Desk, Spot, address, keeps_a_desk
from blocks.forms import AnswerForm
from blocks.hints import hints
from blocks.models import Tagging
from blocks.permissions import may_confirm
from blocks.views.tagging import answer_form, put, require_form
from people.asking import person_asking
from web.exceptions import DomainError
from web.pages import render_page


def desk_of(request: HttpRequest) -> Desk:
    """The desk at the place that the address names; 403 for who keeps none."""
    if not keeps_a_desk(request.user):
        raise PermissionDenied
    return Desk(request.user, Spot.of(request.GET))


@require_form
def triage(request: HttpRequest) -> HttpResponse:
    """The tagging desk: one initiative whole, its blocks, and the next."""
    desk = desk_of(request)
    if request.method != "POST":
        return show(request, desk)
    slug = address(request.POST.get("item"))
    if not slug:
        raise Http404
    desk = Desk(request.user, desk.spot.at(slug))
    form = answer_form(desk.item, request.POST, confirming=True)
    form, tagging = put(form, desk.item, request.user)
    if form.errors:
        return show(request, desk, form, status=422)
    return HttpResponseRedirect(reverse("blocks:triage") + desk.spot.saved(tagging))


def show(
    request: HttpRequest, desk: Desk, form: AnswerForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The desk with its item and form, or the page that says that all is done."""
    if desk.item:
        note_crossing(request.user, desk.item)
        form = form or answer_form(desk.item, None, confirming=True)
    context = {
        "desk": desk,
        "item": desk.item,
        "form": form,
        "refusal": refusal,
        "hints": hints(desk.item, form.blocks, {tag.block_id for tag in form.standing}) if form else [],
    }
    return render_page(request, "blocks/triage.html", context, partials=["desk"], status=status)


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back one's own tagging at the desk, and return to its initiative."""
    desk, person = desk_of(request), person_asking(request)
    rows = Tagging.objects.visible_to(person).filter(by=person)
    tagging = get_object_or_404(rows.select_related("initiative__partnership"), pk=pk)
    if not may_confirm(person, tagging.initiative):
        raise PermissionDenied
    try:
        tagging.undo(by=person)
    except DomainError as refusal:
        return show(request, desk, refusal=str(refusal.message), status=422)
    return HttpResponseRedirect(reverse("blocks:triage") + desk.spot.undone(tagging.initiative.slug))
