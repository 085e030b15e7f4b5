"""The doors: sign-up by invitation alone, where each door leads, and the mails that belong to them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account import forms as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from activity.models import deliver
from alliances.models import Invitation
from people.models import Person
from web.exceptions import DomainError
from web.forms import Bounded

INVITED = "invitation"  # in the session: the invitation somebody without an account is accepting
KEPT = timedelta(days=3)  # how long the addresses of these mails are kept


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The open invitation this session is accepting, or ``None``."""
    named = request.session.get(INVITED)
    if named is None:
        return None
    rows = Invitation.objects.open().select_related("partnership__alliance", "partnership__organisation")
    return rows.filter(pk=named).first()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address already."""
    return bool(filter_users_by_email(email))


def sign_in_then(address: str) -> HttpResponse:
    """To the sign-in page, and from there on to ``address``."""
    return redirect(f"{reverse('account_login')}?{urlencode({'next': address})}")


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions, answered by this house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only for who brings an open invitation; who has an account signs in and accepts it there."""
        invitation = invitation_of(request)
        if invitation and has_account(invitation.email):
            raise ImmediateHttpResponse(sign_in_then(invitation.accept_path))
        return invitation is not None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """The invitation's link came by mail, so whoever holds it reads that address."""
        invitation = invitation_of(request)
        return bool(invitation and invitation.email == email.lower())

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        invitation = form.invitation
        user.name = form.cleaned_data["name"]
        user.language = form.cleaned_data["language"]
        user.time_zone = invitation.partnership.alliance.time_zone
        return super().save_user(request, user, form, commit)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's desk, in the person's language."""
        with translation.override(request.user.language):  # type: ignore[union-attr]
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    # Mails. None is sent inside a request: each is owed and gets its words and its secret when it goes out
    # (alliances.letters), so a mail server that hangs holds up no page and no link lies in the database.

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        address = emailconfirmation.email_address
        owe_mail(
            "alliances.confirm_email",
            language=address.user.language,
            address=address.email,
            confirmation=address.pk,
        )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell ``user`` that something about signing in has changed; without the address or browser it came by."""
        address = email or EmailAddress.objects.get_primary_email(user)
        if address:
            owe_mail(
                "alliances.sign_in_notice",
                language=user.language,
                address=address,
                whom=str(user.pk),
                what=template_prefix.rpartition("/")[2],
            )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's other mails tell a stranger whether there is an account; the house sends none of them."""


def owe_mail(purpose: str, *, language: str, address: str, **ids: Any) -> None:
    """Owe one mail of sign-in to ``address``; every call is another mail."""
    deliver(
        purpose,
        uuid4().hex,
        language=language,
        address=address,
        delete_at=timezone.now() + KEPT,
        **ids,
    )


class LoginForm(Bounded, allauth.LoginForm):
    """As allauth's, but see ``Bounded``; so the four that follow."""


class AddEmailForm(Bounded, allauth.AddEmailForm):
    pass


class ChangePasswordForm(Bounded, allauth.ChangePasswordForm):
    pass


class ReauthenticateForm(Bounded, allauth.ReauthenticateForm):
    pass


class ResetPasswordKeyForm(Bounded, allauth.ResetPasswordKeyForm):
    pass


class SignUpForm(Bounded, allauth.SignupForm):
    """An account for the invitation's e-mail, and with it the membership it promises."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=Person._meta.get_field("name").max_length,
        help_text=_("As the others in your alliance should see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("email", "name", "language", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The view opens for no session without one: see ``AccountAdapter.is_open_for_signup``.
        self.invitation = invitation_of(context.request)
        if self.invitation:
            # A disabled field is never read from what was sent.
            self.fields["email"].disabled = True
            self.initial["email"] = self.invitation.email
            self.initial["language"] = self.invitation.language

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Account and membership together, or neither; whoever came second reads why on the invitation's page."""
        invitation = self.invitation
        assert invitation is not None  # noqa: S101 - the view is closed without one
        try:
            with transaction.atomic():
                invitation.locked()
                person, response = super().try_save(request)
                if person is not None:
                    invitation.accept(by=person)
        except (DomainError, IntegrityError):
            return None, redirect(invitation.accept_path)
        if person is not None:
            request.session.pop(INVITED, None)
            messages.success(
                request, _("Welcome to %(alliance)s.") % {"alliance": invitation.partnership.alliance}
            )
        return person, response


class ResetPasswordForm(Bounded, allauth.ResetPasswordForm):
    """Asks for a mail with a link. Whether there is an account is looked up when the mail is written, so the
    answer to a known and to an unknown address is the same, and takes the same time."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"].lower()
        owe_mail("alliances.password_reset", language=get_language() or "en", address=email)
        return email
