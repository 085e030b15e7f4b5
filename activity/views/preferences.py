"""What a person wants to hear of, where and how soon; and the way out that a mail carries."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from activity.forms import PreferencesForm
from activity.models import Preference
from activity.registry import topics
from activity.unsubscribing import unsubscription
from people.asking import person_asking
from web.forms import posted
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Every topic with its two ways, and one switch for all mail."""
    person = person_asking(request)
    form = PreferencesForm(posted(request), person=person)
    if form.is_valid():
        Preference.choose(form.paces(), by=person)
        messages.success(request, _("Your choices are kept."))
        return redirect("activity:settings")
    status = 422 if form.is_bound else 200
    return render_page(request, "activity/settings.html", {"form": form}, status=status)


@csrf_exempt  # a mail program's one-click POST carries no cookie; the signed token is what authorises it
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails that carried this link. GET only asks; the answer to a POST is no redirect (RFC 8058)."""
    asked = unsubscription(token)
    if asked is None:
        raise Http404
    done = request.method == "POST"
    if done:
        asked.stop()
    topic = next((one for one in topics() if one.name == asked.topic), None)
    context = {"asked": asked, "topic": topic, "done": done}
    return render_page(request, "activity/unsubscribe.html", context)
