"""As whom an actor is named to everybody: by the organisation they act for, never by their own name."""

from typing import Any

from django.db.models import BooleanField, Case, F, Func, JSONField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activity.registry import NOBODY, Actor, Naming
from alliances.models import Alliance, Membership, Organisation


class IsAmong(Func):
    """``IsAmong("pk", array)``: whether the value is one of the array's."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


TEXT = ("slug", "name", "language", "translations")


def acting(prefix: str) -> Any:
    """As an expression over rows that reach an event by ``prefix``: the organisation its actor works for, the one
    that the event concerns before others and present before past. Where nobody is noted as the actor: the
    organisation, else the alliance, that it concerns."""
    actor, concerns = OuterRef(f"{prefix}actor"), OuterRef(f"{prefix}concerns")
    concerned = Case(When(IsAmong("partnership__organisation", concerns), then=Value(0)), default=Value(1))
    working = (
        Membership.objects.filter(person=actor)
        .alias(concerned=concerned)
        .order_by("concerned", F("ended_at").desc(nulls_first=True), "created_at")
    )
    by_person = working.values(found=_text("partnership__organisation__", "alliances:partner"))[:1]
    organisation = Organisation.objects.filter(IsAmong("pk", concerns)).values(
        found=_text("", "alliances:partner")
    )[:1]
    alliance = Alliance.objects.filter(IsAmong("pk", concerns)).values(found=_text("", "alliances:detail"))[
        :1
    ]
    without = Coalesce(_json(organisation), _json(alliance))
    return Case(
        When(Q(**{f"{prefix}actor": None}), then=without),
        default=_json(by_person),
        output_field=JSONField(),
    )


def _text(prefix: str, page: str) -> JSONObject:
    return JSONObject(page=Value(page), **{name: f"{prefix}{name}" for name in TEXT})


def _json(rows: Any) -> Subquery:
    return Subquery(rows, output_field=JSONField())


def actor(found: dict[str, Any] | None, event: Any) -> Actor:
    """What ``acting`` found, in the active language; else the administration, else nobody known."""
    if found is None:
        administers = event.actor is not None and event.actor.is_superuser
        return Actor(name=_("The administration") if administers else str(NOBODY))
    language = get_language() or "en"
    translated = found["language"] != language and found["translations"].get(language, {}).get("name")
    return Actor(
        name=translated or found["name"],
        url=reverse(found["page"], args=[found["slug"]]),
        language=language if translated else found["language"],
    )


NAMING = Naming(acting=acting, actor=actor)
