"""Who comes: answering with an account or by a link, and the hosts' list of guests."""

from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliances.models import Alliance
from people.asking import person_asking
from visits.afterwards_forms import JotForm
from visits.answering import Answering
from visits.guest_forms import GuestForm, ReplyForm, WishesForm
from visits.guest_list import GuestList
from visits.models import Answer, Invitee, Registration, SiteVisit
from visits.permissions import may_host, may_organise
from visits.record import Record
from visits.views.pages import visible, visit_page
from web.exceptions import DomainError, Withdrawn
from web.forms import posted
from web.pages import render_page
from web.sheets import write_csv


@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """**I come**, **Maybe** or **I can't**, for one day, by somebody with an account."""
    visit = visible(request, slug)
    _answer(request, visit, by=person_asking(request))
    return redirect(f"{visit.get_absolute_url()}#coming")


@require_POST
def wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody with an account expects and needs."""
    visit = visible(request, slug)
    invitee = get_object_or_404(visit.invitees.guests(), person=person_asking(request))
    form = WishesForm(request.POST, invitee=invitee, named=True)
    if form.is_valid() and _tell(request, invitee, form):
        return redirect(f"{visit.get_absolute_url()}#coming")
    return visit_page(request, visit, form)


@login_not_required
@never_cache
@require_safe
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """The visit for a guest without an account, by the link in their mail."""
    return guest_page(request, invited(token))


def guest_page(
    request: HttpRequest, invitee: Invitee, form: WishesForm | None = None, jot: JotForm | None = None
) -> HttpResponse:
    """The guest's page, with the form that did not fit in its place."""
    visit = invitee.visit
    record = Record(visit, request.user)
    if jot is None and record.may_jot:
        jot = JotForm(record=record, photos=False)
    context = {
        "visit": visit,
        "text": visit.text,
        "invitee": invitee,
        "record": record,
        "answering": Answering.of_guest(invitee, form),
        "jot": jot,
    }
    wrong = (form is not None and form.errors) or (jot is not None and jot.errors)
    status = 422 if wrong else 200
    response = render_page(request, "visits/guest.html", context, status=status)
    # The address is the guest's key: no other site hears it. "no-referrer" would make the browser post from "null".
    response["Referrer-Policy"] = "same-origin"
    return response


