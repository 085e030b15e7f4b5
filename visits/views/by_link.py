"""Registering without an account and without an invitation: ask for a link, open it."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.by_link import ask_for_link, asked_by, open_link, takes_strangers
from visits.guest_forms import AskForm
from visits.views.pages import visible
from web.exceptions import DomainError
from web.forms import posted
from web.pages import render_page


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a link by e-mail. The answer is the same for every address."""
    visit = visible(request, slug)
    if not takes_strangers(visit):
        messages.error(request, _("This visit takes no answers by link now."))
        return redirect(visit)
    form = AskForm(posted(request))
    status = 200
    if form.is_valid():
        try:
            if not ratelimit.consume(request, action="visit_link"):
                raise DomainError(_("That were many in a short time. Please try again in an hour."))
            ask_for_link(visit=visit, email=form.cleaned_data["email"], language=get_language() or "en")
        except DomainError as refusal:
            form.refuse(refusal)
            status = 429
        else:
            messages.success(request, _("A mail with your link is on its way. It is open for two days."))
            return redirect(f"{visit.get_absolute_url()}#coming")
    status = 422 if form.errors and status == 200 else status
    return render_page(request, "visits/ask.html", {"form": form, "visit": visit}, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_own(request: HttpRequest, word: str) -> HttpResponse:
    """The link of that mail: a page with one button, so that no mail scanner registers anybody."""
    found = asked_by(word)
    if found is None:
        raise Http404
    delivery, visit = found
    if request.method == "POST":
        try:
            return redirect(f"{open_link(delivery, visit).guest_path}#coming")
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            return redirect(visit)
    response = render_page(request, "visits/open_own.html", {"visit": visit})
    response["Referrer-Policy"] = "same-origin"
    return response
