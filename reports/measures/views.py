"""The pages of what is measured: read by the alliance's members, written by who coordinates it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.models import note_crossing
from alliances.models import Alliance, standing_of
from people.asking import person_asking
from people.drafting import Sheet
from reports.measures.forms import (
    IndicatorForm,
    MeasurementForm,
    MilestoneForm,
    ProofForm,
    TellForm,
    WithdrawForm,
    answers_at,
    answers_of,
)
from reports.measures.models import Evidence, Indicator, Measurement, Milestone, today_of
from reports.measures.standing import Board, shown
from reports.permissions import may_report
from web.conflict import Conflict, settled
from web.exceptions import DomainError, Overtaken, Withdrawn
from web.forms import posted
from web.pages import render_page


def own_alliance(request: HttpRequest, slug: str) -> Alliance:
    """The alliance of that address, for its members and administrators; 404 else."""
    alliance = get_object_or_404(Alliance.objects.visible_to(request.user), slug=slug)
    standing = standing_of(request.user)
    if not (standing.administrator or standing.member_of(alliance.pk)):
        raise Http404
    return alliance


def coordinated(request: HttpRequest, slug: str) -> Alliance:
    """The same, for who coordinates it; 403 for its other members."""
    alliance = own_alliance(request, slug)
    if not may_report(request.user, alliance):
        raise PermissionDenied
    return alliance


def written(request: HttpRequest, model: type[Any], pk: UUID) -> Any:
    """The milestone or indicator of that id for who may write it; 404, 410 or 403 else."""
    thing = get_object_or_404(model.objects.visible_to(request.user).select_related("alliance"), pk=pk)
    if thing.withdrawn_at:
        raise Withdrawn(str(thing), thing.withdrawn_reason)
    if not may_report(request.user, thing.alliance):
        raise PermissionDenied
    note_crossing(request.user, thing)
    return thing


def answer(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """A page with a form; 422 where something in it is wrong."""
    status = 422 if form.errors else 200
    return render_page(request, f"reports/measures/{template}.html", {"form": form, **context}, status=status)


@require_safe
def measures(request: HttpRequest, slug: str) -> HttpResponse:
    """What an alliance measures: its milestones in time, its indicators with their lines."""
    alliance = own_alliance(request, slug)
    board = Board.of(alliance, request.user)
    note_crossing(request.user, *board.milestones, *(row.indicator for row in board.indicators))
    context = {"alliance": alliance, "board": board, "may_write": may_report(request.user, alliance)}
    return render_page(request, "reports/measures/board.html", context)


@require_safe
def indicator(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One indicator with everything that was ever measured, corrected values too."""
    rows = Indicator.objects.visible_to(request.user)
    one = get_object_or_404(rows.for_reading(request.user), pk=pk)
    if one.withdrawn_at:
        raise Withdrawn(str(one), one.withdrawn_reason)
    note_crossing(request.user, one)
    every = one.measurements.earliest_first().select_related("by", "corrects").reverse()
    context = {
        "row": shown(one, today_of(one.alliance)),
        "measurements": list(every),
        "may_write": may_report(request.user, one.alliance),
    }
    return render_page(request, "reports/measures/indicator.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_milestone(request: HttpRequest, slug: str) -> HttpResponse:
    """Agree on a milestone."""
    alliance = coordinated(request, slug)
    sheet = Sheet.open(request, f"milestone.plan:{alliance.pk}")
    if response := sheet.kept(request):
        return response
    form = MilestoneForm(posted(request), person=request.user, alliance=alliance)
    sheet.fill(form)
    if done := sheet.publish(
        form,
        lambda: Milestone.plan(alliance=alliance, by=person_asking(request), **form.answers()),
        once=True,
    ):
        messages.success(request, _("The milestone stands."))
        return HttpResponseRedirect(to(done.made, sheet))
    return answer(request, "milestone_new", form, alliance=alliance, sheet=sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def new_indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to measure something."""
    alliance = coordinated(request, slug)
    sheet = Sheet.open(request, f"indicator.add:{alliance.pk}")
    if response := sheet.kept(request):
        return response
    form = IndicatorForm(posted(request), person=request.user, alliance=alliance)
    sheet.fill(form)
    if done := sheet.publish(
        form, lambda: Indicator.add(alliance=alliance, by=person_asking(request), **form.answers()), once=True
    ):
        messages.success(request, _("The indicator stands. Its first measurement can follow at once."))
        return HttpResponseRedirect(to(done.made, sheet))
    return answer(request, "indicator_new", form, alliance=alliance, sheet=sheet)


def to(thing: Any, sheet: Sheet) -> str:
    """Where a milestone or an indicator is seen, once the sheet it was written on is done with."""
    page, fragment = thing.get_absolute_url().split("#")
    return f"{sheet.done(page)}#{fragment}"


@require_http_methods(["GET", "HEAD", "POST"])
def edit_milestone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say a milestone in other words."""
    milestone = written(request, Milestone, pk)

    def bound(data: Any) -> Any:
        return MilestoneForm(data, person=request.user, alliance=milestone.alliance, milestone=milestone)

    return edit(request, milestone, bound)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_indicator(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say an indicator otherwise, or set another target."""
    indicator = written(request, Indicator, pk)

    def bound(data: Any) -> Any:
        return IndicatorForm(data, person=request.user, alliance=indicator.alliance, indicator=indicator)

    return edit(request, indicator, bound)


def edit(request: HttpRequest, thing: Any, bound: Any) -> HttpResponse:
    """Change ``thing`` by the form that ``bound`` makes of what was sent; who was overtaken sees both texts."""
    sheet = Sheet.open(request, f"{thing._meta.model_name}.edit:{thing.pk}")
    if response := sheet.kept(request):
        return response
    form = bound(settled(posted(request)))
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: thing.change(by=person_asking(request), **form.answers()))
    except Overtaken:
        return overtaken(request, thing, form, sheet)
    if done:
        messages.success(request, _("Your changes are published."))
        return HttpResponseRedirect(to(thing, sheet))
    return answer(request, "edit", form, thing=thing, sheet=sheet)


def overtaken(request: HttpRequest, thing: Any, form: Any, sheet: Sheet) -> HttpResponse:
    """Both texts side by side."""
    thing.refresh_from_db()
    last = thing.revisions.newest_first().select_related("author").first()
    base = answers_at(thing, form.cleaned_data["seen"] or 0)
    context = {
        "conflict": Conflict(form, base=base, theirs=answers_of(thing), seen=thing.version),
        "rival": str(last.author) if last and last.author else "",
        "action": request.path,
        "thing_url": thing.get_absolute_url(),
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how a milestone stands: reached, moved or missed."""
    milestone = written(request, Milestone, pk)
    sheet = Sheet.open(request, f"milestone.tell:{milestone.pk}")
    if response := sheet.kept(request):
        return response
    today = today_of(milestone.alliance).isoformat()
    form = TellForm(
        posted(request), person=request.user, alliance=milestone.alliance, outcome="reached", on=today
    )
    sheet.fill(form)
    if sheet.publish(form, lambda: form.tell(milestone, by=person_asking(request))):
        messages.success(request, _("Said. It stands at the milestone now."))
        return HttpResponseRedirect(to(milestone, sheet))
    return answer(request, "tell", form, thing=milestone, sheet=sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add evidence to a milestone."""
    milestone = written(request, Milestone, pk)
    form = ProofForm(posted(request), person=request.user, alliance=milestone.alliance)
    if form.is_valid():
        try:
            milestone.prove(proof=form.proof(), by=person_asking(request))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Added. It stands at the milestone now."))
            return redirect(milestone)
    return answer(request, "prove", form, thing=milestone)


@require_POST
def remove_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a piece of evidence out."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    milestone = written(request, Milestone, evidence.milestone_id)
    evidence.remove(by=person_asking(request))
    messages.success(request, _("The evidence is taken out."))
    return redirect(milestone)


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was measured."""
    one = written(request, Indicator, pk)
    sheet = Sheet.open(request, f"indicator.measure:{one.pk}")
    if response := sheet.kept(request):
        return response
    form = MeasurementForm(posted(request), indicator=one)
    sheet.fill(form)
    if sheet.publish(form, lambda: one.measure(by=person_asking(request), **form.answers()), once=True):
        messages.success(request, _("Measured. The line goes on from there."))
        return HttpResponseRedirect(sheet.done(reverse("reports:indicator", args=[one.pk])))
    return answer(request, "measure", form, thing=one, sheet=sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put another value in the place of a measurement, which stays to be seen."""
    measurement = get_object_or_404(Measurement.objects.visible_to(request.user), pk=pk)
    one = written(request, Indicator, measurement.indicator_id)
    form = MeasurementForm(posted(request), indicator=one, measurement=measurement)
    if form.is_valid():
        try:
            measurement.correct(by=person_asking(request), **form.answers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Corrected. The earlier value stays to be seen."))
            return redirect("reports:indicator", one.pk)
    return answer(request, "correct", form, thing=one, measurement=measurement)


def withdrawing(request: HttpRequest, model: type[Any], pk: UUID) -> HttpResponse:
    """Ask why, then take a milestone or an indicator off."""
    thing = written(request, model, pk)
    form = WithdrawForm(posted(request))
    if form.is_valid():
        try:
            thing.withdraw(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("reports:measures", thing.alliance.slug)
    return answer(request, "withdraw", form, thing=thing)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_milestone(request: HttpRequest, pk: UUID) -> HttpResponse:
    return withdrawing(request, Milestone, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_indicator(request: HttpRequest, pk: UUID) -> HttpResponse:
    return withdrawing(request, Indicator, pk)
