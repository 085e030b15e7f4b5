"""Along an adoption: telling how it goes, asking and answering, ticking off, and news of the origin."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges.forms import AnswerForm, AskForm, LessonForm, ReadyForm, SettleForm, UpdateForm
from challenges.models import Adoption, AdoptionUpdate, Challenge, Question, mark_ready
from challenges.permissions import may_carry, side_of, stands_at_origin, taking_back_for
from challenges.sections import differences
from challenges.views.browsing import visible as visible_challenge
from challenges.views.transfer import carried, visible
from people.asking import person_asking
from people.drafting import Sheet
from web.exceptions import DomainError
from web.forms import posted
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell how the adoption goes, on one's own city's rail."""
    adoption = visible(request, pk)
    alliance = side_of(request.user, adoption)
    if alliance is None:
        raise PermissionDenied
    sheet = Sheet.open(request, f"adoption.update:{adoption.pk}")
    if response := sheet.kept(request):
        return response
    form = UpdateForm(posted(request), alliance=alliance)
    sheet.fill(form)
    if sheet.publish(
        form,
        lambda: AdoptionUpdate.add(
            adoption=adoption, alliance=alliance, by=person_asking(request), **form.cleaned_data
        ),
        once=True,
    ):
        return HttpResponseRedirect(sheet.done(f"{adoption.get_absolute_url()}#rails"))
    context = {"form": form, "sheet": sheet, "adoption": adoption, "alliance": alliance}
    return render_page(request, "challenges/update.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the origin's city."""
    adoption = carried(request, pk)
    sheet = Sheet.open(request, f"adoption.ask:{adoption.pk}")
    if response := sheet.kept(request):
        return response
    form = AskForm(posted(request), alliance=adoption.alliance)
    sheet.fill(form)
    if sheet.publish(
        form,
        lambda: Question.ask(adoption=adoption, by=person_asking(request), **form.cleaned_data),
        once=True,
    ):
        messages.success(request, _("Asked. The other city hears of it."))
        return HttpResponseRedirect(sheet.done(f"{adoption.get_absolute_url()}#questions"))
    context = {"form": form, "sheet": sheet, "adoption": adoption}
    return render_page(request, "challenges/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID, question: UUID) -> HttpResponse:
    """Answer what the adopters ask."""
    adoption = visible(request, pk)
    if not stands_at_origin(request.user, adoption):
        raise PermissionDenied
    asked = get_object_or_404(Question, pk=question, adoption=adoption)
    sheet = Sheet.open(request, f"question.answer:{asked.pk}")
    if response := sheet.kept(request):
        return response
    form = AnswerForm(posted(request), question=asked, adoption=adoption)
    sheet.fill(form)
    if sheet.publish(form, lambda: asked.answer(by=person_asking(request), **form.cleaned_data)):
        messages.success(request, _("Answered. Whoever asked hears of it."))
        return HttpResponseRedirect(sheet.done(f"{adoption.get_absolute_url()}#questions"))
    context = {"form": form, "sheet": sheet, "adoption": adoption, "question": asked}
    return render_page(request, "challenges/answer.html", context, status=422 if form.errors else 200)


@require_POST
def ready(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which of the origin's preconditions are met here."""
    adoption = carried(request, pk)
    form = ReadyForm(request.POST, adoption=adoption)
    if form.is_valid():
        mark_ready(adoption=adoption, marks=form.marks(), by=person_asking(request))
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("This list has changed meanwhile. Look at it again."))
    return redirect(f"{adoption.get_absolute_url()}#readiness")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """What changed at the origin, section by section; the adopters say what they make of it."""
    adoption = visible(request, pk)
    rows = adoption.changes.select_related("revision")
    changed = get_object_or_404(rows, revision__number=number)
    if not adoption.snapshot_open_to(request.user):
        raise Http404
    may = may_carry(request.user, adoption)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = SettleForm(posted(request), change=changed)
    if form.is_valid():
        try:
            changed.settle(by=person_asking(request), **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect(f"{adoption.get_absolute_url()}#changes")
    before = adoption.origin.revisions.get(number=number - 1)
    context: dict[str, Any] = {"adoption": adoption, "change": changed, "form": form, "may": may}
    context |= {"sections": differences(before, changed.revision), "before": before}
    return render_page(request, "challenges/change.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the lesson back of what was made, elsewhere, out of one's own challenge."""
    challenge = visible_challenge(request, slug)
    alliance = taking_back_for(request.user, challenge)
    if alliance is None:
        raise PermissionDenied
    sheet = Sheet.open(request, f"challenge.lesson:{challenge.pk}")
    if response := sheet.kept(request):
        return response
    form = LessonForm(posted(request), alliance=alliance)
    sheet.fill(form)
    adoption = get_object_or_404(Adoption.objects.visible_to(request.user).for_cards(), local=challenge)
    told = {"adoption": adoption, "alliance": alliance, "kind": AdoptionUpdate.Kind.TAKEN}
    if sheet.publish(
        form,
        lambda: AdoptionUpdate.add(by=person_asking(request), **told, **form.cleaned_data),
        once=True,
    ):
        messages.success(request, _("Taken back. It stands with your own challenge now, and credits theirs."))
        own = Challenge.objects.get(pk__in=challenge.ancestors, alliance=alliance)
        return HttpResponseRedirect(sheet.done(f"{own.get_absolute_url()}#lessons"))
    context = {"form": form, "sheet": sheet, "challenge": challenge, "alliance": alliance}
    return render_page(request, "challenges/lesson.html", context, status=422 if form.errors else 200)
