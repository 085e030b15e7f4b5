"""The pages of initiatives that are read: the list, one of them, its versions."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from activity.models import note_crossing
from initiatives.forms import FilterForm, UpdateFilterForm
from initiatives.models import Initiative, InitiativeFile, Update, UpdateFile
from initiatives.permissions import (
    may_edit,
    may_import_somewhere,
    may_see_versions,
    may_withdraw,
    may_withdraw_update,
)
from initiatives.similar import similar
from initiatives.versions import Version, versions_of
from translations.reading import read, read_short
from web import slots
from web.exceptions import Withdrawn
from web.files import serve
from web.pages import render_page
from web.paging import Page, page_of

NEWEST_UPDATES = 12
ALL_UPDATES = 500
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
        "may_import": may_import_somewhere(request.user),
        "query": query,
        "back": f"?{urlencode({'back': query.urlencode()})}" if query else "",
    }
    response = render_page(request, "initiatives/list.html", context, partials=("results", "more"))
    if request.headers.get("HX-Target") == "results":
        response["HX-Push-Url"] = f"{request.path}?{query.urlencode()}" if query else request.path
        response["HX-Trigger"] = json.dumps({"say": words})
    return response


@login_not_required
@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """What was told of initiatives, the newest first, narrowed by the query string: the list behind a figure."""
    form = UpdateFilterForm(request.GET, person=request.user)
    found: Any = form.apply(Update.objects.standing().visible_to(request.user)).newest_first()
    page = page_of(request, found, found.for_reading().with_initiative())
    note_crossing(request.user, *(row.initiative for row in page.rows))
    context = {
        "filters": form,
        "page": page,
        "found_words": updates_found(page),
        "tellers": found.order_by().values("organisation").distinct().count(),
        "query": answered(request.GET),
    }
    return render_page(request, "initiatives/updates.html", context, partials=("more",))


def updates_found(page: Page) -> str:
    """How many updates there are, in words; counting stops at a thousand."""
    if page.found > 1000:
        return _("More than %(count)s updates") % {"count": number_format(1000, force_grouping=True)}
    return ngettext("%(count)s update", "%(count)s updates", page.found) % {"count": page.found}


def found_words(page: Page) -> str:
    """How many initiatives there are, in words; counting stops at a thousand."""
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
    """One initiative: what it says and what the rooms above know of it. To who has just logged it, also what is close
    to it by its words: whom it could join is worked out a moment later."""
    initiative = visible(request, slug)
    just_logged = "logged" in request.GET and initiative.author_id == request.user.pk
    reading = read(request, initiative)
    panels = slots.gather("initiative.panels", [initiative], request.user)[initiative]
    acts = slots.gather("initiative.acts", [initiative], request.user)[initiative]
    near = similar(initiative, request.user) if just_logged else []
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
        "updates": shown_updates(request, initiative),
        "origin": visible_origin(request, initiative),
        "may_see_versions": may_see_versions(request.user, initiative),
        "may_edit": may_edit(request.user, initiative),
        "may_withdraw": may_withdraw(request.user, initiative),
        "knows_people": initiative.circle_id in getattr(request.user, "circle_ids", ()),
        "just_logged": just_logged,
        "back_url": way_back(request),
    }
    return render_page(request, "initiatives/detail.html", context)


def shown_updates(request: HttpRequest, initiative: Initiative) -> dict[str, Any]:
    """The newest of what is told of it, all where ``?updates=all`` asks; each with whether it may be withdrawn."""
    every = request.GET.get("updates") == "all"
    most = ALL_UPDATES if every else NEWEST_UPDATES
    told = Update.objects.standing().visible_to(request.user).filter(initiative=initiative)
    rows = list(told.for_reading().with_files().newest_first()[: most + 1])
    for row in rows:
        row.initiative = initiative
    return {
        "rows": [
            (row, read_short(request.user, row), may_withdraw_update(request.user, row, initiative))
            for row in rows[:most]
        ],
        "further": len(rows) > most and not every,
    }


def visible_origin(request: HttpRequest, initiative: Initiative) -> Initiative | None:
    """What it was adapted from, where the reader may see that; a query only where there is one."""
    if initiative.adapted_from_id is None:
        return None
    rows = Initiative.objects.standing().visible_to(request.user).for_cards()
    origin = rows.filter(pk=initiative.adapted_from_id).first()
    if origin is not None:
        note_crossing(request.user, origin)
    return origin


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


@login_not_required
@require_safe
def update_file(request: HttpRequest, slug: str, pk: UUID, size: str) -> HttpResponseBase:
    """A photo or PDF of an update, to who may see that at this moment."""
    initiative = visible(request, slug)
    told = Update.objects.visible_to(request.user).filter(initiative=initiative)
    found = get_object_or_404(UpdateFile.objects.select_related("update").filter(update__in=told), pk=pk)
    note_crossing(request.user, initiative)
    if found.update.withdrawn_at:
        raise Withdrawn(found.name, found.update.withdrawn_reason)
    return serve(request, found, size, public=found.update.public)


def with_versions(request: HttpRequest, slug: str) -> tuple[Initiative, list[Version]]:
    """The initiative of that address with its versions, the newest first; 403 outside its alliance."""
    initiative = visible(request, slug)
    if not may_see_versions(request.user, initiative):
        raise PermissionDenied
    note_crossing(request.user, initiative)
    return initiative, versions_of(initiative, request.user)


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what and when."""
    initiative, found = with_versions(request, slug)
    return render_page(request, "initiatives/versions.html", {"initiative": initiative, "versions": found})


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version beside the one before it, and the way back to it."""
    initiative, found = with_versions(request, slug)
    one = next((row for row in found if row.number == number), None)
    if one is None:
        raise Http404
    context = {
        "initiative": initiative,
        "version": one,
        "may_restore": may_edit(request.user, initiative) and number != initiative.version,
    }
    return render_page(request, "initiatives/version.html", context)
