"""What is kept of a person: a copy for themselves, and the end of their account."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activity.erasing import erase
from activity.forms import LeaveForm
from activity.models import Export
from activity.permissions import may_erase
from people import privacy
from people.asking import person_asking
from people.models import Draft, Person
from web.exceptions import DomainError
from web.forms import posted
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Whether there is a copy of one's data, and how far it is; POST asks for one, once."""
    person = person_asking(request)
    if request.method == "POST":
        Export.ask(by=person)
        return redirect("activity:export")
    row = Export.objects.visible_to(person).standing(timezone.now()).first()
    context = {"export": row, "open": row is not None and not (row.is_ready or row.failed)}
    return render_page(request, "activity/privacy/export.html", context, partials=("copy",))


@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """One's own copy, within its term."""
    row = get_object_or_404(Export.objects.visible_to(request.user).standing(timezone.now()), pk=pk)
    try:
        content = row.path.open("rb")
    except OSError:
        raise Http404 from None
    name = f"mag-net-{timezone.localdate(row.ready_at).isoformat()}.zip"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one's own copy before its term."""
    person = person_asking(request)
    row = get_object_or_404(Export.objects.visible_to(person), pk=pk)
    try:
        row.discard(by=person)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The copy is deleted."))
    return redirect("activity:export")


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Delete one's own account: what goes, what stays, and one's password."""
    person = person_asking(request)
    form = LeaveForm(posted(request), asking=person)
    if deleted(request, form, person):
        logout(request)
        messages.success(request, _("Your account is deleted. Thank you for what you did here."))
        return redirect("courtyard:home")
    context = {
        "form": form,
        "hindrances": privacy.hindrances(person),
        "drafts": Draft.objects.visible_to(person).count(),
    }
    return render_page(request, "activity/privacy/leave.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def erase_other(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete somebody's account on their behalf."""
    by = person_asking(request)
    if not may_erase(by):
        raise PermissionDenied
    person = get_object_or_404(Person.objects.exclude(pk=by.pk), pk=pk)
    form = LeaveForm(posted(request), asking=by)
    if deleted(request, form, person):
        messages.success(request, _("The account is deleted."))
        return redirect("admin:people_person_changelist")
    context: dict[str, Any] = {"form": form, "person": person, "hindrances": privacy.hindrances(person)}
    return render_page(request, "activity/privacy/erase.html", context, status=422 if form.errors else 200)


def deleted(request: HttpRequest, form: LeaveForm, person: Person) -> bool:
    """Whether ``person`` is gone by what ``form`` says; what stands against it is said above the form. Passwords
    are tried a few times a minute only."""
    if request.method != "POST":
        return False
    try:
        if not ratelimit.consume(request, action="reauthenticate", user=form.asking):
            raise DomainError(_("That were many tries in a short time. Please try again in a minute."))
        if not form.is_valid():
            return False
        erase(person=person, by=form.asking)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True
