"""One's own settings; drafts, saved while one types and discarded by an explicit act."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.asking import person_asking
from people.drafting import turn
from people.forms import SettingsForm
from people.models import Draft, DraftConflict, DraftFile, keep_after_expiry, owner_by_token, written_at
from web import slots
from web.exceptions import DomainError
from web.file_field import FilesField
from web.files import serve
from web.forms import posted
from web.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How one is called, in which language, and by which clock."""
    person = person_asking(request)
    form = SettingsForm(posted(request), person=person)
    if form.is_bound and form.is_valid():
        person.set_preferences(**form.cleaned_data)
        # The answer already speaks the new language.
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
            return redirect("people:settings")
    panels = slots.gather("settings.panels", [person], person)[person]
    context = {"form": form, "panels": panels}
    return render_page(request, "people/settings.html", context, status=422 if form.errors else 200)


@require_POST
def save_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Save what was typed so far and answer the form's status line; never an error page over half a sentence."""
    form, path = request.POST.get("draft_form", "")[:120], written_at(request.POST, "/")
    if owner_by_token(request.POST.get("draft_owner", ""), form) != request.user:
        # Somebody else signed in on this device meanwhile: the text goes to its writer, not to them.
        kept = keep_after_expiry(request.POST, path)
        return render(request, "people/draft_status.html", {"elsewhere": kept, "refused": kept is None})
    try:
        draft = Draft.keep(pk=pk, form=form, path=path, data=request.POST, by=request.user, **turn(request))
    except DraftConflict as conflict:
        return render(request, "people/draft_status.html", {"conflict": conflict.draft, "other": uuid4()})
    except DomainError as error:
        return render(request, "people/draft_status.html", {"error": error.message})
    return render(request, "people/draft_status.html", {"draft": draft})


@require_POST
def draft_files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep chosen files with the draft at once; answers the form's list of them, with what was refused and why."""
    person, form = person_asking(request), request.POST.get("draft_form", "")[:120]
    if owner_by_token(request.POST.get("draft_owner", ""), form) != person:
        raise PermissionDenied
    refusals = DraftFile.keep(request.FILES.getlist("attached"), sheet=pk, form=form, by=person)
    kept = DraftFile.objects.visible_to(person).of_sheet(pk, form).in_order()
    files = FilesField()
    files.lend(kept, refusals=refusals, upload_url=request.path)
    return render(request, "components/files_part.html", files.part(request.POST))


@require_safe
def draft_file(request: HttpRequest, sheet: UUID, pk: UUID, size: str) -> HttpResponseBase:
    """A file that waits with one's own draft."""
    file = get_object_or_404(DraftFile.objects.visible_to(request.user).filter(sheet=sheet), pk=pk)
    return serve(request, file, size, public=False)


@require_POST
def discard_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw one's own draft away and go back to where the button stood."""
    Draft.discard(pk=pk, by=person_asking(request))
    messages.success(request, _("The draft is discarded."))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "courtyard:desk")
