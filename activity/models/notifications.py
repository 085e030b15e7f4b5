"""That somebody is told of an event: once per event and person, seen in the inbox, mailed once at most."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models.deliveries import Delivery
from activity.models.events import Event
from activity.registry import naming
from people.models import CircleMember, Person

MENTION = "mention"
FOLLOW = "follow"
COUNTED_TO = 100


class NotificationQuerySet(models.QuerySet):
    def to(self, person: Any) -> Self:
        """What ``person`` is told of and may still see: walls may have moved since they were told."""
        own = ArraySubquery(CircleMember.objects.filter(person=OuterRef("person")).values("circle_id"))
        return self.filter(Q(event__public=True) | Q(event__circles__overlap=own), person=person)

    def in_inbox(self) -> Self:
        return self.filter(in_inbox=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def about(self, subject: UUID) -> Self:
        return self.filter(subject_id=subject)

    def with_events(self) -> Self:
        """With their events, whom those were done by included; see ``happened``."""
        return self.select_related("event__actor").annotate(acting=naming().acting("event__"))

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def mark_read(self, now: datetime | None = None) -> int:
        """Note that these were read; those read before keep their time. Returns how many are new."""
        return self.unread().update(read_at=now or timezone.now())


class Notification(models.Model):
    """One person told of one event, and why."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name=_("to"), on_delete=models.CASCADE, related_name="+")
    # The event's own, kept here so that the inbox groups without touching the events.
    subject_id = models.UUIDField()
    topic = models.CharField(_("topic"), max_length=40)
    # MENTION, FOLLOW or the name of an audience; with FOLLOW, what is followed.
    reason = models.CharField(_("because"), max_length=40)
    followed_id = models.UUIDField(null=True, blank=True)
    importance = models.PositiveSmallIntegerField(_("importance"), default=1)
    in_inbox = models.BooleanField(_("in the inbox"), default=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    delivery = models.ForeignKey(
        Delivery,
        verbose_name=_("mailed in"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="notifications",
    )
    created_at = models.DateTimeField(_("told"), default=timezone.now)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="notification_once")]
        indexes = [
            models.Index(fields=["person", "subject_id", "-id"], name="notification_inbox"),
            models.Index(
                fields=["person"], name="notification_unread", condition=Q(read_at=None, in_inbox=True)
            ),
            models.Index(
                fields=["person", "created_at"],
                name="notification_to_mail",
                condition=Q(delivery=None, read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.event_id}"

    @property
    def happened(self) -> Event:
        """The event, with what ``with_events`` found of its actor."""
        self.event.acting = self.acting  # type: ignore[attr-defined]
        return self.event


def unread(person: Person) -> int:
    """How many things have news in the inbox that ``person`` has not read, counted to ``COUNTED_TO``; one query,
    or none for somebody who arrived by ``activity.arriving``."""
    arrived = getattr(person, "unread_ids", None)
    if arrived is not None:
        return len(arrived)
    return unread_things(person)[:COUNTED_TO].count()


def unread_things(person: Any) -> QuerySet[Any]:
    """The things with unread news for ``person`` (or for an ``OuterRef`` to one), a row each."""
    news = Notification.objects.to(person).in_inbox().unread()
    return news.order_by("subject_id").values("subject_id").distinct()
