"""The pages that show everything: the courtyard, my desk, search, and what stands in the footer."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from activity.feed import latest, momentum
from activity.models import note_crossing
from alliances.models import Alliance, coordinated_by, standing_of
from courtyard.forms import SearchForm
from initiatives.models import Initiative
from initiatives.permissions import may_log
from people.models import Draft
from search.find import SHOWN_COUNT, Found, find
from visits.models import TERM
from web import slots
from web.pages import render_page

NEWEST = LATEST = 6  # initiatives and movement, beside each other
MOVEMENT = 8
DRAFTS = 6


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The courtyard: what this is, what waits for me, what moves, what is new, where it travels."""
    person = request.user
    alliances = list(Alliance.objects.visible_to(person).lead_first().with_partner_count())
    initiatives = Initiative.objects.standing().visible_to(person)
    context = {
        "initiative_count": initiatives[: SHOWN_COUNT + 1].count(),
        "partner_count": sum(alliance.partner_count for alliance in alliances),  # type: ignore[attr-defined]
        "alliances": alliances,
        "awaits": slots.gather("desk.awaits", [person], person)[person] if person.is_authenticated else [],
        "sections": slots.gather("courtyard.sections", ["courtyard"], person)["courtyard"],
        "stories": latest(person, limit=LATEST),
        "momentum": momentum(person),
        "cards": cards(initiatives.newest_first(), person),
    }
    return render_page(request, "courtyard/home.html", context)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """My desk: what awaits me and what I began, before what my organisation does and what happened around me."""
    person = request.user
    standing = standing_of(person)
    alliances = list({one.alliance_id: one.alliance for one in standing.partnerships}.values())
    mine = Initiative.objects.standing().visible_to(person).led_by(standing.partnerships)
    context = {
        "standing": standing,
        "awaits": slots.gather("desk.awaits", [person], person)[person],
        "doors": doors(person),
        "drafts": Draft.objects.visible_to(person).newest_first()[:DRAFTS],
        "cards": cards(mine.newest_first(), person) if standing.partnerships else [],
        "stories": latest(person, about=alliances[0] if len(alliances) == 1 else None, limit=MOVEMENT),
        "may_log": may_log(person),
    }
    return render_page(request, "courtyard/desk.html", context)


def doors(person: Any) -> list[slots.Shown]:
    """The rooms that only some may enter, for ``person``; none for a visitor."""
    return slots.gather("desk.doors", [person], person)[person] if person.is_authenticated else []


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How one alliance stands, for who coordinates it: what waits, what moves, where gaps and silences are."""
    person = request.user
    coordinated = coordinated_by(person)
    if not coordinated:
        raise PermissionDenied
    asked = request.GET.get("alliance")
    alliance = next((one for one in coordinated if one.slug == asked), None if asked else coordinated[0])
    if alliance is None:
        raise Http404
    note_crossing(person, alliance)
    context = {
        "alliance": alliance,
        "alliances": coordinated,
        "awaits": slots.gather("desk.awaits", [person], person)[person],
        "momentum": momentum(person, alliance),
        "sections": slots.gather("overview.sections", [alliance], person)[alliance],
    }
    return render_page(request, "courtyard/overview.html", context)


def cards(initiatives: Any, person: Any) -> list[tuple[Initiative, list[slots.Shown]]]:
    """The first few, each with what the rooms above show on its card."""
    rows = list(initiatives.for_cards().with_challenges(person)[:NEWEST])
    note_crossing(person, *rows)
    shown = slots.gather("initiative.card", rows, person)
    return [(row, shown[row]) for row in rows]


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that stands and answers ``q``, of all kinds or one."""
    form = SearchForm(request.GET)
    found, asked = Found(), {}
    if form.is_valid():
        asked = form.cleaned_data
        page = asked["page"] or 1
        found = find(asked["q"], request.user, kinds=[asked["kind"]] if asked["kind"] else (), page=page)
        if page > 1 and not found.hits:
            raise Http404
    elif "page" in form.errors:
        raise Http404
    words = found_words(found) if asked.get("q") else ""
    context = {"form": form, "asked": asked, "found": found, "found_words": words}
    status = 422 if form.errors else 200
    response = render_page(
        request, "search/search.html", context, partials=("results", "more"), status=status
    )
    if getattr(getattr(request, "htmx", None), "target", None) == "results":
        query = request.GET.copy()
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        response["HX-Push-Url"] = f"{request.path}?{query.urlencode()}" if query else request.path
        response["HX-Trigger"] = json.dumps({"say": words})
    return response


def found_words(found: Found) -> str:
    """How much was found, in words; counting stops at a thousand."""
    if found.more:
        number = number_format(found.count, force_grouping=True)
        return _("More than %(count)s found") % {"count": number}
    return ngettext("%(count)s found", "%(count)s found", found.count) % {"count": found.count}


@login_not_required
@require_safe
def help(request: HttpRequest) -> HttpResponse:
    return render_page(request, "courtyard/help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render_page(request, "courtyard/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom; the cookies by the names this installation gives them."""
    cookies = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "language": settings.LANGUAGE_COOKIE_NAME,
        "messages": CookieStorage.cookie_name,
    }
    weeks = settings.SESSION_COOKIE_AGE // (7 * 24 * 3600)
    context = {"cookies": cookies, "weeks": weeks, "guest_days": TERM.days}
    return render_page(request, "courtyard/privacy.html", context)


@login_not_required
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """The menu as a page, so that a phone needs no script to open it."""
    return render_page(request, "courtyard/menu.html", {"doors": doors(request.user)})
