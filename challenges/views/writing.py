"""A challenge and its dossier: opened, written, read in its earlier versions, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from alliances.models import coordinated_by
from challenges.dossier_forms import DossierForm, OpenForm, WithdrawForm, answers_at, answers_of
from challenges.models import Challenge
from challenges.permissions import may_write
from challenges.sections import differences
from challenges.views.browsing import visible
from people.asking import person_asking
from people.drafting import Sheet
from people.rivals import rival_words
from web.conflict import Conflict, settled
from web.exceptions import DomainError, Overtaken
from web.forms import posted
from web.pages import render_page


def writable(request: HttpRequest, slug: str) -> Challenge:
    """The challenge, where the person may write its dossier."""
    challenge = visible(request, slug)
    if not may_write(request.user, challenge):
        raise PermissionDenied
    return challenge


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a challenge for an alliance that one coordinates; ``?alliance=`` names the one to begin with."""
    alliances = coordinated_by(request.user)
    if not alliances:
        raise PermissionDenied
    sheet = Sheet.open(request, "challenge.open")
    if response := sheet.kept(request):
        return response
    form = OpenForm(posted(request), alliances=alliances, wanted=request.GET.get("alliance", ""))
    sheet.fill(form)
    if done := sheet.publish(form, lambda: form.open(by=person_asking(request)), once=True):
        messages.success(request, _("The challenge is open. Initiatives can be logged on it now."))
        return HttpResponseRedirect(sheet.done(done.made.get_absolute_url()))
    context = {"form": form, "sheet": sheet}
    return render_page(request, "challenges/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the dossier; who was overtaken chooses between both texts, and loses nothing."""
    challenge = writable(request, slug)
    sheet = Sheet.open(request, f"challenge.edit:{challenge.pk}")
    if response := sheet.kept(request):
        return response
    form = DossierForm(settled(posted(request)), challenge=challenge)
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: form.publish(challenge, by=person_asking(request)))
    except Overtaken:
        return overtaken(request, challenge, form, sheet)
    if done:
        messages.success(request, _("Published. Whoever adopted it hears of it."))
        return HttpResponseRedirect(sheet.done(challenge.get_absolute_url()))
    context = {"form": form, "challenge": challenge, "sheet": sheet}
    return render_page(request, "challenges/edit.html", context, status=422 if form.errors else 200)


def overtaken(request: HttpRequest, challenge: Challenge, form: DossierForm, sheet: Sheet) -> HttpResponse:
    """Both texts side by side."""
    now = Challenge.objects.get(pk=challenge.pk)
    last = now.revisions.newest_first().select_related("author").first()
    base = answers_at(now, form.cleaned_data["seen"])
    context = {
        "conflict": Conflict(form, base=base, theirs=answers_of(now), seen=now.version),
        "rival": rival_words(last, request.user, now.circle_id),
        "action": reverse("challenges:edit", args=[now.slug]),
        "thing_url": now.get_absolute_url(),
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason, then take the challenge off every page; adopters keep it as it stood."""
    challenge = writable(request, slug)
    form = WithdrawForm(posted(request))
    if form.is_valid():
        try:
            challenge.withdraw(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Withdrawn. Its old address now tells why."))
            return redirect("challenges:list")
    context = {"form": form, "challenge": challenge}
    return render_page(request, "challenges/withdraw.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of the dossier with the sentence on what changed."""
    challenge = visible(request, slug)
    note_crossing(request.user, challenge)
    context = {"challenge": challenge, "versions": challenge.revisions.newest_first()}
    return render_page(request, "challenges/versions_of.html", context)


@login_not_required
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What one version changed, section by section."""
    challenge = visible(request, slug)
    note_crossing(request.user, challenge)
    after = get_object_or_404(challenge.revisions, number=number)
    before = get_object_or_404(challenge.revisions, number=number - 1)
    context = {"challenge": challenge, "version": after, "sections": differences(before, after)}
    return render_page(request, "challenges/version.html", context)
