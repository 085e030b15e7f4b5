"""A challenge's kit as a file, and the page on which a kit is brought."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from challenges.models import Challenge
from kits.format import read
from kits.forms import KitForm
from kits.making import kit_of, packed
from kits.permissions import may_bring
from kits.taking import take
from people.asking import person_asking
from web.exceptions import DomainError, Withdrawn
from web.pages import render_page


@login_not_required
@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The kit of a public challenge, the same for everybody."""
    rows = Challenge.objects.visible_to(request.user).select_related("alliance", "theme")
    challenge = get_object_or_404(rows, slug=slug)
    note_crossing(request.user, challenge)
    if challenge.withdrawn_at:
        raise Withdrawn(challenge.text.title, challenge.withdrawn_reason)
    if not challenge.public:
        raise PermissionDenied
    response = HttpResponse(packed(kit_of(challenge)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="transfer-kit-{challenge.slug}.zip"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a kit and take it in, whole or not at all."""
    if not may_bring(request.user):
        raise PermissionDenied
    sent = request.method == "POST"
    form = KitForm(request.POST, request.FILES) if sent else KitForm()
    if form.is_valid():
        try:
            challenge = take(read(form.cleaned_data["kit"]), by=person_asking(request))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The kit is taken in. This is its challenge."))
            return HttpResponseRedirect(challenge.get_absolute_url())
    return render_page(request, "kits/bring.html", {"form": form}, status=422 if form.errors else 200)
