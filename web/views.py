"""The language switch, and the page that shows every component in its states."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from web import samples
from web.pages import remember_language, render_page


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the page one came from in another language, and remember it; filters in its address stay."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        return HttpResponseRedirect(back)
    response = HttpResponseRedirect(translate_url(back, code))
    remember_language(response, code)
    return response


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with its states, in light and in dark."""
    return render_page(request, "web/styleguide.html", samples.context())
