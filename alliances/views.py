"""Alliances, their organisations, and the way in."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.feed import things_of
from activity.finding import thing_at
from activity.models import note_crossing
from alliances.forms import CommitForm, GiveUpForm, InviteForm
from alliances.models import Alliance, Commitment, Invitation, Membership, Organisation, Partnership
from alliances.models.invitation import LONGEST_WORD
from alliances.permissions import alliance_promising, may_invite_somewhere, may_settle, may_withdraw
from alliances.sign_in import INVITED, has_account, sign_in_then
from people.asking import person_asking
from web import slots
from web.collation import sort_key
from web.exceptions import DomainError
from web.forms import posted
from web.pages import remember_language, render_page

OPEN_SHOWN = 100


def in_order(partnerships: Any) -> list[Partnership]:
    """Sorted by the names the page shows, in the alphabet of its language."""
    here = get_language() or "en"
    return sorted(partnerships, key=lambda row: sort_key(row.organisation.text.name, here))


@login_not_required
@require_safe
def alliances(request: HttpRequest) -> HttpResponse:
    rows = Alliance.objects.visible_to(request.user).with_partner_count().lead_first()
    here = get_language() or "en"
    ordered = sorted(rows, key=lambda row: (not row.lead, sort_key(row.city, here)))
    return render_page(request, "alliances/list.html", {"alliances": ordered})


@login_not_required
@require_safe
def alliance(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Alliance.objects.visible_to(request.user), slug=slug)
    partnerships = found.partnerships.current().select_related("organisation__place")
    context = {
        "alliance": found,
        "partnerships": in_order(partnerships),
        "inferred": any(row.role_inferred for row in partnerships),
        "places": found.places.all(),
        "may_invite": may_invite_somewhere(request.user, found),
        "panels": slots.gather("alliance.panels", [found], request.user)[found],
    }
    return render_page(request, "alliances/detail.html", context)


@login_not_required
@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related("place"), slug=slug
    )
    context = {
        "organisation": found,
        # Where it still takes part comes first.
        "partnerships": list(
            found.partnerships.select_related("alliance").order_by(F("until").desc(nulls_first=True), "since")
        ),
        "panels": slots.gather("partner.panels", [found], request.user)[found],
    }
    return render_page(request, "alliances/partner.html", context)


def unanswered(places: Collection[Partnership], person: Any) -> QuerySet[Invitation]:
    """The open invitations into ``places``, newest first."""
    return (
        Invitation.objects.visible_to(person)
        .open()
        .filter(partnership__in=places)
        .select_related("partnership__organisation", "partnership__alliance", "invited_by")
        .order_by("-created_at")[:OPEN_SHOWN]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to somebody who is to join; below, the invitations nobody has answered yet."""
    found = get_object_or_404(Alliance.objects.visible_to(request.user), slug=slug)
    person = person_asking(request)
    word = request.GET.get("word", "").replace("\0", "")[:LONGEST_WORD]
    form = InviteForm(posted(request), alliance=found, person=person, initial={"word": word})
    if not form.places:
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        wanted = {"role": Membership.Role.MEMBER, **form.cleaned_data}
        try:
            Invitation.send(**wanted, by=person)
        except DomainError as refusal:
            form.add_error(refusal.field or None, str(refusal.message))
        else:
            messages.success(
                request, _("Invited. The mail to %(email)s is on its way.") % {"email": wanted["email"]}
            )
            return redirect("alliances:invite", slug)
    invitations = unanswered(form.places, person)
    note_crossing(person, *invitations)
    context = {
        "alliance": found,
        "form": form,
        "invitations": [(row, may_withdraw(person, row)) for row in invitations],
    }
    return render_page(request, "alliances/invite.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_invitation(request: HttpRequest, slug: str, pk: Any) -> HttpResponse:
    found = get_object_or_404(
        Invitation.objects.visible_to(request.user).select_related("partnership__alliance"),
        partnership__alliance__slug=slug,
        pk=pk,
    )
    if not may_withdraw(request.user, found):
        raise PermissionDenied
    found.revoke(by=person_asking(request))
    messages.success(request, _("Withdrawn. The link in the mail no longer works."))
    return redirect("alliances:invite", slug)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation is for. Looking changes nothing; **Accept** does."""
    found = Invitation.objects.by_token(token)
    if found is None:
        raise Http404
    context = {
        "invitation": found,
        "alliance": found.partnership.alliance,
        "organisation": found.partnership.organisation,
        "is_mine": request.user.is_authenticated and found.is_for(request.user),
    }
    if request.method == "POST":
        try:
            return accept(request, found)
        except DomainError as refusal:
            context["refusal"] = refusal.message
    status = 410 if not found.is_open() else 422 if "refusal" in context else 200
    return render_page(request, "alliances/invitation.html", context, status=status)


def accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Let in who is signed in; send everybody else to the door that is theirs, and remember what for."""
    if request.user.is_authenticated:
        found.accept(by=person_asking(request))
        messages.success(request, _("Welcome to %(alliance)s.") % {"alliance": found.partnership.alliance})
        return redirect(found.partnership.alliance)
    if not found.is_open():
        raise DomainError(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
    if has_account(found.email):
        answer = sign_in_then(found.accept_path)
    else:
        request.session[INVITED] = str(found.pk)
        answer = redirect("account_signup")
    remember_language(answer, get_language() or "en")  # the doors' addresses name none
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def commit(request: HttpRequest) -> HttpResponse:
    """Promise something about the thing that ``?about=`` names."""
    person = person_asking(request)
    thing = thing_at(request.GET.get("about", ""), person)
    if thing is None:
        raise Http404
    note_crossing(person, thing)
    found = alliance_promising(person, thing)
    if found is None:
        raise PermissionDenied
    form = CommitForm(posted(request), alliance=found, person=person)
    if form.is_valid():
        try:
            made = Commitment.make(about=thing, alliance=found, by=person, **form.answers())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is promised. A reminder comes three days before."))
            return redirect(made)
    context = {"form": form, "thing": thing}
    return render_page(request, "alliances/commit.html", context, status=422 if form.errors else 200)


def commitment_for(request: HttpRequest, pk: Any) -> Commitment:
    """The commitment of that id, or 404; and that an administrator read it."""
    rows = Commitment.objects.visible_to(request.user).for_reading()
    found = get_object_or_404(rows, pk=pk)
    note_crossing(request.user, found)
    return found


@login_not_required
@require_safe
def commitment(request: HttpRequest, pk: Any) -> HttpResponse:
    """One promise: what, who, by when, about what, and how it ended."""
    found = commitment_for(request, pk)
    key = (found.subject_type_id, found.subject_id)
    context = {
        "commitment": found,
        "thing": things_of([key], request.user).get(key),
        "may_settle": may_settle(request.user, found),
        "knows_people": found.alliance.circle_id in getattr(request.user, "circle_ids", ()),
    }
    return render_page(request, "alliances/commitment.html", context)


def settled_by(request: HttpRequest, pk: Any) -> Commitment:
    """The commitment of that id, for who may settle it; 403 for others."""
    found = commitment_for(request, pk)
    if not may_settle(request.user, found):
        raise PermissionDenied
    return found


@require_POST
def fulfil(request: HttpRequest, pk: Any) -> HttpResponse:
    found = settled_by(request, pk)
    try:
        found.fulfil(by=person_asking(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Done. Whoever counted on it is told."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask why it will not be done."""
    found = settled_by(request, pk)
    form = GiveUpForm(posted(request))
    if form.is_valid():
        try:
            found.give_up(by=person_asking(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is said why. Whoever counted on it is told."))
            return redirect(found)
    context = {"form": form, "commitment": found}
    return render_page(request, "alliances/give_up.html", context, status=422 if form.errors else 200)
