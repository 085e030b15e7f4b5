"""Who is asking: their language, their time zone, and the door for those who have not signed in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.models import keep_after_expiry, written_at
from web import errors


def language_and_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show times in the person's own zone; paths without a language speak the person's own, and to who has not
    signed in the language of the page that sent them there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not translation.get_language_from_path(request.path_info):
            language = person.language if person.is_authenticated else language_of_next(request)
            if language:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        if not person.is_authenticated:
            return get_response(request)
        with timezone.override(person.time_zone):
            return get_response(request)

    return middleware


def language_of_next(request: HttpRequest) -> str:
    """The language of the page that ``next`` leads back to; "" where it names none."""
    back = request.GET.get("next") or (
        request.POST.get("next", "") if request.path_info.startswith("/accounts/") else ""
    )
    return translation.get_language_from_path(back) or ""


class SignInRequired(LoginRequiredMiddleware):
    """Deny by default: a page is public only where its view says ``login_not_required``."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        answer = kept_for_its_writer(request) or back_after_signing_in(request)
        return as_whole_page(request, answer or super().handle_no_permission(request, view_func))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that cannot be trusted any more (the cookie is gone, or another tab signed in anew): nothing is done of
    what it asks, but what was typed is kept for the writer whose sign it carries, who is led back to it."""
    answer = kept_for_its_writer(request)
    return as_whole_page(request, answer) if answer else errors.csrf_failure(request, reason)


def kept_for_its_writer(request: HttpRequest) -> HttpResponse | None:
    """Keep what a form with drafts holds: the way to it leads through signing in. ``None`` where nothing was kept.

    After signing in the form opens with what was typed; before, nobody can read it.
    """
    if request.method != "POST" or "draft_owner" not in request.POST:
        return None
    path = written_at(request.POST, request.path)
    draft = keep_after_expiry(request.POST, path, uploads=request.FILES.getlist("attached"))
    if draft is None:
        return None
    back = f"{draft.path}?{urlencode({'draft': draft.pk})}"
    if request.user == draft.person:
        messages.info(
            request, _("This form was open too long. What you wrote is kept: look at it, and send it.")
        )
        return redirect(back)
    return redirect_to_login(back, settings.LOGIN_URL)


def back_after_signing_in(request: HttpRequest) -> HttpResponse | None:
    """The way in for who pressed a button after the session's end: it leads back to the page on which it stood.

    Many buttons are sent to an address that takes nothing but forms, so nobody can be led there. ``None`` for a page
    that is asked for, and where the browser does not say whence it comes.
    """
    page = "" if request.method in ("GET", "HEAD") else errors.page_before(request)
    return redirect_to_login(page, settings.LOGIN_URL) if page else None


def as_whole_page(request: HttpRequest, answer: Any) -> Any:
    """``answer``, a way to another page, as a part of a page can give it: the browser itself goes there."""
    if not getattr(request, "htmx", False):
        return answer
    led = HttpResponse(status=204)
    led["HX-Redirect"] = answer["Location"]
    return led
