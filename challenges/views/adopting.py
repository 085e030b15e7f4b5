"""From another city's challenge to one's own: interest declared, adoption made."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliances.models import Alliance
from challenges.forms import AdoptForm
from challenges.models import Adoption, Challenge
from challenges.permissions import adopting_for
from challenges.views.browsing import visible
from people.asking import person_asking
from people.drafting import Sheet
from web.exceptions import DomainError
from web.forms import posted
from web.pages import render_page


def allowed(request: HttpRequest, challenge: Challenge) -> list[Alliance]:
    """The alliances the person may adopt for; 403 where there is none."""
    alliances = adopting_for(request.user, challenge)
    if not alliances:
        raise PermissionDenied
    return alliances


def made_by(alliances: list[Alliance], challenge: Challenge) -> Adoption | None:
    """What one of ``alliances`` has made of it already."""
    return Adoption.objects.adopted().filter(origin=challenge, alliance__in=alliances).first()


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Adopt a challenge for one's own alliance."""
    challenge = visible(request, slug)
    alliances = allowed(request, challenge)
    known = made_by(alliances, challenge)
    if known is not None and request.method != "POST":
        return redirect(known)
    sheet = Sheet.open(request, f"challenge.adopt:{challenge.pk}")
    if response := sheet.kept(request):
        return response
    form = AdoptForm(posted(request), challenge=challenge, alliances=alliances)
    sheet.fill(form)
    if done := sheet.publish(
        form, lambda: challenge.adopt(by=person_asking(request), **form.answers()), once=True
    ):
        return HttpResponseRedirect(sheet.done(f"{done.made.get_absolute_url()}?adopted"))
    descends = any(challenge.descends_from(alliance) for alliance in alliances)
    context: dict[str, Any] = {"form": form, "sheet": sheet, "challenge": challenge}
    context |= {"known": known, "descends": descends, "alliances": alliances}
    return render_page(request, "challenges/adopt.html", context, status=422 if form.errors else 200)


@require_POST
def interest(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one's alliance looks at the challenge, before it adopts it or not."""
    challenge = visible(request, slug)
    alliance = allowed(request, challenge)[0]
    try:
        adoption = challenge.declare_interest(alliance=alliance, by=person_asking(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(challenge)
    messages.success(request, _("Noted. The other city hears that you look at its challenge."))
    return redirect(adoption)
