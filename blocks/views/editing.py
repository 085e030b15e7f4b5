"""Blocks as data: written, rewritten, split, retired by those who may; proposed by the others, and answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliances.models import standing_of
from blocks.desk import identity
from blocks.editing import AnswerForm, BlockForm, ProposalForm, SplitForm, answers_of, initial_of
from blocks.models import RESERVED, Block, BlockProposal, BlockVersion
from blocks.permissions import may_propose_blocks, may_write
from people.asking import person_asking
from people.drafting import Sheet
from web.addresses import free_slug
from web.conflict import Conflict, settled
from web.exceptions import DomainError, Overtaken
from web.forms import posted
from web.pages import render_page

require_form = require_http_methods(["GET", "HEAD", "POST"])


def to_edit(request: HttpRequest, slug: str) -> Block:
    """The block of that address, for who may edit it; 403 for others."""
    block = get_object_or_404(Block.objects.visible_to(request.user), slug=slug)
    if not may_write(request.user):
        raise PermissionDenied
    return block


def taken_up(named: Any, block: Block | None) -> BlockProposal | None:
    """The open proposal about ``block`` of that id."""
    pk = identity(str(named)) if named else None
    return BlockProposal.objects.open().filter(pk=pk, block=block).first() if pk else None


@require_form
def new(request: HttpRequest) -> HttpResponse:
    """Add a block."""
    if not may_write(request.user):
        raise PermissionDenied
    return write(request, None)


@require_form
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Rewrite a block; tags keep what it meant when they were given."""
    return write(request, to_edit(request, slug))


def write(request: HttpRequest, block: Block | None) -> HttpResponse:
    """The form of a block; saving it answers the proposal it takes up. Who was overtaken chooses between both."""
    sheet = Sheet.open(request, f"block.edit:{block.pk}" if block else "block.new")
    if response := sheet.kept(request):
        return response
    form = BlockForm(settled(posted(request)), block=block, initial=beginning(request, block))
    sheet.fill(form)
    proposal = taken_up(form["proposal"].value(), block)
    try:
        done = sheet.publish(
            form, lambda: save(form, block, proposal, person_asking(request)), once=block is None
        )
    except Overtaken:
        return overtaken(request, form, sheet, Block.objects.get(slug=block.slug if block else ""))
    if done:
        messages.success(
            request, _("The block is saved. Earlier tags keep what it meant when they were given.")
        )
        return redirect(sheet.done(done.made.get_absolute_url()))
    context = {"form": form, "edited": block, "proposal": proposal, "sheet": sheet}
    return render_page(request, "blocks/edit.html", context, status=422 if form.errors else 200)


def beginning(request: HttpRequest, block: Block | None) -> dict[str, Any]:
    """What the form begins with besides what the block says: a proposal's words, or the writer's language."""
    proposal = taken_up(request.GET.get("proposal"), block)
    if proposal:
        return initial_of(proposal, block)
    return {} if block else {"language": get_language()}


def overtaken(request: HttpRequest, form: BlockForm, sheet: Sheet, block: Block) -> HttpResponse:
    """Both meanings side by side."""
    read = block.versions.filter(version=form.cleaned_data["seen"] or 0).first()
    base = answers_of(read) if read else {}
    context = {
        "conflict": Conflict(form, base=base, theirs=answers_of(block), seen=block.version),
        "rival": rival_words(BlockVersion.objects.now_of([block]).select_related("by").first()),
        "action": reverse("blocks:edit", args=[block.slug]),
        "thing_url": block.get_absolute_url(),
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


def rival_words(last: BlockVersion | None) -> str:
    """Who wrote ``last``, when, and what they said of it: whoever writes blocks may know who else does."""
    if last is None:
        return ""
    time = date_format(timezone.localtime(last.written_at), "SHORT_DATETIME_FORMAT")
    return " · ".join([*([str(last.by)] if last.by else []), time, *([last.word] if last.word else [])])


def save(form: BlockForm, block: Block | None, proposal: BlockProposal | None, by: Any) -> Block:
    """Write what the form says, and answer the proposal it takes up, together."""
    meaning, order = form.meaning(), form.cleaned_data["order"]
    with transaction.atomic():
        if block is None:
            texts = vars(meaning)
            block = Block.open(
                slug=free_slug(Block, meaning.name, RESERVED, stem="block", longest=50),
                order=order,
                by=by,
                **texts,
            )
        else:
            seen, word = form.cleaned_data["seen"], form.cleaned_data["word"]
            block.change(by=by, meaning=meaning, order=order, word=word, seen=seen)
        if proposal:
            proposal.accept(by=by)
    return block


@require_form
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Put two blocks in the place of one, which is retired with the tags it has."""
    block = to_edit(request, slug)
    sheet = Sheet.open(request, f"block.split:{block.pk}")
    if response := sheet.kept(request):
        return response
    form = SplitForm(posted(request), block=block)
    sheet.fill(form)
    if sheet.publish(
        form, lambda: block.split(by=person_asking(request), into=form.parts(get_language() or "en"))
    ):
        messages.success(request, _("The block is split. Its tags stay as they were given."))
        return redirect(sheet.done(block.get_absolute_url()))
    context = {"form": form, "edited": block, "sheet": sheet}
    return render_page(request, "blocks/split.html", context, status=422 if form.errors else 200)


@require_POST
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a block out of choice, or bring it back."""
    block = to_edit(request, slug)
    if block.retired_at:
        block.bring_back(by=person_asking(request))
    else:
        block.retire(by=person_asking(request))
    return redirect(block)


@require_form
def propose(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Propose how a block should read, or a block that is missing."""
    block = get_object_or_404(Block.objects.visible_to(request.user), slug=slug) if slug else None
    if not may_propose_blocks(request.user):
        raise PermissionDenied
    sheet = Sheet.open(request, f"block.propose:{block.pk}" if block else "block.propose")
    if response := sheet.kept(request):
        return response
    form = ProposalForm(posted(request), block=block)
    sheet.fill(form)
    if done := sheet.publish(
        form,
        lambda: BlockProposal.make(
            by=person_asking(request),
            partnership=standing_of(request.user).partnerships[0],
            block=block,
            language=get_language() or "en",
            **form.cleaned_data,
        ),
        once=True,
    ):
        messages.success(request, _("Your proposal is sent. You are told how it is answered."))
        return redirect(sheet.done(done.made.get_absolute_url()))
    context = {"form": form, "edited": block, "sheet": sheet}
    return render_page(request, "blocks/propose.html", context, status=422 if form.errors else 200)


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What was proposed about the blocks, with the answers."""
    if not (may_propose_blocks(request.user) or may_write(request.user)):
        raise PermissionDenied
    rows = BlockProposal.objects.visible_to(request.user).newest_first()
    context = {"proposals": rows.select_related("block", "partnership__organisation")[:100]}
    return render_page(request, "blocks/proposals.html", context)


@require_form
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposal beside the block as it reads, with its answer or the ways to answer it."""
    rows = BlockProposal.objects.visible_to(request.user).select_related("block", "partnership__organisation")
    row = get_object_or_404(rows, pk=pk)
    form = AnswerForm(posted(request))
    if request.method == "POST" and not may_write(request.user):
        raise PermissionDenied
    if form.is_valid():
        try:
            row.decline(by=person_asking(request), word=form.cleaned_data["word"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(row.get_absolute_url())
    may_answer = may_write(request.user) and row.state == BlockProposal.State.OPEN
    context = {"proposal": row, "form": form, "may_answer": may_answer}
    return render_page(request, "blocks/proposal.html", context, status=422 if form.errors else 200)
