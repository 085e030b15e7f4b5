"""The pages of initiatives: the list, one of them, logging, changing, withdrawing."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from initiatives.forms import FilterForm, InitiativeForm, WithdrawForm
from initiatives.models import Initiative, InitiativeFile
from initiatives.permissions import may_edit, may_log, may_withdraw
from initiatives.similar import similar
from people.asking import person_asking
from people.drafting import Sheet
from translations.reading import read
from web import slots
from web.exceptions import DomainError, Overtaken, Withdrawn
from web.files import serve
from web.pages import render_page
from web.paging import Page, page_of

FILTERS_KEPT = 1_000  # characters of a list's filters that a way back carries


@login_not_required
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by the query string."""
    form = FilterForm(request.GET, person=request.user)
    rows = Initiative.objects.standing().visible_to(request.user)
    found: Any = form.apply(rows.newest_first())
    page = page_of(request, found, found.for_cards().with_challenges(request.user))
    note_crossing(request.user, *page.rows)
    shown = slots.gather("initiative.card", page.rows, request.user)
    words, query = found_words(page), answered(request.GET)
    context = {
        "filters": form,
        "page": page,
        "cards": [(row, shown[row]) for row in page.rows],
        "found_words": words,
        "query": query,
        "back": f"?{urlencode({'back': query.urlencode()})}" if query else "",
    }
    response = render_page(request, "initiatives/list.html", context, partials=("results", "more"))
    if request.headers.get("HX-Target") == "results":
        response["HX-Push-Url"] = f"{request.path}?{query.urlencode()}" if query else request.path
        response["HX-Trigger"] = json.dumps({"say": words})
    return response


def found_words(page: Page) -> str:
    """How many there are, in words; counting stops at a thousand."""
    if page.found > 1000:
        return _("More than %(count)s initiatives") % {"count": number_format(1000, force_grouping=True)}
    return ngettext("%(count)s initiative", "%(count)s initiatives", page.found) % {"count": page.found}


def answered(query: QueryDict) -> QueryDict:
    """The query without what is empty: as short as an address to share can be."""
    kept = query.copy()
    for name, values in query.lists():
        kept.setlist(name, [value for value in values if value])
        if not kept.getlist(name):
            del kept[name]
    return kept


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One initiative: what it says, what the rooms above know of it, what is close to it."""
    initiative = visible(request, slug)
    reading = read(request, initiative)
    panels = slots.gather("initiative.panels", [initiative], request.user)[initiative]
    acts = slots.gather("initiative.acts", [initiative], request.user)[initiative]
    near = similar(initiative, request.user)
    note_crossing(request.user, initiative, *(one.initiative for one in near))
    context = {
        "initiative": initiative,
        "reading": reading,
        "text": reading.text,
        "panels": panels,
        "acts": acts,
        "similar": near,
        "partners": initiative.partners.all(),
        "files": initiative.files.standing().in_order(),
        "may_edit": may_edit(request.user, initiative),
        "may_withdraw": may_withdraw(request.user, initiative),
        "knows_people": initiative.circle_id in getattr(request.user, "circle_ids", ()),
        "just_logged": "logged" in request.GET and initiative.author_id == request.user.pk,
        "back_url": way_back(request),
    }
    return render_page(request, "initiatives/detail.html", context)


def visible(request: HttpRequest, slug: str) -> Initiative:
    """The initiative of that address, or 404; raises ``Withdrawn`` where it was taken back."""
    rows = Initiative.objects.visible_to(request.user).with_challenges(request.user).for_reading()
    initiative = get_object_or_404(rows, slug=slug)
    if initiative.withdrawn_at:
        raise Withdrawn(initiative.text.title, initiative.withdrawn_reason)
    return initiative


def way_back(request: HttpRequest) -> str:
    """The list with the filters the reader came from: only ever our own list, whatever ``back`` says."""
    kept = QueryDict(request.GET.get("back", "")[:FILTERS_KEPT]).urlencode()
    return f"{reverse('initiatives:list')}?{kept}" if kept else reverse("initiatives:list")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Log an initiative."""
    if not may_log(request.user):
        return render_page(request, "initiatives/not_a_member.html", status=403)
    sheet = Sheet.open(request, "initiative.log")
    if response := sheet.kept(request):
        return response
    form = InitiativeForm(request.POST if request.method == "POST" else None, person=request.user)
    sheet.fill(form)
    if form.is_valid():
        try:
            with transaction.atomic():
                made = Initiative.log(by=person_asking(request), **form.answers())
                put_files(made, form, request, told=False)
                sheet.tear_up()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(sheet.done(f"{made.get_absolute_url()}?logged"))
    context = {"form": form, "sheet": sheet}
    return render_page(request, "initiatives/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an initiative; who was overtaken sees what it says now and keeps what they wrote."""
    initiative = visible(request, slug)
    if not may_edit(request.user, initiative):
        raise PermissionDenied
    sheet = Sheet.open(request, f"initiative.edit:{initiative.pk}")
    if response := sheet.kept(request):
        return response
    data = request.POST if request.method == "POST" else None
    form = InitiativeForm(data, person=request.user, initiative=initiative)
    sheet.fill(form)
    context: dict[str, Any] = {"form": form, "initiative": initiative, "sheet": sheet}
    if form.is_valid():
        try:
            with transaction.atomic():
                initiative.change(by=person_asking(request), **form.answers())
                put_files(initiative, form, request)
                sheet.tear_up()
        except Overtaken as refusal:
            form.refuse(refusal)
            form.read_again(initiative)
            context["overtaken"] = True
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your changes are published."))
            return HttpResponseRedirect(sheet.done(initiative.get_absolute_url()))
    return render_page(request, "initiatives/edit.html", context, status=422 if form.errors else 200)


def put_files(
    initiative: Initiative, form: InitiativeForm, request: HttpRequest, *, told: bool = True
) -> None:
    """Do to its photos and files what the form says."""
    answers = form.cleaned_data["attached"]
    InitiativeFile.put(initiative=initiative, answers=answers, by=person_asking(request), told=told)


@login_not_required
@require_safe
def file(request: HttpRequest, slug: str, pk: UUID, size: str) -> HttpResponseBase:
    """A photo or PDF, to who may see its initiative at this moment."""
    initiative = get_object_or_404(Initiative.objects.visible_to(request.user), slug=slug)
    if initiative.withdrawn_at:
        raise Withdrawn(initiative.text.title, initiative.withdrawn_reason)
    note_crossing(request.user, initiative)
    found = get_object_or_404(InitiativeFile.objects.filter(initiative=initiative), pk=pk)
    return serve(request, found, size, public=initiative.public)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason, then take the initiative off every page."""
    initiative = visible(request, slug)
    if not may_withdraw(request.user, initiative):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            initiative.withdraw(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Withdrawn. Its old address now tells why."))
            return redirect("initiatives:list")
    context = {"form": form, "initiative": initiative}
    return render_page(request, "initiatives/withdraw.html", context, status=422 if form.errors else 200)
