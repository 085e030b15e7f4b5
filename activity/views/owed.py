"""What is owed, for administrators: what waits, since when, what went wrong, and another try."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from activity.health import health
from activity.models import Owed
from activity.permissions import may_see_what_is_owed
from web.pages import render_page

PAGE = 50
AGAIN_AT_ONCE = 500


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """What is not done: what was given up first, then by age."""
    if not may_see_what_is_owed(request.user):
        raise PermissionDenied
    now = timezone.now()
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and int(asked)):
        raise Http404
    number = int(asked)
    first = (number - 1) * PAGE
    rows = list(Owed.objects.open().dead_first()[first : first + PAGE + 1])
    context = {
        "health": health(now),
        "tasks": Owed.objects.open().by_task(),
        "rows": rows[:PAGE],
        "next_page": number + 1 if len(rows) > PAGE else None,
        "now": now,
    }
    return render_page(request, "activity/owed.html", context, partials=("more",))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one row again."""
    if not may_see_what_is_owed(request.user):
        raise PermissionDenied
    get_object_or_404(Owed.objects.open(), pk=pk).try_again(by=request.user)
    messages.success(request, _("It is tried again."))
    return redirect("activity:owed")


@require_POST
def all_again(request: HttpRequest) -> HttpResponse:
    """Try everything that was given up again, a handful at a time."""
    if not may_see_what_is_owed(request.user):
        raise PermissionDenied
    with transaction.atomic():
        rows = list(Owed.objects.dead().oldest_first()[:AGAIN_AT_ONCE])
        for row in rows:
            row.try_again(by=request.user)
    count = len(rows)
    words = ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", count)
    messages.success(request, words % {"count": count})
    return redirect("activity:owed")