@login_not_required
@require_POST
def guest_answer(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's answer for one day, by their link."""
    invitee = invited(token)
    _answer(request, invitee.visit, invitee=invitee)
    return redirect(f"{invitee.guest_path}#coming")


@login_not_required
@require_POST
def guest_wishes(request: HttpRequest, token: str) -> HttpResponse:
    """What a guest without an account expects and needs."""
    invitee = invited(token)
    form = WishesForm(request.POST, invitee=invitee, named=False)
    if form.is_valid() and _tell(request, invitee, form):
        return redirect(f"{invitee.guest_path}#coming")
    return guest_page(request, invitee, form)


@login_not_required
@require_POST
def guest_forget(request: HttpRequest, token: str) -> HttpResponse:
    """A guest without an account has everything deleted that is kept of them."""
    invitee = invited(token)
    invitee.forget()
    messages.success(request, _("Everything that was kept of you is deleted."))
    return redirect(invitee.visit if invitee.visit.public else "courtyard:home")


def invited(token: str) -> Invitee:
    """The guest of that link, or 404; raises ``Withdrawn`` where the visit was called off."""
    invitee = Invitee.objects.by_token(token)
    if invitee is None or invitee.visit.is_draft:
        raise Http404
    if invitee.visit.called_off_at:
        raise Withdrawn(invitee.visit.text.title, invitee.visit.called_off_reason)
    return invitee


def _answer(request: HttpRequest, visit: SiteVisit, **who: Any) -> None:
    """Write down the answer that was posted, and say how it stands now."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        said = Answer(request.POST.get("answer", ""))
    except ValueError:
        messages.error(request, _("This is no answer. Press one of the buttons."))
        return
    try:
        done = Registration.answer_for(visit=visit, day=day, answer=said, **who)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return
    if done.waits:
        words = _("All places are taken. You wait, and get a mail as soon as one is free.")
    elif said == Answer.COMING:
        words = _("You have a place. See you there.")
    else:
        words = _("Your answer is noted. You can change it at any time.")
    messages.success(request, words)


def _tell(request: HttpRequest, invitee: Invitee, form: WishesForm) -> bool:
    try:
        invitee.tell(**form.cleaned_data)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Thank you. The hosts read it."))
    return True


# --- the hosts' side -----------------------------------------------------------------------------
def hosted(request: HttpRequest, slug: str) -> SiteVisit:
    """The visit of that address, for its hosts; 404, 410 or 403 else."""
    visit = visible(request, slug)
    if not may_host(request.user, visit):
        raise PermissionDenied
    return visit


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes, what they expect and need; and, for who organises, whom to invite."""
    visit = hosted(request, slug)
    form = GuestForm(posted(request))
    if request.method == "POST" and not may_organise(request.user, visit):
        raise PermissionDenied
    if form.is_valid():
        try:
            Invitee.invite_guest(visit=visit, by=person_asking(request), **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            words = _("Invited. The mail with their link is on its way.")
            if visit.is_draft:
                words = _("Invited. The mail goes out as soon as the visit is announced.")
            messages.success(request, words)
            return redirect("visits:guests", visit.slug)
    return guests_page(request, visit, form)


def guests_page(
    request: HttpRequest, visit: SiteVisit, form: GuestForm, refused: dict[UUID, ReplyForm] | None = None
) -> HttpResponse:
    """The hosts' page, with the form that did not fit in its place; ``refused`` by the guest it answers."""
    context = {
        "visit": visit,
        "list": GuestList(visit, request.user, refused),
        "form": form if may_organise(request.user, visit) else None,
        "cities": Alliance.objects.visible_to(request.user)
        .exclude(pk=visit.alliance_id)
        .exclude(pk__in=visit.invitees.delegations().values("alliance"))
        .lead_first(),
    }
    status = 422 if form.errors or refused else 200
    return render_page(request, "visits/guests.html", context, status=status)


@require_POST
def invite_delegation(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite a whole alliance."""
    visit = hosted(request, slug)
    if not may_organise(request.user, visit):
        raise PermissionDenied
    alliance = get_object_or_404(
        Alliance.objects.visible_to(request.user), slug=request.POST.get("alliance", "").replace("\0", "")
    )
    try:
        Invitee.invite_delegation(visit=visit, alliance=alliance, by=person_asking(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("visits:guests", visit.slug)


@require_POST
def uninvite(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    visit = hosted(request, slug)
    if not may_organise(request.user, visit):
        raise PermissionDenied
    row = get_object_or_404(Invitee.objects.visible_to(request.user), visit=visit, pk=pk)
    row.revoke(by=person_asking(request))
    messages.success(request, _("The invitation is taken back."))
    return redirect("visits:guests", visit.slug)


@require_POST
def reply(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Tell a guest what came of what they expected."""
    visit = hosted(request, slug)
    row = get_object_or_404(Invitee.objects.visible_to(request.user), visit=visit, pk=pk)
    form = ReplyForm(request.POST, invitee=row)
    if not form.is_valid():
        return guests_page(request, visit, GuestForm(), {row.pk: form})
    row.answer_expectation(reply=form.cleaned_data["reply"], by=person_asking(request))
    messages.success(request, _("Noted. The guest reads it with your thanks."))
    return redirect("visits:guests", visit.slug)


@require_safe
def guests_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of guests as a table for programs."""
    visit = hosted(request, slug)
    out = StringIO(newline="")
    write_csv(out, GuestList(visit, request.user).sheet())
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{visit.slug}-guests.csv"'
    return response
