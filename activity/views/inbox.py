"""The inbox, and how one turns off what one does not want in it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activity.inbox import inbox as inbox_of
from activity.models import Channel, Notification, Pace, Preference
from activity.registry import topics
from people.asking import person_asking
from web.pages import render_page


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person is told, grouped by thing."""
    person = person_asking(request)
    page = inbox_of(person, before=request.GET.get("before", ""))
    return render_page(request, "activity/inbox.html", {"inbox": page}, partials=("more",))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Note that one notification (``note``), all about one thing (``subject``) or all (``all``) were read."""
    person = person_asking(request)
    mine = Notification.objects.to(person).in_inbox()
    place = ""
    match request.POST:
        case {"note": number} if number.isascii() and number.isdigit() and len(number) < 18:
            mine = mine.filter(pk=int(number))
        case {"subject": subject}:
            mine = mine.about(_uuid(subject))
            place = f"#{subject}"
        case {"all": _all}:
            messages.success(request, _("Everything is marked as read."))
        case _other:
            raise Http404
    mine.mark_read()
    return redirect(reverse("activity:inbox") + place)


@require_POST
def quiet(request: HttpRequest) -> HttpResponse:
    """Tell the person no more of one topic, in the inbox or by mail."""
    person = person_asking(request)
    topic = next((one for one in topics() if one.name == request.POST.get("topic")), None)
    if topic is None:
        raise Http404
    Preference.choose(
        {(topic.name, Channel.INBOX): Pace.OFF, (topic.name, Channel.MAIL): Pace.OFF}, by=person
    )
    messages.success(request, _("You will not hear of this any more: %(topic)s.") % {"topic": topic.label})
    return redirect("activity:settings")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
