"""``{% load movement %}``: following a thing, and what moved around it."""

import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from activity.feed import address_of
from activity.models import Follow
from people.models import Person

register = template.Library()


@register.inclusion_tag("activity/follow.html", takes_context=True)
def follow(context: Context, thing: Any, following: bool | None = None) -> dict[str, Any]:
    """``{% follow initiative %}``: the button that follows or unfollows; nothing for a visitor.

    One query, or none when ``following`` says whether the person follows it already.
    """
    request = context["request"]
    person = request.user
    if not isinstance(person, Person):
        return {}
    if following is None:
        following = Follow.objects.of(person).on(thing).exists()
    address, here = address_of(thing), reverse("activity:following")
    # After a press by htmx the button alone comes back, and still knows the page it stands on.
    back = request.GET.get("next", "") if request.path == here else request.get_full_path()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "thing": thing,
        "address": address,
        "following": following,
        "next": back,
        "quick": json.dumps({"next": f"{here}?{urlencode({'about': address, 'next': back})}"}),
    }
