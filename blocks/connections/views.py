"""The pages of connections: the map, one of them with what people can make of it, and what introductions led to."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activity.models import note_crossing
from blocks.connections.contacts import contacts_of
from blocks.connections.drawing import draw
from blocks.connections.exporting import graphml, svg
from blocks.connections.forms import WordForm
from blocks.connections.introductions import Introductions, joint_work_of
from blocks.connections.permissions import keeps_introductions, may_act, may_answer
from blocks.connections.picture import Picture, choices, focus_of, map_url
from blocks.connections.words import seen_by
from blocks.models import Connection, ConnectionStep, Meeting
from initiatives.models import Initiative
from initiatives.permissions import may_edit
from people.asking import person_asking
from people.models import Draft
from web import slots
from web.exceptions import DomainError
from web.pages import render_page

ACQUAINTED = (Meeting.INTRODUCED, Meeting.ACCEPTED, Meeting.JOINED)


def pictured(request: HttpRequest) -> Picture | None:
    """The map that the address asks for, drawn; ``None`` while nothing connects."""
    focus = focus_of(request.GET, request.user)
    if focus is None:
        return None
    picture = draw(Picture(focus, request.user, steps=2 if request.GET.get("steps") == "2" else 1))
    note_crossing(request.user, *picture.initiatives)
    return picture


@login_not_required
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map around one thing, and the same as a list."""
    picture = pictured(request)
    context: dict[str, Any] = {"picture": picture}
    if picture:
        kind, slug = picture.focus.kind, picture.focus.thing.slug
        here = urlencode({"focus": picture.focus.address, "steps": picture.steps})
        context |= {
            "choices": choices(request.user),
            "one_step_url": map_url(kind, slug),
            "two_steps_url": map_url(kind, slug, steps=2),
            "svg_url": f"{reverse('connections:svg')}?{here}",
            "graphml_url": f"{reverse('connections:graphml')}?{here}",
        }
    return render_page(request, "connections/map.html", context)


@login_not_required
@require_safe
def map_svg(request: HttpRequest) -> HttpResponse:
    """The map as a picture to keep."""
    return as_file(request, svg, "image/svg+xml", "svg")


@login_not_required
@require_safe
def map_graphml(request: HttpRequest) -> HttpResponse:
    """The map as a graph for other programs."""
    return as_file(request, graphml, "application/xml", "graphml")


def as_file(
    request: HttpRequest, write: Callable[[Picture], str | bytes], kind: str, ending: str
) -> HttpResponse:
    picture = pictured(request)
    if picture is None:
        raise Http404
    response = HttpResponse(write(picture), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="connections-{picture.focus.thing.slug}.{ending}"'
    )
    return response


def visible(request: HttpRequest, pk: UUID) -> Connection:
    """The connection, with both ends, or 404."""
    rows = (
        Connection.objects.visible_to(request.user)
        .with_ends()
        .prefetch_related("one__partners", "other__partners")
    )
    return get_object_or_404(rows, pk=pk)


def to_act_on(request: HttpRequest, pk: UUID) -> Connection:
    """The connection, for who may act on it: else 404 or 403."""
    connection = visible(request, pk)
    if not may_act(request.user, connection):
        raise PermissionDenied
    return connection


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two initiatives, why they could meet, and what came of it."""
    connection = visible(request, pk)
    note_crossing(request.user, *connection.ends)
    return show(request, connection)


def show(
    request: HttpRequest, connection: Connection, form: WordForm | None = None, *, status: int = 200
) -> HttpResponse:
    """One connection's page; its history and contacts are for who may act on it."""
    person = request.user
    acting = may_act(person, connection)
    here = next((end for end in connection.ends if acting and may_edit(person, end)), None)
    steps = list(connection.steps.told()) if acting else []
    decided = acting and connection.state in (Meeting.ACCEPTED, Meeting.JOINED)
    asked = [step for step in steps if step.act == Meeting.INTRODUCED]
    context = {
        "connection": connection,
        "seen": seen_by(person, [connection], here=here, mine=acting)[0],
        "acting": acting,
        "answering": acting and may_answer(person, connection, asked[-1] if asked else None),
        "asked": asked[-1] if asked else None,
        "steps": steps,
        "contacts": contacts_of(connection) if acting and connection.state in ACQUAINTED else [],
        "panels": slots.gather("connection.panels", [connection], person)[connection] if decided else [],
        "joint": joint_work_of([connection], person).get(connection.joint_id),
        "form": form or WordForm(),
    }
    return render_page(request, "connections/detail.html", context, status=status)


@require_POST
def introduce(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Introduce us."""
    words = _("Introduced. Both sides have been written to, with the reasons and each other’s contact.")
    return act(request, to_act_on(request, pk), Connection.introduce, words)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes to an introduction."""
    connection = to_act_on(request, pk)
    asked = connection.steps.filter(act=Meeting.INTRODUCED).order_by("at").last()
    if not may_answer(request.user, connection, asked):
        raise PermissionDenied
    return act(request, connection, Connection.accept, _("Accepted. Now say what you do together."))


def act(request: HttpRequest, connection: Connection, verb: Callable[..., None], words: str) -> HttpResponse:
    """Do it, say so, and return to the connection."""
    try:
        verb(connection, by=person_asking(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(connection.get_absolute_url())


@require_POST
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it aside; who was asked says why."""
    connection = to_act_on(request, pk)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            connection.dismiss(by=person_asking(request), word=form.cleaned_data["word"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Put aside. It comes back only if there is a new reason."))
            return HttpResponseRedirect(connection.get_absolute_url())
    return show(request, connection, form, status=422)


@require_POST
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a joint initiative: the form for logging one, prefilled with both partners and what they share."""
    connection, person = to_act_on(request, pk), person_asking(request)
    try:
        step = connection.begin_joint_work(by=person)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(connection.get_absolute_url())
    made = Initiative.objects.visible_to(person).filter(pk=step.pk).first()
    if made:
        return redirect(made)
    path = reverse("initiatives:new")
    if not Draft.objects.visible_to(person).filter(pk=step.pk).exists():
        Draft.keep(pk=step.pk, form="initiative.log", path=path, data=prefilled(connection, step), by=person)
    return HttpResponseRedirect(f"{path}?draft={step.pk}")


def prefilled(connection: Connection, step: ConnectionStep) -> QueryDict:
    """What the two already say, as the form for logging an initiative takes it."""
    one, other = connection.ends
    answers = QueryDict(mutable=True)
    answers["key"] = str(step.pk)
    for name in ("challenges", "audiences"):
        mine, theirs = (getattr(end, name).values_list("slug", flat=True) for end in (one, other))
        answers.setlist(name, sorted({*mine} & {*theirs}))
    partnerships = [end.partnership for end in (one, other)]
    own = next((row for row in partnerships if row.organisation_id == step.organisation_id), partnerships[0])
    answers["partnership"] = str(own.pk)
    answers.setlist(
        "partners",
        [str(row.pk) for row in partnerships if row.pk != own.pk and row.alliance_id == own.alliance_id],
    )
    if one.place_id and one.place_id == other.place_id:
        answers["place"] = str(one.place_id)
    return answers


@require_safe
def introductions(request: HttpRequest) -> HttpResponse:
    """For a coordinator: which introductions led to what."""
    if not keeps_introductions(request.user):
        raise PermissionDenied
    context = {"found": Introductions(request.user)}
    return render_page(request, "connections/introductions.html", context)
