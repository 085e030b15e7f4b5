"""The words of this room's mails to guests; none is sent for what is no longer so."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from activity.letters import absolute, letter
from activity.models import Delivery
from activity.registry import Letter, purpose
from visits.by_link import PURPOSE, takes_strangers, word_of
from visits.models import Invitee, SiteVisit


def guest_of(delivery: Delivery) -> Invitee | None:
    """The guest this mail is for, unless the invitation was taken back."""
    rows = Invitee.objects.select_related("visit__alliance", "person", "invited_by")
    return rows.filter(pk=delivery.ids["invitee"], revoked_at=None).first()


def write(guest: Invitee, subject: str, sentence: str, act: str, **more: Any) -> Letter:
    """A mail to ``guest``: what it is about in a sentence, the facts of the visit, the way to answer."""
    visit = guest.visit
    path = visit.get_absolute_url() if guest.person else guest.guest_path
    context = {
        "guest": guest,
        "visit": visit,
        "text": visit.text,
        "subject": subject,
        "sentence": sentence,
        "act": act,
        "link": absolute(path),
        **more,
    }
    return letter("visits/mail/guest", context)


@purpose("visits.invitation")
def invitation(delivery: Delivery) -> Letter | None:
    """To a single guest, once the visit is announced."""
    guest = guest_of(delivery)
    if guest is None or guest.visit.is_draft or guest.visit.called_off_at or guest.visit.is_over():
        return None
    names = {"title": guest.visit.text.title, "city": guest.visit.alliance.city}
    return write(
        guest,
        _("You are invited: %(title)s") % names,
        _(
            "The Local Alliance in %(city)s invites you. One press a day says whether you come; no account is needed."
        )
        % names,
        _("Answer the invitation"),
    )


@purpose(PURPOSE)
def link(delivery: Delivery) -> Letter | None:
    """To somebody who asked for a link of their own; nothing is kept of them before they open it."""
    visit = SiteVisit.objects.for_cards().filter(pk=delivery.ids["visit"]).first()
    if visit is None or not takes_strangers(visit):
        return None
    names = {"title": visit.text.title}
    context = {
        "visit": visit,
        "text": visit.text,
        "subject": _("Your link: %(title)s") % names,
        "sentence": _("Somebody, surely you, asked for a link to register. It is open for two days."),
        "act": _("Say when you come"),
        "link": absolute(reverse("visits:open_own", args=[word_of(delivery)])),
        "asked": True,
    }
    return letter("visits/mail/guest", context)


@purpose("visits.promoted")
def promoted(delivery: Delivery) -> Letter | None:
    """To somebody who waited and has a place now."""
    guest = guest_of(delivery)
    if guest is None or guest.visit.called_off_at:
        return None
    if not guest.registrations.seated().exists():
        return None
    names = {"title": guest.visit.text.title}
    return write(
        guest,
        _("You have a place: %(title)s") % names,
        _(
            "A place became free, and you were next. If you cannot come after all, say so: somebody else waits."
        ),
        _("See your days"),
    )


@purpose("visits.changed")
def changed(delivery: Delivery) -> Letter | None:
    """To a guest without an account, when something changed within a week before."""
    guest = guest_of(delivery)
    if guest is None or guest.visit.called_off_at or guest.visit.is_over():
        return None
    names = {"title": guest.visit.text.title}
    return write(
        guest,
        _("Changed: %(title)s") % names,
        _("Something about the visit has changed. This is how it stands now."),
        _("See the programme"),
    )


@purpose("visits.called_off")
def called_off(delivery: Delivery) -> Letter | None:
    """To a guest without an account, when the visit does not happen."""
    guest = guest_of(delivery)
    if guest is None or not guest.visit.called_off_at:
        return None
    names = {"title": guest.visit.text.title}
    return write(
        guest,
        _("Called off: %(title)s") % names,
        _("The visit does not happen. The hosts say why:"),
        _("Read why"),
        quote=guest.visit.called_off_reason,
        quote_language=guest.visit.language,
    )


@purpose("visits.thanks")
def thanks(delivery: Delivery) -> Letter | None:
    """To everybody who came, with what came of what they had expected."""
    guest = guest_of(delivery)
    if guest is None or not guest.registrations.seated().exists():
        return None
    names = {"title": guest.visit.text.title, "city": guest.visit.alliance.city}
    return write(
        guest,
        _("Thank you for coming: %(title)s") % names,
        _(
            "It was good to have you in %(city)s. What came of the visit stands on its page, for everybody to read."
        )
        % names,
        _("See what came of it"),
        expectation=guest.expectation if guest.reply else "",
        reply=guest.reply,
    )
