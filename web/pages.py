"""One way to answer a page: whole, or the one named part that htmx asked for."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

LANGUAGE_COOKIE_AGE_S = 365 * 24 * 3600


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partials: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render ``template``, or only its partial named by HX-Target when that name is in ``partials``.

    Part name, partial name and element id are one word, and the list is the view's: the client never
    names a template. An htmx request that asks for anything else gets the whole page with
    ``HX-Retarget: body``, so a page never lands inside a part.
    """
    htmx: Any = getattr(request, "htmx", None)
    is_part = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    if is_part and htmx.target in partials:
        response = render(request, f"{template}#{htmx.target}", context, status=status)
    else:
        response = render(request, template, context, status=status)
        if is_part:
            response["HX-Retarget"] = "body"
            response["HX-Reswap"] = "outerHTML"
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def remember_language(response: HttpResponse, code: str) -> None:
    """From now on, pages whose address names no language speak this one to this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=LANGUAGE_COOKIE_AGE_S,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
