"""On the day and after it: the current item, takeaways, what cities take home, commitments, thanks."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliances.models import Alliance
from challenges.models import Challenge
from challenges.permissions import adopting_for
from people.asking import person_asking
from people.drafting import Sheet
from visits.afterwards_forms import CommitForm, JotForm, PinForm
from visits.harvest import Harvest
from visits.models import Outcome, SiteVisit, Takeaway, TakeawayFile
from visits.permissions import may_harvest, may_host, may_organise
from visits.record import Record
from visits.views.guests import guest_page, invited
from visits.views.organise import organised
from visits.views.pages import visible
from web.exceptions import DomainError
from web.files import serve
from web.forms import posted
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """The phone's page on the day: what runs now, what comes next, and a takeaway to jot down."""
    visit = visible(request, slug)
    record = Record(visit, request.user)
    sheet = Sheet.open(request, f"visit.jot:{visit.pk}")
    if response := sheet.kept(request):
        return response
    form = JotForm(posted(request), record=record)
    sheet.fill(form)
    if sheet.publish(
        form, lambda: Takeaway.jot(visit=visit, by=person_asking(request), **form.answers()), once=True
    ):
        messages.success(request, _("Jotted down. It stands with the others now."))
        return HttpResponseRedirect(sheet.done(reverse("visits:today", args=[visit.slug])))
    context = {"visit": visit, "record": record, "form": form, "sheet": sheet}
    return render_page(request, "visits/today.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def guest_jot(request: HttpRequest, token: str) -> HttpResponse:
    """A takeaway of a guest without an account."""
    invitee = invited(token)
    form = JotForm(request.POST, record=Record(invitee.visit, request.user), photos=False)
    if form.is_valid():
        try:
            Takeaway.jot(visit=invitee.visit, invitee=invitee, **form.answers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Jotted down. It stands with the others now."))
            return redirect(f"{invitee.guest_path}#jot")
    return guest_page(request, invitee, jot=form)


@login_not_required
@require_safe
def photo(request: HttpRequest, slug: str, pk: UUID, size: str) -> HttpResponseBase:
    """A takeaway's photo, to who may see its visit at this moment."""
    visit = visible(request, slug)
    rows = TakeawayFile.objects.filter(takeaway__visit=visit, takeaway__removed_at=None)
    return serve(request, get_object_or_404(rows, pk=pk), size, public=visit.public and not visit.is_draft)


def harvested(request: HttpRequest, slug: str) -> SiteVisit:
    """The visit of that address, for who gathers what comes of it; 404, 410 or 403 else."""
    visit = visible(request, slug)
    if not may_harvest(request.user, visit):
        raise PermissionDenied
    return visit


@require_http_methods(["GET", "HEAD", "POST"])
def afterwards(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes of the visit: takeaways to pin, the grid of what cities take home, commitments to make."""
    visit = harvested(request, slug)
    form = CommitForm(posted(request), visit=visit, person=request.user)
    if form.is_valid():
        try:
            Outcome.commit(visit=visit, by=person_asking(request), **form.answers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Promised. The owner is reminded three days before, and asked in six weeks.")
            )
            return redirect(f"{reverse('visits:afterwards', args=[visit.slug])}#commitments")
    context = {
        "visit": visit,
        "harvest": Harvest(visit, request.user),
        "form": form,
        "may_organise": may_organise(request.user, visit),
        "may_host": may_host(request.user, visit),
    }
    return render_page(request, "visits/afterwards.html", context, status=422 if form.errors else 200)


@require_POST
def pin(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Pin a takeaway to what it is about."""
    visit = organised(request, slug)
    takeaway = get_object_or_404(Takeaway.objects.visible_to(request.user), visit=visit, pk=pk)
    form = PinForm(request.POST, visit=visit, person=request.user, takeaway=takeaway)
    if form.is_valid():
        takeaway.pin(by=person_asking(request), **form.answers())
        messages.success(request, _("Pinned. It shows on those pages, too."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('visits:afterwards', args=[visit.slug])}#takeaways")


@require_POST
def remove_takeaway(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take a takeaway off, by who wrote it or who hosts."""
    visit = visible(request, slug)
    takeaway = get_object_or_404(Takeaway.objects.visible_to(request.user), visit=visit, pk=pk)
    if not (may_host(request.user, visit) or takeaway.author_id == person_asking(request).pk):
        raise PermissionDenied
    takeaway.remove(by=person_asking(request))
    messages.success(request, _("The takeaway is taken off."))
    return redirect(f"{visit.get_absolute_url()}#takeaways")


@require_POST
def take_home(request: HttpRequest, slug: str) -> HttpResponse:
    """A city ticks a challenge, or unticks it."""
    visit = visible(request, slug)
    named = {name: request.POST.get(name, "").replace("\0", "") for name in ("alliance", "challenge")}
    challenge = get_object_or_404(Challenge.objects.visible_to(request.user), slug=named["challenge"])
    alliance = get_object_or_404(Alliance, slug=named["alliance"])
    if alliance not in adopting_for(request.user, challenge):
        raise PermissionDenied
    person = person_asking(request)
    try:
        if request.POST.get("taken") == "no":
            for row in visit.outcomes.filter(alliance=alliance, challenge=challenge):
                row.drop(by=person)
        else:
            Outcome.take_home(visit=visit, alliance=alliance, challenge=challenge, by=person)
            messages.success(
                request, _("Ticked. An adoption is drafted; confirm it when your city is ready.")
            )
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect(f"{reverse('visits:afterwards', args=[visit.slug])}#grid")


@require_POST
def thank(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank everybody who came, each with what came of their expectation."""
    visit = organised(request, slug)
    try:
        visit.thank(by=person_asking(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The thanks are on their way."))
    return redirect("visits:afterwards", visit.slug)
