"""The pages of schedules, for who coordinates."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.models import note_crossing
from people.asking import person_asking
from people.drafting import Sheet
from reports.measures.models import today_of
from reports.measures.views import coordinated, posted, to
from reports.permissions import may_report
from reports.schedules.forms import ScheduleForm, answers_of
from reports.schedules.models import ReportSchedule
from web.conflict import Conflict, settled
from web.exceptions import Overtaken
from web.pages import render_page

AHEAD = timedelta(days=3 * 366)
NEXT = 4


def kept(request: HttpRequest, pk: UUID) -> ReportSchedule:
    """The schedule of that id, for who coordinates its alliance; 404 or 403 else."""
    rows = ReportSchedule.objects.visible_to(request.user).standing().select_related("alliance")
    schedule = get_object_or_404(rows, pk=pk)
    if not may_report(request.user, schedule.alliance):
        raise PermissionDenied
    note_crossing(request.user, schedule)
    return schedule


@require_safe
def schedules(request: HttpRequest, slug: str) -> HttpResponse:
    """When the alliance's reports are due, and which drafts are open."""
    alliance = coordinated(request, slug)
    rows = ReportSchedule.objects.visible_to(request.user).standing().filter(alliance=alliance)
    today = today_of(alliance)
    shown = []
    for schedule in rows.select_related("alliance").prefetch_related("openings__report").oldest_first():
        opened = {one.due for one in schedule.openings.all()}
        ahead = [one for one in schedule.due_days(today, today + AHEAD) if one.day not in opened]
        shown.append({"schedule": schedule, "ahead": ahead[:NEXT]})
    note_crossing(request.user, *(row["schedule"] for row in shown))
    return render_page(request, "reports/schedules/list.html", {"alliance": alliance, "rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Say when a report is due."""
    alliance = coordinated(request, slug)
    sheet = Sheet.open(request, f"schedule.set:{alliance.pk}")
    if response := sheet.kept(request):
        return response
    form = ScheduleForm(posted(request), alliance=alliance)
    sheet.fill(form)
    if done := sheet.publish(
        form,
        lambda: ReportSchedule.set(alliance=alliance, by=person_asking(request), **form.answers()),
        once=True,
    ):
        messages.success(request, _("The schedule stands. You will be told when a draft is open."))
        return HttpResponseRedirect(to(done.made, sheet))
    return page(request, "new", form, alliance=alliance, sheet=sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say it otherwise; who was overtaken sees both answers."""
    schedule = kept(request, pk)
    sheet = Sheet.open(request, f"schedule.edit:{schedule.pk}")
    if response := sheet.kept(request):
        return response
    form = ScheduleForm(settled(posted(request)), alliance=schedule.alliance, schedule=schedule)
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: schedule.change(by=person_asking(request), **form.answers()))
    except Overtaken:
        return overtaken(request, schedule, form, sheet)
    if done:
        messages.success(request, _("Your changes are published."))
        return HttpResponseRedirect(to(schedule, sheet))
    return page(request, "edit", form, alliance=schedule.alliance, thing=schedule, sheet=sheet)


def overtaken(request: HttpRequest, schedule: ReportSchedule, form: Any, sheet: Sheet) -> HttpResponse:
    """Both answers side by side."""
    schedule.refresh_from_db()
    context = {
        "conflict": Conflict(form, theirs=answers_of(schedule), seen=schedule.version),
        "action": request.path,
        "thing_url": schedule.get_absolute_url(),
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


def page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render_page(
        request, f"reports/schedules/{template}.html", {"form": form, **context}, status=status
    )


@require_POST
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let nothing fall due any more."""
    schedule = kept(request, pk)
    schedule.stop(by=person_asking(request))
    messages.success(request, _("Stopped. Drafts that are open stay."))
    return redirect("reports:schedules", schedule.alliance.slug)
