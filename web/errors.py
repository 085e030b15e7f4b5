"""Pages for when something is not as it should be, in the house's own look.

``magnet/urls.py`` names the handlers. The pages for 500 and 503 stand alone: no context processor, no query,
no session; whatever broke, they do not need it.
"""

import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from web.exceptions import Withdrawn

RETRY_AFTER_S = 30


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came in cannot be read (too many fields, a broken form)."""
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it is there, but not this person's to do."""
    return page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that cannot be trusted any more: open too long, or without our cookie."""
    return page(request, 403, expired=True, page_before=page_before(request))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing this person may see."""
    return page(request, 404)


def gone(request: HttpRequest, withdrawn: Withdrawn) -> HttpResponse:
    """410: it was here and was withdrawn, and this is why."""
    return page(request, 410, withdrawn=withdrawn)


def unprocessable(request: HttpRequest, words: str = "") -> HttpResponse:
    """422 where there is no form to show again: ``words`` say what was refused."""
    return page(request, 422, words=words)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is what failed."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return database_away(request)
    return standing_alone(request, 500)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: the records cannot be reached; worth another try soon."""
    response = standing_alone(request, 503)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def page_before(request: HttpRequest) -> str:
    """The page of ours on which the form or button stood that sent this; "" where the browser does not say."""
    whence = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(whence, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(whence)
    return "" if parts.path.startswith("//") else urlunsplit(("", "", parts.path, parts.query, ""))


def page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """The page of one status, in the full frame."""
    response = render(request, f"errors/{status}.html", context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def standing_alone(request: HttpRequest, status: int) -> HttpResponse:
    """The page of one status without anything that could fail a second time."""
    words = {"language": get_language() or settings.LANGUAGE_CODE, "stylesheet": stylesheet()}
    response = HttpResponse(render_to_string(f"errors/{status}.html", words), status=status)
    response["Cache-Control"] = "no-store"
    return response


def stylesheet() -> str:
    """The address of the stylesheet, or "" where static files were never collected."""
    try:
        return staticfiles_storage.url("css/house.css")
    except ValueError:
        return ""
