"""The pages of this room: the searches a person saved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activity.panels import followed
from people.asking import person_asking
from search.forms import NameForm
from search.models import SavedSearch
from search.registry import listing_named
from web.exceptions import DomainError
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """The searches a person saved; a POST (``listing``, ``query``) saves one more."""
    if request.method != "POST":
        return shown(request)
    listing = listing_named(request.POST.get("listing", ""))
    if listing is None:
        raise Http404
    query = QueryDict(request.POST.get("query", ""))
    try:
        _search, new = SavedSearch.keep(listing=listing, query=query, by=person_asking(request))
    except DomainError as refusal:
        return shown(request, refused=str(refusal.message))
    if new:
        messages.success(request, _("Saved. You hear of it when something new answers it."))
    else:
        messages.info(request, _("You have saved this search already. Here it is."))
    return redirect("search:saved")


@require_POST
def rename(request: HttpRequest, slug: str) -> HttpResponse:
    """Call a saved search by another name."""
    search = own(request, slug)
    form = NameForm(request.POST, auto_id=f"id_%s_{slug}")
    if not form.is_valid():
        return shown(request, renaming=form, renamed=search)
    search.rename(name=form.cleaned_data["name"], by=person_asking(request))
    messages.success(request, _("It has its new name."))
    return redirect("search:saved")


@require_POST
def let_go(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a saved search no more."""
    search = own(request, slug)
    search.let_go(by=person_asking(request))
    messages.success(request, _("The search is no longer saved: %(name)s") % {"name": search.name})
    return redirect("search:saved")


def own(request: HttpRequest, slug: str) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), slug=slug)


def shown(
    request: HttpRequest,
    *,
    refused: str = "",
    renaming: NameForm | None = None,
    renamed: SavedSearch | None = None,
) -> HttpResponse:
    """The page; 422 where something was ``refused``, or where ``renaming`` says what is wrong with a name."""
    searches = list(SavedSearch.objects.visible_to(request.user).newest_first())
    alerting = followed(searches, request.user)
    rows: list[dict[str, Any]] = []
    for search in searches:
        form = NameForm(initial={"name": search.name}, auto_id=f"id_%s_{search.slug}")
        wrong = renaming if search == renamed else None
        rows.append(
            {"search": search, "alerts": alerting[search], "form": wrong or form, "open": bool(wrong)}
        )
    context = {"rows": rows, "refused": refused, "form": renaming}
    status = 422 if refused or renaming else 200
    return render_page(request, "search/saved.html", context, status=status)
