"""What happened: one row per verb, written in the verb's own transaction and never changed after."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models.owed import owe
from activity.registry import Kind, kind_of, kinds, naming, sequels_of
from people.models import Person


class EventQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        """Public events and those of the person's circles; administrators see all."""
        if getattr(person, "is_administrator", False):
            return self
        wall = Q(public=True)
        if isinstance(person, Person):
            wall |= Q(circles__overlap=person.circle_ids)
        return self.filter(wall)

    def near(self, person: Any) -> Self:
        """What stands open to the person without an administrator's key: public, and their own circles'.

        Feeds and notices show this: an administrator reads what is walled on purpose, not in passing.
        """
        wall = Q(public=True)
        if isinstance(person, Person):
            wall |= Q(circles__overlap=person.circle_ids)
        return self.filter(wall)

    def told(self) -> Self:
        """What feeds tell of: not what is for the audit trail or for a few alone."""
        return self.filter(kind__in=[kind.name for kind in kinds() if kind.importance and kind.in_feeds])

    def about(self, thing: Any) -> Self:
        """What happened to ``thing`` or, where an event names it among what it concerns, around it."""
        return self.filter(concerns__contains=[thing.pk])

    def with_actor(self) -> Self:
        """With whom it was done by, for ``activity.feed``."""
        return self.select_related("actor").annotate(acting=naming().acting(""))

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-id")


class Event(models.Model):
    """Something that happened. ``facts`` hold no personal text; the walls are those of the subject."""

    kind = models.CharField(_("kind"), max_length=60)
    actor = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    concerns = ArrayField(models.UUIDField(), default=list)
    facts = models.JSONField(_("facts"), default=dict)
    public = models.BooleanField(_("public"))
    circles = ArrayField(models.UUIDField(), default=list)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            GinIndex(fields=["concerns"], name="event_concerns"),
            models.Index(fields=["-created_at", "-id"], name="event_newest"),
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def registered(self) -> Kind:
        return kind_of(self.kind)


def record(
    kind: str,
    *,
    actor: Person | None,
    subject: Any,
    concerns: Iterable[Any] = (),
    mentions: Iterable[Person] = (),
    at: datetime | None = None,
    inside: bool = False,
    **facts: Any,
) -> Event:
    """Write down that ``kind`` happened to ``subject``; call it last in a verb's transaction.

    ``concerns`` are further things this is news of (an initiative's alliance, challenges, organisation); the
    subject is always among them. ``inside`` keeps the event within the circles of a public subject: who joined
    an alliance is its own affair. ``mentions`` are people named in what was written (``activity.mentions``).
    Who is to hear of it is told later, by what this owes; so is whatever a room made the kind's sequel. An
    unregistered kind raises ``LookupError``.
    """
    registered = kind_of(kind)
    public, circles = subject.walls()
    mentioned = [str(person.pk) for person in mentions]
    if mentioned:
        facts["mentioned"] = mentioned
    event = Event.objects.create(
        kind=kind,
        actor=actor,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        concerns=list(dict.fromkeys([subject.pk, *(thing.pk for thing in concerns)])),
        facts=facts,
        public=public and not inside,
        circles=circles,
        created_at=at or timezone.now(),
    )
    if registered.importance or mentioned:
        owe("activity.tell", str(event.pk), event=event.pk)
    for task in sequels_of(kind):
        owe(task, str(event.pk), subject=str(event.subject_id))
    return event


def rewall(subject: Any) -> None:
    """Give every event of ``subject`` the walls it has now; call it where visibility changes."""
    public, circles = subject.walls()
    Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    ).update(public=public, circles=circles)
