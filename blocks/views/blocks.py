"""The blocks, and one of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activity.feed import movement
from activity.models import note_crossing
from blocks.desk import Desk, Spot, keeps_a_desk
from blocks.lens import Lens
from blocks.models import Block
from blocks.permissions import may_propose_blocks, may_write
from web.pages import render_page


@login_not_required
@require_safe
def block_list(request: HttpRequest) -> HttpResponse:
    """What blocks are for, and each with how many initiatives work through it."""
    context = {
        "blocks": Block.objects.visible_to(request.user).current().with_counts(request.user),
        "desk": Desk(request.user, Spot()) if keeps_a_desk(request.user) else None,
        "may_edit": may_write(request.user),
        "may_propose": may_propose_blocks(request.user),
    }
    return render_page(request, "blocks/list.html", context)


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One block: its meaning, its initiatives, bars per partner and challenge, gaps, reasons."""
    block = get_object_or_404(Block.objects.visible_to(request.user).with_counts(request.user), slug=slug)
    lens = Lens(block, request.user)
    note_crossing(request.user, *lens.initiatives)
    context = {
        "lens": lens,
        "movement": movement(request.user, block),
        "earlier": block.versions.exclude(version=block.version).newest_first() if block.version > 1 else [],
        "parts": block.parts.current() if block.retired_at else [],
        "may_edit": may_write(request.user),
        "may_propose": may_propose_blocks(request.user),
    }
    return render_page(request, "blocks/detail.html", context)
