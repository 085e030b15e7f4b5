"""A person's own calendar address: a secret that only they know, taken back whenever they like."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.models import Person
from web.models import Thing

TOKEN_BYTES = 32


def hash_of(token: str) -> str:
    """What the table keeps of an address's secret."""
    return salted_hmac("visits.calendar", token, algorithm="sha256").hexdigest()


class CalendarLinkQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> Self:
        return self.filter(person=person) if isinstance(person, Person) else self.none()

    def standing(self) -> Self:
        """Not taken back, and of somebody who may still sign in."""
        return self.filter(revoked_at=None, person__is_active=True)


class CalendarLink(Thing):
    """The address of one person's calendar. Personal: goes with the person; only a hash of its secret is kept."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="calendar_links"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="calendar_link_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @classmethod
    def open(cls, *, by: Person, at: datetime | None = None) -> str:
        """A new address for ``by``'s calendar, in place of the one before; returns its secret, which is shown once
        and kept nowhere."""
        token = token_urlsafe(TOKEN_BYTES)
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            cls.close(by=by, at=at)
            cls.objects.create(person=by, token_hash=hash_of(token))
        return token

    @classmethod
    def close(cls, *, by: Person, at: datetime | None = None) -> None:
        """Take the address back: from now on it answers 404. No-op where there is none."""
        cls.objects.filter(person=by, revoked_at=None).update(revoked_at=at or timezone.now())

    @classmethod
    def by_token(cls, token: str) -> "CalendarLink | None":
        return cls.objects.standing().select_related("person").filter(token_hash=hash_of(token)).first()
