"""What a person follows."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from activity.feed import address_of, things_of
from activity.finding import thing_at
from activity.models import Follow
from activity.registry import subject_of
from people.asking import person_asking
from people.models import Person
from web.pages import render_page

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """Everything the person follows; a POST (``subject``, ``on``, ``next``) follows or unfollows one thing."""
    person = person_asking(request)
    if request.method == "POST":
        return _follow(request, person)
    about = request.GET.get("about", "")
    thing = thing_at(about, person) if about else None
    if about and thing is None:
        raise Http404
    context = {"thing": thing, "address": about} if thing else {"followed": followed_by(person)}
    return render_page(request, "activity/following.html", context, partials=("follow",))


def _follow(request: HttpRequest, person: Person) -> HttpResponse:
    thing = thing_at(request.POST.get("subject", ""), person)
    if thing is None or not subject_of(type(thing)).follow:
        raise Http404
    verb = Follow.begin if request.POST.get("on") == "1" else Follow.end
    verb(thing=thing, by=person)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "activity:following")


def followed_by(person: Person) -> list[dict[str, Any]]:
    """What ``person`` follows and may still see, the newest first: its thing, and its word in addresses."""
    rows = Follow.objects.of(person).order_by("-created_at", "-pk")[:MOST]
    keys = list(rows.values_list("subject_type", "subject_id"))
    things = things_of(keys, person)
    return [
        {
            "thing": things[key],
            "label": subject_of(type(things[key])).label,
            "address": address_of(things[key]),
        }
        for key in keys
        if key in things
    ]
