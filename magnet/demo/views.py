"""The demo's two doors. Neither is routed outside demo mode."""

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from magnet import demo
from magnet.demo.mail import letters


@login_not_required
@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, named by ``email``, and go to ``next`` or to my desk."""
    address = request.POST.get("email", "")
    if address not in demo.PEOPLE:
        raise Http404
    person = get_object_or_404(get_user_model(), email=address, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    onward = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        return redirect(onward)
    with translation.override(person.language):
        return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@login_not_required
@never_cache
@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Every mail the demo has sent, newest first."""
    return render(request, "demo/mail.html", {"letters": letters()})
