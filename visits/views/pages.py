"""The pages of site visits: the list, and one of them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from activity.models import note_crossing
from translations.reading import read
from visits.answering import Answering
from visits.guest_forms import WishesForm
from visits.models import Phase, SiteVisit
from visits.permissions import may_harvest, may_host, may_organise, may_plan
from visits.record import Record
from web import slots
from web.exceptions import Withdrawn
from web.pages import render_page
from web.paging import page_of

COMING = 20


@login_not_required
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The visits ahead, the next one first, then those behind, the latest first."""
    today = timezone.localdate()
    seen = SiteVisit.objects.standing().visible_to(request.user)
    coming = list(seen.announced().ahead(today).soonest_first().for_cards()[:COMING])
    behind = seen.announced().behind(today).latest_first()
    page = page_of(request, behind, behind.for_cards())
    note_crossing(request.user, *coming, *page.rows)
    context = {
        "coming": coming,
        "drafts": list(seen.filter(phase=Phase.DRAFT).soonest_first().for_cards()[:COMING]),
        "page": page,
        "may_plan": may_plan(request.user),
    }
    return render_page(request, "visits/list.html", context, partials=("more",))


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One visit: before it the programme and who comes, after it what came of it."""
    return visit_page(request, visible(request, slug))


def visit_page(request: HttpRequest, visit: SiteVisit, refused: WishesForm | None = None) -> HttpResponse:
    """The page of a visit, with the wishes that did not fit in their place."""
    reading = read(request, visit)
    note_crossing(request.user, visit)
    context: dict[str, Any] = {
        "visit": visit,
        "reading": reading,
        "text": reading.text,
        "record": Record(visit, request.user),
        "answering": Answering.of_person(visit, request.user, refused),
        "may_organise": may_organise(request.user, visit),
        "may_host": may_host(request.user, visit),
        "may_harvest": may_harvest(request.user, visit),
        "acts": slots.gather("visit.acts", [visit], request.user)[visit],
        "panels": slots.gather("visit.panels", [visit], request.user)[visit],
    }
    return render_page(request, "visits/detail.html", context, status=422 if refused else 200)


def visible(request: HttpRequest, slug: str) -> SiteVisit:
    """The visit of that address, or 404; raises ``Withdrawn`` where it was called off."""
    visit = get_object_or_404(SiteVisit.objects.visible_to(request.user).for_cards(), slug=slug)
    if visit.called_off_at:
        raise Withdrawn(visit.text.title, visit.called_off_reason)
    return visit
