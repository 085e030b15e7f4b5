"""The pages of this room: what was asked for, how far it is, the draft to write into, the frozen report, the files."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.models import note_crossing
from people.asking import person_asking
from people.drafting import Sheet
from people.models import Person
from reports.changes import changes_since
from reports.forms import BOX, NarrativeForm, ReportForm, held_in
from reports.models import Format, Report, ReportFile
from reports.opening import opened_to
from reports.permissions import may_report, may_report_somewhere, may_write
from web.conflict import Conflict, settled
from web.exceptions import DomainError, Overtaken
from web.forms import posted
from web.pages import render_page
from web.paging import page_of

COORDINATED = ("freeze", "anew")  # what only they press who coordinate
TAKE = "take:"  # before the name of a box and the number of a sentence


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """The reports there are, and the form that asks for one more."""
    refuse_strangers(request)
    asked = {name: request.GET.get(name, "") for name in ("kind", "about")}
    form = ReportForm(posted(request), person=request.user, at=request.GET.get("alliance", ""), **asked)
    if form.is_valid():
        try:
            report, new = Report.ask(by=person_asking(request), **form.answers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if not new:
                messages.info(request, standing_already(report))
            return redirect(report)
    rows = Report.objects.coordinated_by(request.user).without_words().newest_first()
    page = page_of(request, rows, rows.for_reading())
    note_crossing(request.user, *page.rows)
    context = {"form": form, "page": page}
    status = 422 if form.errors else 200
    return render_page(request, "reports/list.html", context, partials=("more",), status=status)


def standing_already(report: Report) -> str:
    """What to tell who asked for what there is."""
    if report.is_draft:
        return _("There is a draft of this report already. Here it is.")
    return _("This report is being made already. Here it is.")


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report: how far it is, or what it says. A page that waits asks for its bar alone, every second."""
    report = visible(request, pk)
    mine = may_report(request.user, report.alliance)
    followed = request.headers.get("HX-Target") == "bar"
    if report.is_draft and may_write(request.user, report):
        return led_to_draft(request, report, followed=followed)
    context = {"report": report, "mine": mine, "versions": versions_of(request.user, report)}
    if report.says and report.is_frozen and not followed:
        context["changes"] = changes_since(report)
        context["document"] = report.says if mine else opened_to(report.says, request.user)
    response = render_page(request, "reports/detail.html", context, partials=("bar", "progress"))
    if followed and not report.is_open:
        # The bar has come to its end: what came of it takes its place, and is said aloud.
        if report.is_frozen:
            return led_on(request, report, report.get_absolute_url())
        response = render(request, "reports/detail.html#progress", context)
        response["HX-Retarget"] = "#progress"
        response["HX-Trigger"] = json.dumps({"say": str(report.outcome)})
    return response


def led_to_draft(request: HttpRequest, report: Report, *, followed: bool) -> HttpResponse:
    """To the page where the draft is written into."""
    url = reverse("reports:write", args=[report.pk])
    return led_on(request, report, url) if followed else HttpResponseRedirect(url)


