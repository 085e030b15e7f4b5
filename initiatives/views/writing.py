"""The pages of initiatives that are written: logging, changing, telling how it goes, taking back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.forms import InitiativeForm, UpdateForm, WithdrawForm
from initiatives.forms.initiative import LONGEST_LENS, answers_at, answers_of
from initiatives.models import Initiative, InitiativeFile, Update
from initiatives.permissions import may_edit, may_log, may_withdraw, may_withdraw_update
from initiatives.views.reading import visible
from people.asking import person_asking
from people.drafting import Sheet
from people.rivals import rival_words
from web.conflict import Conflict, settled
from web.exceptions import DomainError, Overtaken
from web.forms import posted
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Log an initiative."""
    if not may_log(request.user):
        return render_page(request, "initiatives/not_a_member.html", status=403)
    sheet = Sheet.open(request, "initiative.log")
    if response := sheet.kept(request):
        return response
    form = InitiativeForm(posted(request), person=request.user, adapted_from=origin_named(request))
    name_challenge(form, request.GET.get("challenge", ""))
    form.initial["lens"] = request.GET.get("lens", "").replace("\0", "")[:LONGEST_LENS]
    sheet.fill(form)
    if done := sheet.publish(form, lambda: log(form, request), once=True):
        return HttpResponseRedirect(sheet.done(f"{done.made.get_absolute_url()}?{after_logging(form)}"))
    context = {"form": form, "sheet": sheet}
    return render_page(request, "initiatives/new.html", context, status=422 if form.errors else 200)


def log(form: InitiativeForm, request: HttpRequest) -> Initiative:
    """Log what the form says, with its photos and files."""
    made = Initiative.log(by=person_asking(request), **form.answers())
    put_files(made, form, request, told=False)
    return made


def after_logging(form: InitiativeForm) -> str:
    """The query of the page that follows: that it was just logged, and through what it was to be looked at."""
    lens = form.cleaned_data["lens"]
    return f"logged&{urlencode({'lens': lens})}" if lens else "logged"


def put_files(
    initiative: Initiative, form: InitiativeForm, request: HttpRequest, *, told: bool = True
) -> None:
    """Do to its photos and files what the form says."""
    answers = form.cleaned_data["attached"]
    InitiativeFile.put(initiative=initiative, answers=answers, by=person_asking(request), told=told)


def origin_named(request: HttpRequest) -> Initiative | None:
    """The initiative that ``?from=`` says the new one is adapted from, if the reader may see it."""
    slug = request.GET.get("from", "")
    if not slug or "\x00" in slug:
        return None
    return Initiative.objects.standing().visible_to(request.user).filter(slug=slug).first()


def name_challenge(form: InitiativeForm, slug: str) -> None:
    """Begin with the challenge that ``?challenge=`` names, where the writer may name it."""
    field: Any = form.fields["challenges"]
    if any(slug == value for value, _words in field.choices):
        form.initial["challenges"] = [slug]


def editable(request: HttpRequest, slug: str) -> Initiative:
    """The initiative of that address, for who may edit it; 403 for others."""
    initiative = visible(request, slug)
    if not may_edit(request.user, initiative):
        raise PermissionDenied
    return initiative


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an initiative; who was overtaken chooses between both texts, and loses nothing."""
    initiative = editable(request, slug)
    sheet = Sheet.open(request, f"initiative.edit:{initiative.pk}")
    if response := sheet.kept(request):
        return response
    form = InitiativeForm(settled(posted(request)), person=request.user, initiative=initiative)
    sheet.fill(form)
    try:
        done = sheet.publish(form, lambda: change(initiative, form, request))
    except Overtaken:
        return overtaken(request, initiative, form, sheet)
    if done:
        messages.success(request, _("Your changes are published."))
        return HttpResponseRedirect(sheet.done(initiative.get_absolute_url()))
    context = {"form": form, "initiative": initiative, "sheet": sheet}
    return render_page(request, "initiatives/edit.html", context, status=422 if form.errors else 200)


def change(initiative: Initiative, form: InitiativeForm, request: HttpRequest) -> None:
    """Publish what the form says, with its photos and files."""
    initiative.change(by=person_asking(request), **form.answers())
    put_files(initiative, form, request)


def overtaken(
    request: HttpRequest, initiative: Initiative, form: InitiativeForm, sheet: Sheet
) -> HttpResponse:
    """Both texts side by side."""
    initiative.refresh_from_db()
    last = initiative.revisions.newest_first().select_related("author").first()
    base = answers_at(initiative, form.cleaned_data["seen"] or 0)
    context = {
        "conflict": Conflict(form, base=base, theirs=answers_of(initiative), seen=initiative.version),
        "rival": rival_words(last, request.user, initiative.circle_id),
        "action": reverse("initiatives:edit", args=[initiative.slug]),
        "thing_url": initiative.get_absolute_url(),
        "sheet": sheet,
    }
    return render_page(request, "people/conflict.html", context, status=422)


@require_POST
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say again what that version said."""
    initiative = editable(request, slug)
    try:
        initiative.restore(number, by=person_asking(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It says again what it said then. What it said until now is kept, too."))
    return redirect(initiative)


@require_http_methods(["GET", "HEAD", "POST"])
def add_update(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell how it goes."""
    initiative = editable(request, slug)
    sheet = Sheet.open(request, f"initiative.update:{initiative.pk}")
    if response := sheet.kept(request):
        return response
    form = UpdateForm(posted(request))
    sheet.fill(form)
    if done := sheet.publish(
        form, lambda: Update.add(about=initiative, by=person_asking(request), **form.answers()), once=True
    ):
        messages.success(request, _("It is told. Who follows this hears of it."))
        return HttpResponseRedirect(f"{sheet.done(initiative.get_absolute_url())}#update-{done.made.pk}")
    context = {"form": form, "initiative": initiative, "sheet": sheet}
    return render_page(request, "initiatives/add_update.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_update(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Ask for the reason, then take the update off every page."""
    initiative = visible(request, slug)
    rows = Update.objects.standing().visible_to(request.user).for_reading()
    update = get_object_or_404(rows, initiative=initiative, pk=pk)
    if not may_withdraw_update(request.user, update, initiative):
        raise PermissionDenied
    form = WithdrawForm(posted(request))
    if form.is_valid():
        try:
            update.withdraw(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The update is withdrawn."))
            return redirect(initiative)
    context = {"form": form, "initiative": initiative, "update": update}
    return render_page(
        request, "initiatives/withdraw_update.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the reason, then take the initiative off every page."""
    initiative = visible(request, slug)
    if not may_withdraw(request.user, initiative):
        raise PermissionDenied
    form = WithdrawForm(posted(request))
    if form.is_valid():
        try:
            initiative.withdraw(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Withdrawn. Its old address now tells why."))
            return redirect("initiatives:list")
    context = {"form": form, "initiative": initiative}
    return render_page(request, "initiatives/withdraw.html", context, status=422 if form.errors else 200)
