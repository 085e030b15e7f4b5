"""Visits for calendars: one visit, all public ones, and a person's own by a secret address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from activity.letters import absolute
from people.asking import person_asking
from visits.ics import calendar_of, for_calendars
from visits.models import Answer, CalendarLink, Registration, SiteVisit
from web.pages import render_page

MANY = 500  # events of the latest visits; a calendar shows no more


@login_not_required
@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One visit; also when it was called off, so that a calendar learns of it."""
    rows = for_calendars(SiteVisit.objects.visible_to(request.user))
    visit = get_object_or_404(rows, slug=slug)
    return ics(calendar_of([visit], visit.title), visit.slug)


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Every public visit with a known day."""
    rows = for_calendars(SiteVisit.objects.visible_to(AnonymousUser())).reverse()[:MANY]
    return ics(calendar_of(rows, _("MAG-NET visits")), "visits")


@login_not_required
@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The visits that the person of that address comes to or hosts; 404 for an address taken back."""
    link = CalendarLink.by_token(token)
    if link is None:
        raise Http404
    coming = Registration.objects.filter(invitee__person=link.person).exclude(answer=Answer.NO)
    own = SiteVisit.objects.visible_to(link.person).filter(
        Q(pk__in=coming.values("visit")) | Q(hosts=link.person)
    )
    with translation.override(link.person.language):
        name = _("My MAG-NET visits")
    return ics(calendar_of(for_calendars(own.distinct()).reverse()[:MANY], name), "my-visits")


def ics(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@require_POST
def open_link(request: HttpRequest) -> HttpResponse:
    """Make a new address for one's own calendar, and show it this once."""
    token = CalendarLink.open(by=person_asking(request))
    context = {"address": absolute(reverse("visits_calendar_mine", args=[token]))}
    response = render_page(request, "visits/calendar_link.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def close_link(request: HttpRequest) -> HttpResponse:
    """Take one's own calendar's address back."""
    CalendarLink.close(by=person_asking(request))
    messages.success(request, _("The address of your calendar is taken back. It answers no more."))
    return redirect("people:settings")
