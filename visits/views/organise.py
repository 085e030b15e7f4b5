"""Preparing a visit: plan it, write it, its tasks, its programme, its phases."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.asking import person_asking
from people.drafting import Sheet
from visits.forms import ItemForm, ReasonForm, VisitForm, answers_of
from visits.models import Preparation, ProgrammeItem, SiteVisit
from visits.permissions import may_host, may_organise, may_plan
from visits.record import Record
from visits.views.pages import visible
from web.conflict import Conflict, settled
from web.exceptions import DomainError, Overtaken
from web.forms import posted
from web.pages import render_page


def organised(request: HttpRequest, slug: str) -> SiteVisit:
    """The visit of that address, for who may organise it; 404, 410 or 403 else."""
    visit = visible(request, slug)
    if not may_organise(request.user, visit):
        raise PermissionDenied
    return visit


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a visit from a template."""
    if not may_plan(request.user):
        raise PermissionDenied
    sheet = Sheet.open(request, "visit.plan")
    if response := sheet.kept(request):
        return response
    form = VisitForm(posted(request), person=request.user)
    sheet.fill(form)
    if done := sheet.publish(
        form, lambda: SiteVisit.plan_one(by=person_asking(request), **form.answers()), once=True
    ):
        return HttpResponseRedirect(sheet.done(reverse("visits:prepare", args=[done.made.slug])))
    context = {"form": form, "sheet": sheet}
    return render_page(request, "visits/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a visit; who was overtaken chooses between both answers, and loses nothing."""
    visit = organised(request, slug)
    sheet = Sheet.open(request, f"visit.edit:{visit.pk}")
    if response := sheet.kept(request):
        return response
    form = VisitForm(settled(posted(request)), person=request.user, visit=visit)
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: visit.change(by=person_asking(request), **form.answers()))
    except Overtaken:
        return overtaken(request, visit, form, sheet)
    if done:
        messages.success(request, _("Your changes are published."))
        return HttpResponseRedirect(sheet.done(visit.get_absolute_url()))
    context: dict[str, Any] = {"form": form, "visit": visit, "sheet": sheet}
    return render_page(request, "visits/edit.html", context, status=422 if form.errors else 200)


def overtaken(request: HttpRequest, visit: SiteVisit, form: VisitForm, sheet: Sheet) -> HttpResponse:
    """Both answers side by side."""
    visit.refresh_from_db()
    context = {
        "conflict": Conflict(form, theirs=answers_of(visit), seen=visit.version),
        "action": request.path,
        "thing_url": visit.get_absolute_url(),
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


@require_safe
def prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """The organiser's desk of one visit: what is to do, the programme to write, the next phase.

    After one item was ``?added`` the next can be typed at once.
    """
    visit = organised(request, slug)
    form = ItemForm(visit=visit, person=request.user)
    if "added" in request.GET:
        form.fields["title"].widget.attrs["data-focus"] = True
    return desk(request, visit, form)


def desk(
    request: HttpRequest, visit: SiteVisit, form: ItemForm | None = None, item: ProgrammeItem | None = None
) -> HttpResponse:
    """The desk, with the form of ``item`` in its place, or that of a new one at the end."""
    record = Record(visit, request.user)
    context = {
        "visit": visit,
        "record": record,
        "tasks": list(visit.preparations.in_order()),
        "phases": visit.next_phases(),
        "form": form or ItemForm(visit=visit, person=request.user),
        "item": item,
        "may_host": may_host(request.user, visit),
    }
    status = 422 if form is not None and form.errors else 200
    return render_page(
        request, "visits/prepare.html", context, partials=("programme", "tasks"), status=status
    )


@require_POST
def move_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring the visit into a later phase."""
    visit = organised(request, slug)
    try:
        visit.move_on(to=request.POST.get("to", ""), by=person_asking(request))
    except ValueError:
        messages.error(request, _("There is no such phase."))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, _("The visit now stands at: %(phase)s") % {"phase": visit.get_phase_display()}
        )
    return redirect("visits:prepare", visit.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason, then tell everybody that it does not happen."""
    visit = organised(request, slug)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            visit.call_off(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Called off. Everybody who said they come is told."))
            return redirect("visits:list")
    context = {"form": form, "visit": visit}
    return render_page(request, "visits/call_off.html", context, status=422 if form.errors else 200)


@require_POST
def tick(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Tick a task, or untick it."""
    visit = organised(request, slug)
    task = get_object_or_404(Preparation, visit=visit, pk=pk)
    task.tick(done=request.POST.get("done") == "yes", by=person_asking(request))
    return redirect(f"{reverse('visits:prepare', args=[visit.slug])}#tasks")


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, slug: str, pk: UUID | None = None) -> HttpResponse:
    """Write a new item into the programme, or change one in its place."""
    visit = organised(request, slug)
    one = get_object_or_404(visit.items.standing(), pk=pk) if pk else None
    form = ItemForm(posted(request), visit=visit, person=request.user, item=one)
    if form.is_valid():
        try:
            if one:
                one.change(by=person_asking(request), **form.answers())
            else:
                ProgrammeItem.add(visit=visit, by=person_asking(request), **form.answers())
                return redirect(f"{reverse('visits:prepare', args=[visit.slug])}?added#programme")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return to_programme(visit)
    return desk(request, visit, form, one)


@require_POST
def move_item(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let an item change places with its neighbour."""
    visit = organised(request, slug)
    one = get_object_or_404(visit.items.standing(), pk=pk)
    one.move(up=request.POST.get("to") == "up", by=person_asking(request))
    return to_programme(visit)


@require_POST
def remove_item(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take an item out of the programme."""
    visit = organised(request, slug)
    get_object_or_404(visit.items, pk=pk).remove(by=person_asking(request))
    return to_programme(visit)


def to_programme(visit: SiteVisit) -> HttpResponse:
    return redirect(f"{reverse('visits:prepare', args=[visit.slug])}#programme")
