"""Tagging one initiative, and all that was said of its blocks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from blocks.forms import AnswerForm
from blocks.history import history as history_of
from blocks.models import Block, Tag, Tagging
from blocks.permissions import may_confirm, may_propose
from initiatives.models import Initiative
from web.exceptions import DomainError, Overtaken, Withdrawn
from web.forms import posted
from web.pages import render_page

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose an initiative's tags or, as a coordinator, settle them."""
    initiative = to_tag(request, slug)
    form = answer_form(initiative, posted(request), confirming=may_confirm(request.user, initiative))
    form.begin_with(request.GET.get("block", ""))
    if request.method == "POST":
        form, tagging = put(form, initiative, request.user)
        if not form.errors:
            messages.success(request, said(form, tagging))
            return HttpResponseRedirect(initiative.get_absolute_url())
    context = {"form": form, "initiative": initiative}
    return render_page(request, "blocks/tag.html", context, status=422 if form.errors else 200)


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """All that was said of an initiative's blocks, for who may say something of them."""
    initiative = to_tag(request, slug)
    context = {"initiative": initiative, "acts": history_of(initiative)}
    return render_page(request, "blocks/history.html", context)


def to_tag(request: HttpRequest, slug: str) -> Initiative:
    """The initiative of that address: 404 where it is not visible, 410 withdrawn, 403 where the person may not tag."""
    rows = Initiative.objects.visible_to(request.user).for_cards()
    initiative = get_object_or_404(rows, slug=slug)
    if initiative.withdrawn_at:
        raise Withdrawn(initiative.text.title, initiative.withdrawn_reason)
    if not may_propose(request.user, initiative):
        raise PermissionDenied
    note_crossing(request.user, initiative)
    return initiative


def said(form: AnswerForm, tagging: Tagging | None) -> str:
    """What the person is told after sending ``form``."""
    if tagging is None:
        return _("Nothing has changed: these are the blocks it has.")
    if form.confirming:
        return _("The blocks are saved.")
    return _("Your proposal is saved. The alliance’s coordinator confirms it.")


def answer_form(initiative: Initiative, data: Any, *, confirming: bool) -> AnswerForm:
    """The form over the initiative's tags as they are now."""
    tags = Tag.objects.filter(initiative=initiative).core_first()
    tags = tags.select_related("block", "block_version", "organisation")
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
