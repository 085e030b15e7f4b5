"""A visitor without an account asks for a link of their own; of who never opens it nothing stays but two days' mail."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from activity.models import Delivery, deliver
from visits.models import ASKED_A_DAY, Invitee, Phase, SiteVisit
from web.exceptions import DomainError, Withdrawn

PURPOSE = "visits.link"
OPEN_FOR = timedelta(days=2)  # how long a link waits to be opened
AGAIN_AFTER = timedelta(minutes=15)  # one address gets no second mail before
SIGNER = Signer(salt=PURPOSE)


def takes_strangers(visit: SiteVisit, now: datetime | None = None) -> bool:
    """Whether somebody whom nobody invited may register: the visit is everybody's, open, and has days ahead."""
    welcome = visit.public and visit.phase in (Phase.OPEN, Phase.UNDER_WAY) and not visit.called_off_at
    return bool(welcome and visit.days and not visit.is_over(now or timezone.now()))


def ask_for_link(*, visit: SiteVisit, email: str, language: str, at: datetime | None = None) -> None:
    """Owe a mail with a link by which ``email`` registers. Whether the address is known here makes no difference.

    No-op for an address that asked shortly before. Raises ``DomainError`` where the visit takes no strangers, and
    for more than ``ASKED_A_DAY`` in a day.
    """
    now, email = at or timezone.now(), email.strip().lower()
    with transaction.atomic():
        row = visit.locked()
        if not takes_strangers(row, now):
            raise DomainError(_("This visit takes no answers by link now."))
        asked = Delivery.objects.filter(purpose=PURPOSE, ids__visit=str(row.pk))
        if asked.filter(address=email, created_at__gt=now - AGAIN_AFTER).exists():
            return
        if asked.filter(created_at__gt=now - timedelta(days=1)).count() >= ASKED_A_DAY:
            raise DomainError(_("Many ask for a link today. Please try again tomorrow."))
        sign = salted_hmac(PURPOSE, f"{email} {now.timestamp()}", algorithm="sha256").hexdigest()[:32]
        deliver(
            PURPOSE,
            f"{row.pk}:{sign}",
            language=language,
            address=email,
            delete_at=now + OPEN_FOR,
            visit=str(row.pk),
        )


def word_of(delivery: Delivery) -> str:
    """What the link in that mail ends in."""
    return SIGNER.sign(str(delivery.pk))


def asked_by(word: str) -> tuple[Delivery, SiteVisit] | None:
    """The mail that ``word`` came with and its visit; ``None`` for a forged one. Raises ``Withdrawn`` for one whose
    time is over, and where the visit was called off."""
    try:
        pk = SIGNER.unsign(word)
    except BadSignature:
        return None
    delivery = Delivery.objects.filter(pk=pk, purpose=PURPOSE).first()
    if delivery is None or (delivery.delete_at and delivery.delete_at < timezone.now()):
        raise Withdrawn(
            str(_("Your link")), str(_("It was open for two days. The visit’s page has a new one."))
        )
    visit = SiteVisit.objects.for_cards().filter(pk=delivery.ids["visit"]).first()
    if visit is None or visit.is_draft:
        return None
    if visit.called_off_at:
        raise Withdrawn(visit.text.title, visit.called_off_reason)
    return delivery, visit


def open_link(delivery: Delivery, visit: SiteVisit, *, at: datetime | None = None) -> Invitee:
    """The address is theirs who asked: make them a guest, or find them as one.

    Raises ``DomainError`` where the visit takes no strangers any more, or its hosts took the invitation back.
    """
    rows = visit.invitees.filter(kind=Invitee.Kind.ADDRESS, email=delivery.address)
    known: Invitee | None = rows.filter(revoked_at=None).first()
    if known is not None:
        return known
    if rows.exists():
        raise DomainError(_("The hosts took this invitation back. Ask them, should that be a mistake."))
    if not takes_strangers(visit, at):
        raise DomainError(_("This visit takes no answers by link now."))
    return Invitee.invite_guest(
        visit=visit, email=delivery.address, language=delivery.language, by=None, at=at
    )
