"""The pages of this room: what was asked for, how far it is, and the files."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.models import note_crossing
from people.asking import person_asking
from reports.forms import ReportForm
from reports.models import Format, Report, ReportFile
from reports.permissions import may_report_somewhere
from web.exceptions import DomainError
from web.pages import render_page
from web.paging import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """The reports there are, and the form that asks for one more."""
    refuse_strangers(request)
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, person=request.user, at=request.GET.get("alliance", ""))
    if form.is_valid():
        try:
            report, new = Report.ask(by=person_asking(request), **form.answers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if not new:
                messages.info(request, _("This report is being made already. Here it is."))
            return redirect(report)
    rows = Report.objects.coordinated_by(request.user).without_words().newest_first()
    page = page_of(request, rows, rows.for_reading())
    note_crossing(request.user, *page.rows)
    context = {"form": form, "page": page}
    status = 422 if form.errors else 200
    return render_page(request, "reports/list.html", context, partials=("more",), status=status)


@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report: how far it is, what came of it. A page that waits asks for its bar alone, every second."""
    report = visible(request, pk)
    followed = request.headers.get("HX-Target") == "bar"
    response = render_page(request, "reports/detail.html", {"report": report}, partials=("bar", "progress"))
    if followed and not report.is_open:
        # The bar has come to its end: what came of it takes its place, and is said aloud.
        response = render(request, "reports/detail.html#progress", {"report": report})
        response["HX-Retarget"] = "#progress"
        response["HX-Trigger"] = json.dumps({"say": str(report.outcome)})
    return response


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a report no more."""
    report = visible(request, pk)
    try:
        report.cancel(by=person_asking(request))
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    return redirect(report)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a report made that failed or was cancelled."""
    report = visible(request, pk)
    try:
        report.try_again(by=person_asking(request))
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    return redirect(report)


@require_safe
def download(request: HttpRequest, pk: UUID, format: str) -> HttpResponseBase:
    """One file, to who may see its report at this moment, never shown by the browser itself."""
    report = visible(request, pk)
    file = get_object_or_404(ReportFile.objects.filter(report=report), format=format)
    try:
        content = file.location.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=file.name, content_type=Format(file.format).content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def refuse_strangers(request: HttpRequest) -> None:
    """This room is for those who coordinate; whether a report exists is not for others to know."""
    if not may_report_somewhere(request.user):
        raise PermissionDenied


def visible(request: HttpRequest, pk: UUID) -> Report:
    """The report of that id where the person coordinates its alliance, or 404."""
    refuse_strangers(request)
    report = get_object_or_404(Report.objects.visible_to(request.user).for_reading(), pk=pk)
    note_crossing(request.user, report)
    return report
