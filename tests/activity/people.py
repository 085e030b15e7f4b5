"""Many people at once, for tests of scale."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType

from activity.models import Follow
from people.models import Person


def crowd(count: int, *, following: Any = None, prefix: str = "crowd", **fields: Any) -> list[Person]:
    """``count`` people with confirmed addresses and no password, all following one thing."""
    people = Person.objects.bulk_create(
        Person(email=f"{prefix}{number}@example.org", name=f"{prefix} {number}", password="!", **fields)
        for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    if following is not None:
        kind = ContentType.objects.get_for_model(following)
        Follow.objects.bulk_create(
            Follow(person=person, subject_type=kind, subject_id=following.pk) for person in people
        )
    return people
