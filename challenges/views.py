"""The pages of challenges: the list, and one of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activity.models import note_crossing
from alliances.models import Alliance
from challenges.models import Challenge
from web import slots
from web.pages import render_page
from web.paging import page_of


@login_not_required
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The list, the lead alliance's first; ``alliance`` narrows it."""
    wanted = request.GET.get("alliance", "")
    alliances = {row.slug: row for row in Alliance.objects.lead_first()}
    found = Challenge.objects.visible_to(request.user).in_order()
    if wanted:
        found = found.in_alliance(wanted) if wanted in alliances else found.none()
    page = page_of(request, found, found.for_cards())
    note_crossing(request.user, *page.rows)
    shown = slots.gather("challenge.card", page.rows, request.user)
    context = {
        "page": page,
        "cards": [(row, shown[row]) for row in page.rows],
        "alliances": list(alliances.values()),
        "wanted": wanted,
        "query": {"alliance": wanted} if wanted else {},
    }
    return render_page(request, "challenges/list.html", context, partials=("results", "more"))


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One challenge: the problem, where it is named, and what the rooms above know of it."""
    challenge = get_object_or_404(Challenge.objects.visible_to(request.user).for_cards(), slug=slug)
    note_crossing(request.user, challenge)
    original = request.GET.get("lang") == "original"
    context = {
        "challenge": challenge,
        "text": challenge.text_in(challenge.language) if original else challenge.text,
        "translated": not challenge.text.original,
        "sources": challenge.source_words,
        "acts": slots.gather("challenge.acts", [challenge], request.user)[challenge],
        "panels": slots.gather("challenge.panels", [challenge], request.user)[challenge],
    }
    return render_page(request, "challenges/detail.html", context)
