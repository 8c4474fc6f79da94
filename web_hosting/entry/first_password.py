"""The first password: kept sealed, shown a single time to who has signed in anew, then forgotten."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.acts import Act
from core.transitions import NotAllowed, amend, claim
from core.vault import InvalidToken, opened
from web_hosting.models import HostingAccount


def why_not(account: HostingAccount, now: datetime) -> str:
    """Why it is not shown; empty where it is."""
    if account.secret_seen_at:
        return _("It has been shown already. Sign in through the panel’s door and set a new one there.")
    if not account.secret or (account.secret_until and now > account.secret_until):
        return _("It is no longer kept. Sign in through the panel’s door and set a new one there.")
    if account.state not in HostingAccount.RUNNING:
        return _("The space is not set up yet.")
    return ""


def reveal(account: HostingAccount, act: Act) -> str:
    """The password, once: of two who ask at the same moment one gets it. Raises NotAllowed."""
    with transaction.atomic():
        claim(account)
        if words := why_not(account, act.now):
            raise NotAllowed(words, "HD-4.3")
        try:
            password = opened(bytes(account.secret)).decode()
        except InvalidToken:
            raise NotAllowed(
                _("It cannot be read any more. Sign in through the panel’s door."), "HD-4.3"
            ) from None
        amend(account, act, "password_shown", "HD-4.3", secret=None, secret_until=None,
              secret_seen_at=act.now)  # fmt: skip
    return password
