"""Who is asking: their language, their time zone, and the door for those who have not signed in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from people.models import keep_after_expiry


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
        if request.method == "POST" and "draft_owner" in request.POST:
            uploads = request.FILES.getlist("attached")
            draft = keep_after_expiry(request.POST, request.path, uploads=uploads)
            if draft is not None:
                # After signing in the form opens with what was typed; before, nobody can read it.
                back = f"{draft.path}?{urlencode({'draft': draft.pk})}"
                return self._send(request, redirect_to_login(back, settings.LOGIN_URL))
        return self._send(request, super().handle_no_permission(request, view_func))

    def _send(self, request: HttpRequest, response: Any) -> Any:
        if getattr(request, "htmx", False):
            # A part of a page cannot hold the sign-in page: the browser itself goes there.
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = response["Location"]
            return answer
        return response
