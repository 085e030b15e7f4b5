"""A challenge's dossier: written, read in its earlier versions, withdrawn."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activity.models import note_crossing
from challenges.forms import DossierForm, WithdrawForm
from challenges.models import Challenge
from challenges.permissions import may_write
from challenges.sections import differences
from challenges.views.browsing import visible
from people.asking import person_asking
from people.drafting import Sheet
from web.exceptions import DomainError, Overtaken
from web.pages import render_page


def writable(request: HttpRequest, slug: str) -> Challenge:
    """The challenge, where the person may write its dossier."""
    challenge = visible(request, slug)
    if not may_write(request.user, challenge):
        raise PermissionDenied
    return challenge


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the dossier; who was overtaken sees what it says now and keeps what they wrote."""
    challenge = writable(request, slug)
    sheet = Sheet.open(request, f"challenge.edit:{challenge.pk}")
    if response := sheet.kept(request):
        return response
    form = DossierForm(request.POST if request.method == "POST" else None, challenge=challenge)
    sheet.fill(form)
    context: dict[str, Any] = {"form": form, "challenge": challenge, "sheet": sheet}
    if form.is_valid():
        try:
            with transaction.atomic():
                form.publish(challenge, by=person_asking(request))
                sheet.tear_up()
        except Overtaken as refusal:
            form.refuse(refusal)
            context["rival"] = form.read_again(challenge)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Published. Whoever adopted it hears of it."))
            return HttpResponseRedirect(sheet.done(challenge.get_absolute_url()))
    return render_page(request, "challenges/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason, then take the challenge off every page; adopters keep it as it stood."""
    challenge = writable(request, slug)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
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
