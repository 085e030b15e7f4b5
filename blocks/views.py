"""The pages of this room: the blocks, one of them, tagging one initiative, and the tagging desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.models import note_crossing
from blocks.desk import Desk, Spot, address, keeps_a_desk
from blocks.forms import AnswerForm
from blocks.lens import Lens
from blocks.models import Block, Tag, Tagging
from blocks.permissions import may_confirm, may_propose
from initiatives.models import Initiative
from people.asking import person_asking
from web.exceptions import DomainError, Overtaken, Withdrawn
from web.pages import render_page

require_form = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def block_list(request: HttpRequest) -> HttpResponse:
    """What blocks are for, and each with how many initiatives work through it."""
    context = {
        "blocks": Block.objects.visible_to(request.user).current().with_counts(request.user),
        "desk": Desk(request.user, Spot()) if keeps_a_desk(request.user) else None,
    }
    return render_page(request, "blocks/list.html", context)


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One block: its meaning, its initiatives, bars per partner and challenge, gaps, reasons."""
    block = get_object_or_404(Block.objects.visible_to(request.user).with_counts(request.user), slug=slug)
    lens = Lens(block, request.user)
    note_crossing(request.user, *lens.initiatives)
    return render_page(request, "blocks/detail.html", {"lens": lens})


@require_form
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose an initiative's tags or, as a coordinator, settle them."""
    rows = Initiative.objects.visible_to(request.user).for_cards()
    initiative = get_object_or_404(rows, slug=slug)
    if initiative.withdrawn_at:
        raise Withdrawn(initiative.text.title, initiative.withdrawn_reason)
    if not may_propose(request.user, initiative):
        raise PermissionDenied
    note_crossing(request.user, initiative)
    form = answer_form(initiative, posted(request), confirming=may_confirm(request.user, initiative))
    if request.method == "POST":
        form, tagging = put(form, initiative, request.user)
        if not form.errors:
            messages.success(request, said(form, tagging))
            return HttpResponseRedirect(initiative.get_absolute_url())
    context = {"form": form, "initiative": initiative}
    return render_page(request, "blocks/tag.html", context, status=422 if form.errors else 200)


def posted(request: HttpRequest) -> Any:
    """What was sent, also where that is nothing; ``None`` where nothing was."""
    return request.POST if request.method == "POST" else None


def said(form: AnswerForm, tagging: Tagging | None) -> str:
    """What the person is told after sending ``form``."""
    if tagging is None:
        return _("Nothing has changed: these are the blocks it has.")
    if form.confirming:
        return _("The blocks are saved.")
    return _("Your proposal is saved. The alliance’s coordinator confirms it.")


def answer_form(initiative: Initiative, data: Any, *, confirming: bool) -> AnswerForm:
    """The form over the initiative's tags as they are now."""
    tags = Tag.objects.filter(initiative=initiative).select_related("block", "organisation").core_first()
    return AnswerForm(data, blocks=Block.objects.current(), tags=tags, confirming=confirming)


def put(form: AnswerForm, initiative: Initiative, by: Any) -> tuple[AnswerForm, Tagging | None]:
    """Write what ``form`` says. The form that comes back has errors where it was wrong or refused; where the tags
    had changed, it holds the same answers on the tags as they are now, and ``rival`` is who changed them."""
    if not form.is_valid():
        return form, None
    try:
        tagging = Tag.put(
            initiative=initiative,
            choices=form.choices(),
            by=by,
            confirming=form.confirming,
            seen=form.cleaned_data["seen"],
        )
    except Overtaken as refusal:
        form = answer_form(initiative, form.data, confirming=form.confirming)
        form.overtaken(refusal, Tagging.objects.of(initiative).first())
    except DomainError as refusal:
        form.refuse(refusal)
    else:
        return form, tagging
    return form, None


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
    context = {"desk": desk, "item": desk.item, "form": form, "refusal": refusal}
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
