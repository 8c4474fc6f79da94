"""Sign-in by django-allauth, mails by the outbox: what allauth would send is queued."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.acts import act_of
from core.middleware import COOKIE
from notifications import outbox

from .languages import remember_language
from .models import User

# allauth's template prefix → the mail's kind and the link that it carries
MAILS: dict[str, tuple[str, str]] = {
    "account/email/email_confirmation_signup": ("accounts.confirm_email", "activate_url"),
    "account/email/email_confirmation": ("accounts.confirm_email", "activate_url"),
    "account/email/password_reset_key": ("accounts.password_reset", "password_reset_url"),
    "account/email/unknown_account": ("accounts.unknown_account", "signup_url"),
    "account/email/account_already_exists": ("accounts.already_exists", "password_reset_url"),
}
# allauth's template prefix → what changed: all are told by one mail, `accounts.security_notice`
NOTICES: dict[str, Any] = {
    "account/email/password_changed": _("Your password has been changed."),
    "account/email/password_reset": _("Your password has been reset."),
    "account/email/password_set": _("A password has been set for your sign-in."),
    "account/email/email_changed": _("The e-mail address of your sign-in has been changed."),
    "account/email/email_deleted": _("An e-mail address has been removed from your sign-in."),
    "mfa/email/totp_activated": _("Sign-in with an authenticator app has been switched on."),
    "mfa/email/totp_deactivated": _("Sign-in with an authenticator app has been switched off."),
    "mfa/email/webauthn_added": _("A security key has been added to your sign-in."),
    "mfa/email/webauthn_removed": _("A security key has been removed from your sign-in."),
    "mfa/email/recovery_codes_generated": _("New recovery codes have been made for your sign-in."),
}


class AccountAdapter(DefaultAccountAdapter):
    """How people sign up and in."""

    def save_user(self, request, user, form, commit=True):
        """A new person keeps the language in which he signed up."""
        user.language = request.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def get_signup_redirect_url(self, request) -> str:
        return resolve_url("accounts:profile")

    def post_login(self, request, user, **kwargs):
        """A reader who has chosen no language in this browser gets the one of his sign-in."""
        response = super().post_login(request, user, **kwargs)
        if COOKIE not in request.COOKIES:
            remember_language(response, user.language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail that carries a link."""
        kind, link = MAILS[template_prefix]
        self._queue(kind, email, User.objects.filter(email=email.lower()).first(), link=context[link])

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Tell a person what was changed about the sign-in, and from where."""
        with translation.override(user.language):
            change = str(NOTICES[template_prefix])
        address = self.get_client_ip(self.request)
        browser = self.get_http_user_agent(self.request)[:200]
        self._queue(
            "accounts.security_notice", email or user.email, user, change=change, ip=address, browser=browser
        )

    def _queue(self, kind: str, email: str, user: User | None, **context: str) -> None:
        act, about = act_of(self.request), user.public_id if user else ""
        outbox.queue(
            kind,
            to=email,
            language=user.language if user else self.request.LANGUAGE_CODE,
            context={"email": email, "at": act.now, **context},
            about=about,
            key=f"{kind}:{about or 'visitor'}:{act.now:%Y%m%d%H%M%S%f}",
            now=act.now,
            act=act,
        )