def led_on(request: HttpRequest, report: Report, url: str) -> HttpResponse:
    """Have the page that followed the bar go to ``url``, where it reads what came of it."""
    waiting: Any = messages.get_messages(request)
    words = str(report.outcome)
    # A bar asks every second, and may do so once more before the next page is there.
    if words not in {str(message) for message in waiting}:
        messages.success(request, words)
    waiting.used = False  # we only looked: the next page shows them
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def versions_of(person: Any, report: Report) -> dict[str, Any]:
    """The report before this one and the one after it, as far as ``person`` may see them."""
    seen = Report.objects.visible_to(person).without_words().select_related("alliance")
    before = seen.filter(pk=report.predecessor_id).first() if report.predecessor_id else None
    after = seen.filter(predecessor=report).newest_first().first() if report.is_frozen else None
    return {"before": before, "after": after}


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft as it reads, with boxes to write into; who was overtaken chooses between both texts."""
    report = visible(request, pk)
    if not may_write(request.user, report):
        raise PermissionDenied
    mine = may_report(request.user, report.alliance)
    if request.method != "POST" and not report.is_draft:
        return redirect(report)
    sheet = Sheet.open(request, f"report.write:{report.pk}")
    if response := sheet.kept(request):
        return response
    begun = next(iter(sheet.others), None) if request.method != "POST" and not sheet.named else None
    if begun:
        # There is one report to write into, so what was typed and not sent yet stands there again by itself.
        return redirect(f"{request.path}?draft={begun.pk}")
    form = NarrativeForm(settled(posted(request)), report=report, writer=request.user, asking=mine)
    if form.forged:
        raise PermissionDenied
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: written(request, report, form))
    except Overtaken:
        return overtaken(request, report, form, sheet)
    if done:
        return HttpResponseRedirect(sheet.done(done.made))
    context = {"report": report, "mine": mine, "form": form, "sheet": sheet, "document": report.says}
    return render_page(request, "reports/write.html", context, status=422 if form.errors else 200)


def written(request: HttpRequest, report: Report, form: NarrativeForm) -> str:
    """Do with the draft what the pressed button says; returns where that leads."""
    act, by, words = request.POST.get("act", ""), person_asking(request), form.words
    mine = may_report(by, report.alliance)
    if act in COORDINATED and not mine:
        raise PermissionDenied
    here, box = reverse("reports:write", args=[report.pk]), ""
    if act.startswith(TAKE):
        box = taken(report, act.removeprefix(TAKE), words)
    if not mine:
        report.answer(words=words, read=form.read, by=by)
    else:
        for name, writer in form.entrusted:
            report.entrust(box=name, to=writer, by=by)
        keep = report.freeze if act == "freeze" else report.write
        keep(narrative={name: text for name, text in words.items() if text}, seen=form.seen, by=by)
    if act == "anew":
        report.read_anew(by=by)
    if act in COORDINATED:
        return report.get_absolute_url()
    if act.startswith(TAKE):
        return f"{here}#id_{BOX}{box}" if box else here
    messages.success(request, _("Your words are saved in the report."))
    return here


def taken(report: Report, named: str, words: dict[str, str]) -> str:
    """Put the sentence that ``named`` (``box:number``) says under what its box holds; the box's name, or "" where
    there is no such sentence. ``words`` are the boxes of who takes it."""
    name, _colon, number = named.partition(":")
    box = next((box for box in report.boxes if box.name == name), None)
    if box is None or not number.isascii() or not number.isdigit() or int(number[:4]) >= len(box.drawn):
        return ""
    if name not in words:
        raise PermissionDenied
    before = words[name].rstrip()
    sentence = box.drawn[int(number[:4])].text
    words[name] = f"{before}\n\n{sentence}" if before else sentence
    return name


def overtaken(request: HttpRequest, report: Report, form: NarrativeForm, sheet: Sheet) -> HttpResponse:
    """Both texts side by side."""
    report.refresh_from_db()
    theirs = held_in(report, form.writers)
    url = reverse("reports:write", args=[report.pk])
    context = {
        "conflict": Conflict(form, theirs=theirs, seen=report.version),
        "rival": "",
        "action": url,
        "thing_url": url,
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the present run no more."""
    return done(request, pk, lambda report, by: report.cancel(by=by))


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    return done(request, pk, lambda report, by: report.discard(by=by))


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a report made that failed or was cancelled."""
    return done(request, pk, lambda report, by: report.try_again(by=by))


@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody read a frozen report."""
    return done(request, pk, lambda report, by: report.publish(by=by))


@require_POST
def unpublish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep it within the alliance again."""
    return done(request, pk, lambda report, by: report.unpublish(by=by))


@require_POST
def new_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the draft that is to follow a frozen report."""
    return done(request, pk, lambda report, by: report.new_version(by=by)[0])


def done(request: HttpRequest, pk: UUID, act: Callable[[Report, Person], Report | None]) -> HttpResponse:
    """Do ``act`` to the report, say why not where it is refused, and go to what came of it."""
    report = coordinated(request, pk)
    try:
        return redirect(act(report, person_asking(request)) or report)
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
        return redirect(report)


@login_not_required
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
    """The report of that id where it is public or the person coordinates its alliance; else 404, and for members,
    to whom this room is closed, 403 whether it exists or not."""
    report = Report.objects.visible_to(request.user).for_reading().filter(pk=pk).first()
    if report is None:
        if request.user.is_authenticated:
            refuse_strangers(request)
        raise Http404
    note_crossing(request.user, report)
    return report


def coordinated(request: HttpRequest, pk: UUID) -> Report:
    """The report of that id, to do something with it: 403 for who may only read it."""
    refuse_strangers(request)
    report = visible(request, pk)
    if not may_report(request.user, report.alliance):
        raise PermissionDenied
    return report
