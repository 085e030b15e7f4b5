"""Mail as rows: to a person, or to an address that belongs to nobody's account."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import make_msgid
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from activity.models.owed import owe
from activity.registry import Letter, is_forgotten, job, writer_of
from people.models import Person


class Delivery(models.Model):
    """One mail owed or sent. ``purpose`` says which room writes its words, ``ids`` what they are about."""

    purpose = models.CharField(_("purpose"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    person = models.ForeignKey(
        Person, verbose_name=_("to"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=5)
    ids = models.JSONField(_("about"), default=dict)
    message_id = models.CharField(_("message id"), max_length=120, unique=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("no longer wanted"), null=True, blank=True)
    delete_at = models.DateTimeField(_("to be deleted"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "key"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(address=""), name="delivery_to_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["delete_at"], name="delivery_term", condition=Q(delete_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"

    @property
    def to(self) -> str:
        return self.person.email if self.person else self.address

    @property
    def may_be_sent(self) -> bool:
        """Whether its address is one we may write to."""
        if self.person is None:
            return True
        return self.person.is_active and address_confirmed(self.person)


def address_confirmed(person: Person) -> bool:
    """Whether ``person`` has shown that their e-mail is theirs."""
    return EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists()


def deliver(
    purpose: str,
    key: str,
    *,
    language: str,
    person: Person | None = None,
    address: str = "",
    delete_at: datetime | None = None,
    **ids: Any,
) -> Delivery:
    """Owe one mail, once per ``purpose`` and ``key``, in the caller's transaction.

    The words are written when it is sent, by the function registered for ``purpose``; an unregistered one
    raises ``LookupError``. Give ``delete_at`` for an ``address`` without an account.
    """
    writer_of(purpose)
    delivery, created = Delivery.objects.get_or_create(
        purpose=purpose,
        key=key,
        defaults={
            "person": person,
            "address": address,
            "language": language,
            "ids": ids,
            "delete_at": delete_at,
            "message_id": make_msgid(domain=settings.MAIL_DOMAIN),
        },
    )
    if created:
        owe("activity.send", str(delivery.pk), delivery=delivery.pk)
    return delivery


@job("activity.send")
def send(*, delivery: int, now: datetime) -> None:
    """Send one mail, in the language and time zone of whom it is for, or let go of one no longer wanted.

    Its Message-ID is fixed, so a second copy after a crash within SMTP's DATA shows as one. A person whose
    address was never confirmed, or who may no longer sign in, gets nothing. A purpose that is forgotten leaves no
    row behind, and so no address.
    """
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=delivery, sent_at=None, dropped_at=None)
        .first()
    )
    if row is None:
        return
    zone = row.person.time_zone if row.person else settings.TIME_ZONE
    with translation.override(row.person.language if row.person else row.language), timezone.override(zone):
        letter = writer_of(row.purpose)(row) if row.may_be_sent else None
    if letter is not None:
        post(row, letter)
    if is_forgotten(row.purpose):
        row.delete()
        return
    row.sent_at, row.dropped_at = (now, None) if letter else (None, now)
    row.save(update_fields=["sent_at", "dropped_at"])


def post(row: Delivery, letter: Letter) -> None:
    """Hand the mail to the mail server; raises what that raises."""
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated", **letter.headers}
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[row.to], headers=headers)
    mail.attach_alternative(letter.html, "text/html")
    mail.send()


@job("activity.forget_addresses", every=timedelta(days=1))
def forget_addresses(*, now: datetime) -> None:
    """Delete the mails to people without accounts whose term is over; the address goes with them."""
    Delivery.objects.filter(delete_at__lte=now).delete()
