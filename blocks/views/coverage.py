"""Coverage: the matrix, the list behind each of its numbers, the same as CSV, and a gap opened."""

from io import StringIO
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from activity.models import note_crossing
from alliances.permissions import may_invite_somewhere
from blocks.coverage import NOTHING, Column, counting, coverage, dimensions_of, table_of
from blocks.desk import address
from blocks.gaps import Gap
from blocks.looking import COUNTS, Look, LookForm, counted, earlier_days
from blocks.matrix import Matrix
from blocks.models import Block
from challenges.models import Challenge
from initiatives.models import Initiative
from initiatives.permissions import may_log
from web.pages import render_page
from web.paging import page_of
from web.sheets import write_csv


@login_not_required
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Blocks against challenges, partners, stages or places, with the gaps and what rests on one partner."""
    form = LookForm(request.GET, person=request.user)
    look = form.look()
    context = {
        "form": form,
        "look": look,
        "matrix": matrix_of(request, look),
        "dimensions": [
            (one.label, look.to(dimension=one), one == look.dimension) for one in dimensions_of(look.alliance)
        ],
        "counts": [(words, look.to(count=name), name == look.count) for name, words in COUNTS.items()],
        "days": [(words, look.to(on=day)) for words, day in earlier_days(timezone.localdate())],
        "without_day": look.to(on=None),
    }
    status = 422 if form.errors else 200
    return render_page(request, "blocks/coverage.html", context, status=status)


def matrix_of(request: HttpRequest, look: Look) -> Matrix:
    """The figures of this look, and those of the day it is compared with."""
    figures = coverage(look.alliance, request.user, only={look.dimension.name, "challenge", "partner"})
    if look.at is None:
        return Matrix(figures, look)
    before = coverage(look.alliance, request.user, at=look.at, only={look.dimension.name})
    return Matrix(figures, look, before)


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The matrix as CSV."""
    look = LookForm(request.GET, person=request.user).look()
    out = StringIO(newline="")
    write_csv(out, matrix_of(request, look).sheet())
    name = f"coverage-{look.alliance.slug if look.alliance else 'all'}-{look.dimension.name}.csv"
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The initiatives behind one number of the matrix: exactly those that it counts."""
    look = LookForm(request.GET, person=request.user).look()
    block = get_object_or_404(Block.objects.visible_to(request.user), slug=address(request.GET.get("block")))
    tags: Any = counting(look.alliance, request.user, look.at).filter(block=block)
    column = column_of(request, look, tags) if request.GET.get("key") else None
    if column:
        tags = tags.filter(**{look.dimension.path: column.key})
    rows = counted(tags, look.count).order_by("-initiative__logged_at", "pk")
    initiatives = Prefetch("initiative", Initiative.objects.visible_to(request.user).for_cards())
    page = page_of(request, rows, rows.select_related("organisation").prefetch_related(initiatives))
    note_crossing(request.user, *(tag.initiative for tag in page.rows))
    context = {"look": look, "through": block, "column": column, "page": page, "count": COUNTS[look.count]}
    return render_page(request, "blocks/behind.html", context)


def column_of(request: HttpRequest, look: Look, tags: Any) -> Column:
    """The column that the address names, or 404."""
    key = request.GET["key"]
    if key == NOTHING and look.dimension.nothing:
        return Column(None, str(look.dimension.nothing))
    columns = table_of(look.dimension, look.alliance, request.user, tags).columns
    for column in columns:
        if column.slug == key:
            return column
    raise Http404


@login_not_required
@require_safe
def gap(request: HttpRequest, block: str, challenge: str) -> HttpResponse:
    """A block and a challenge that do not meet: who could bring them together, and how."""
    challenges = Challenge.objects.visible_to(request.user).with_text().select_related("alliance")
    found = Gap(
        get_object_or_404(Block.objects.visible_to(request.user).current(), slug=block),
        get_object_or_404(challenges, slug=challenge),
        request.user,
    )
    note_crossing(request.user, *found.initiatives)
    context = {
        "gap": found,
        "acting": found.acting,
        "may_log": may_log(request.user),
        "may_invite": may_invite_somewhere(request.user, found.challenge.alliance),
    }
    return render_page(request, "blocks/gap.html", context)
