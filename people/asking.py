"""Who asks, on pages that only who has signed in reaches."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from people.models import Person


def person_asking(request: HttpRequest) -> Person:
    """The signed-in person of ``request``; ``PermissionDenied`` for a visitor, whom the middleware stops before."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
