"""The pages of challenges: the list, and one of them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activity.models import note_crossing
from alliances.models import Alliance
from challenges.flow import flow, themes
from challenges.lineage import lineage
from challenges.models import Adoption, AdoptionUpdate, Challenge
from challenges.permissions import door_for, may_open, may_write
from challenges.sections import groups_of, missing_in
from translations.reading import read
from web import slots
from web.exceptions import Withdrawn
from web.pages import render_page
from web.paging import page_of

LESSONS = 30


@login_not_required
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The originals with their local versions beneath; ``alliance`` narrows to one's own and local ones."""
    wanted = request.GET.get("alliance", "")
    alliances = {row.slug: row for row in Alliance.objects.lead_first()}
    found = Challenge.objects.standing().visible_to(request.user).in_order()
    if wanted:
        found = found.in_alliance(wanted) if wanted in alliances else found.none()
    else:
        found = found.first_of_their_line(request.user)
    page = page_of(request, found, found.for_cards())
    note_crossing(request.user, *page.rows)
    shown = slots.gather("challenge.card", page.rows, request.user)
    beneath = Adoption.objects.visible_to(request.user).beneath(page.rows)
    context = {
        "page": page,
        "cards": [(row, shown[row], beneath.get(row.pk, [])) for row in page.rows],
        "alliances": list(alliances.values()),
        "wanted": wanted,
        "query": {"alliance": wanted} if wanted else {},
        "may_open": may_open(request.user),
    }
    if not wanted and not page.previous and not getattr(request, "htmx", None):
        context |= {"flow": flow(request.user), "themes": themes(request.user)}
    return render_page(request, "challenges/list.html", context, partials=("results", "more"))


def visible(request: HttpRequest, slug: str) -> Challenge:
    """The challenge of that address, or 404; raises ``Withdrawn`` where it was taken back."""
    challenge = get_object_or_404(Challenge.objects.visible_to(request.user).for_cards(), slug=slug)
    if challenge.withdrawn_at:
        raise Withdrawn(challenge.text.title, challenge.withdrawn_reason)
    return challenge


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One challenge: the problem, where it is named, and what the rooms above know of it."""
    challenge = visible(request, slug)
    note_crossing(request.user, challenge)
    seen, reading = Adoption.objects.visible_to(request.user), read(request, challenge)
    lessons = AdoptionUpdate.objects.visible_to(request.user).lessons_for(challenge).from_where()
    context = {
        "challenge": challenge,
        "descent": seen.for_cards().filter(local=challenge).first() if challenge.ancestors else None,
        "tree": lineage(challenge, request.user),
        "door": door_for(request.user, challenge),
        "may_write": may_write(request.user, challenge),
        "reading": reading,
        "text": reading.text,
        "groups": groups_of(reading.text),
        "missing": missing_in(challenge),
        "lessons": lessons.newest_first()[:LESSONS],
        "sources": challenge.source_words,
        "acts": slots.gather("challenge.acts", [challenge], request.user)[challenge],
        "panels": slots.gather("challenge.panels", [challenge], request.user)[challenge],
    }
    return render_page(request, "challenges/detail.html", context)
