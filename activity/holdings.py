"""What this room holds of people: see ``people.privacy``."""

from django.db.models import Q

from activity.models import Delivery, Event, Export, Follow, Notification, Preference
from people.models import Person
from people.privacy import ALL, Holding


def written_to(person: Person) -> Q:
    """Mails to their address that are no account's: invitations, links to sign in."""
    return Q(address__iexact=person.email)


def forget_mails(person: Person) -> None:
    Delivery.objects.filter(written_to(person)).delete()


def unmention(person: Person) -> None:
    """Take ``person`` out of the facts of events: they were named in what the event tells of."""
    for event in Event.objects.filter(facts__mentioned__contains=[str(person.pk)]):
        event.facts["mentioned"] = [pk for pk in event.facts["mentioned"] if pk != str(person.pk)]
        event.save(update_fields=["facts"])


HOLDINGS = (
    Holding(
        model=Event,
        link="actor",
        export=("created_at", "kind", "subject_id"),
        left_out=("facts", "public", "circles", "concerns", "subject_type"),
        before=unmention,
        fixed=ALL,
    ),
    Holding(
        model=Notification,
        link="person",
        goes=True,
        export=("created_at", "topic", "reason", "read_at", "event"),
        left_out=("subject_id", "followed_id", "importance", "in_inbox", "delivery"),
    ),
    Holding(
        model=Follow,
        link="person",
        goes=True,
        export=("created_at", "subject_id"),
        left_out=("subject_type",),
    ),
    Holding(model=Preference, link="person", goes=True, export=("topic", "channel", "pace")),
    Holding(
        model=Delivery,
        link="person",
        goes=True,
        export=("created_at", "purpose", "language", "sent_at"),
        left_out=("key", "address", "ids", "message_id", "dropped_at", "delete_at"),
    ),
    Holding(
        model=Delivery,
        find=written_to,
        goes=True,
        export=("created_at", "purpose", "address", "language", "sent_at", "delete_at"),
        left_out=("key", "person", "ids", "message_id", "dropped_at"),
        before=forget_mails,
    ),
    Holding(
        model=Export,
        link="person",
        goes=True,
        export=("asked_at", "ready_at", "delete_at"),
        left_out=("size", "created_at"),
        before=Export.forget_of,
    ),
)
