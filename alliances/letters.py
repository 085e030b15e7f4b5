"""The words of this room's mails; each is written when it is sent, and not at all when it is no longer wanted."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import filter_users_by_email, user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from activity.letters import absolute, letter
from activity.models import Delivery
from activity.registry import Letter, purpose
from alliances.models import Invitation
from people.models import Person

NOTICES = {
    "password_changed": _("Your password was changed."),
    "password_reset": _("Your password was changed, by the link we sent you."),
    "password_set": _("Your password was set."),
    "email_changed": _("Your e-mail was changed."),
}


@purpose("alliances.invitation")
def invitation(delivery: Delivery) -> Letter | None:
    """To somebody who is wanted; nothing once the invitation is used, withdrawn or past its day."""
    found = (
        Invitation.objects.open()
        .select_related("partnership__alliance", "partnership__organisation", "invited_by")
        .filter(pk=delivery.ids["invitation"])
        .first()
    )
    if found is None:
        return None
    return letter(
        "mail/invitation",
        {
            "invitation": found,
            "alliance": found.partnership.alliance,
            "organisation": found.partnership.organisation,
            "link": absolute(found.accept_path),
        },
    )


@purpose("alliances.password_reset")
def password_reset(delivery: Delivery) -> Letter | None:
    """A link that sets a new password; nothing where nobody signs in with that address, or too late."""
    people = filter_users_by_email(delivery.address, is_active=True, prefer_verified=True)
    late = (timezone.now() - delivery.created_at).total_seconds() > settings.PASSWORD_RESET_TIMEOUT
    if not people or late:
        return None
    person = people[0]
    link = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    with translation.override(person.language):
        return letter("mail/password_reset", {"person": person, "link": absolute(link)})


@purpose("alliances.confirm_email")
def confirm_email(delivery: Delivery) -> Letter | None:
    """A link that confirms an address; nothing where it was given up meanwhile, or is somebody's already."""
    address = (
        EmailAddress.objects.select_related("user")
        .filter(pk=delivery.ids["confirmation"], verified=False)
        .first()
    )
    if address is None or EmailAddress.objects.filter(email=address.email, verified=True).exists():
        return None
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return letter("mail/confirm_email", {"person": address.user, "link": absolute(link)})


@purpose("alliances.sign_in_notice")
def sign_in_notice(delivery: Delivery) -> Letter | None:
    """To say that something about signing in has changed, and what to do if it was somebody else."""
    person = Person.objects.filter(pk=delivery.ids["whom"]).first()
    if person is None:
        return None
    with timezone.override(person.time_zone):
        return letter(
            "mail/sign_in_notice",
            {
                "person": person,
                "sentence": NOTICES.get(
                    delivery.ids["what"], _("Something about how you sign in was changed.")
                ),
                "at": delivery.created_at,
                "link": absolute(reverse("account_reset_password")),
            },
        )
