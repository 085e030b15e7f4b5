"""The feed as a page, as Atom, and the names offered while one types an @."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activity import feed
from activity.finding import thing_at
from activity.letters import absolute
from activity.mentions import offered
from people.asking import person_asking
from web.pages import render_page

ENTRIES = 50


@login_not_required
@require_safe
def movement(request: HttpRequest) -> HttpResponse:
    """Everything that moved, or what moved around one thing (``about``), by cursor (``before``)."""
    about = request.GET.get("about", "")
    thing = thing_at(about, request.user) if about else None
    if about and thing is None:
        raise Http404
    before = request.GET.get("before", "")
    context = {
        "thing": thing,
        "about": about,
        "in_atom": thing is None or feed.in_atom(thing),
        "feed": feed.page(request.user, thing, before=before),
        "momentum": None if before else feed.momentum(request.user, thing),
    }
    return render_page(request, "activity/movement.html", context, partials=("more",))


@login_not_required
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """What is public, as Atom: everything, or around one thing (``about``); ``language`` chooses the words."""
    language = request.GET.get("language", get_language() or settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    visitor = AnonymousUser()
    with translation.override(language):
        about = request.GET.get("about", "")
        thing = thing_at(about, visitor) if about else None
        if about and thing is None:
            raise Http404
        written = _atom_of(feed.page(visitor, thing, limit=ENTRIES).stories, thing, about, language)
    response = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language, Cookie"
    return response


def _atom_of(stories: list[feed.Story], thing: object, about: str, language: str) -> str:
    query = f"?about={about}" if about else ""
    page = absolute(reverse("activity:movement")) + query
    title = _("Movement around %(what)s") % {"what": thing} if thing else _("Movement")
    made = Atom1Feed(
        title=f"MAG-NET · {title}",
        link=page,
        description="",
        language=language,
        feed_url=absolute(reverse("activity_atom")) + query,
        feed_guid=f"tag:{settings.MAIL_DOMAIN},2025:movement:{about}",
    )
    for story in stories:
        made.add_item(
            title=story.words,
            link=absolute(story.thing.get_absolute_url()),
            description=story.words,
            unique_id=f"tag:{settings.MAIL_DOMAIN},2025:event:{story.event.pk}",
            pubdate=story.at,
            updateddate=story.at,
            author_name=story.actor.name,
        )
    return made.writeString("utf-8")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Names that begin as typed (``q``), among those one may name with an @."""
    return JsonResponse({"names": offered(request.GET.get("q", ""), person_asking(request))})
