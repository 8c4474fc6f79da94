"""Somebody without an account (contact of a name, reporter, former customer) asks about his data (09-08, art. 7-9).

He shows that the address is his by a link that is sent to it; the page says the same whether we know it or not.
"""

import hashlib

from django.core import signing
from django.utils.translation import gettext as _

from accounts.models import Contact, Customer, User
from core import throttle
from core.acts import Act
from core.transitions import NotAllowed
from core.uploads import Upload

from . import emails, lifecycle
from .models import PrivacyRequest
from .schedule import CLAUSE
from .terms import PRIVACY

SALT = "accounts.privacy.stranger"


def send_link(email: str, language: str, act: Act) -> None:
    """Write to the address; one that is written to too often is silently not. Raises NotAllowed for too many asks."""
    if throttle.count(f"privacy-links:{act.ip}", PRIVACY.hour) > PRIVACY.links_an_hour:
        raise NotAllowed(
            _("That was many links in a short time. Try again in an hour, or write to us."), CLAUSE
        )
    address = email.strip().lower()
    digest = hashlib.sha256(address.encode()).hexdigest()
    if throttle.count(f"privacy-links-to:{digest}", PRIVACY.link) <= PRIVACY.copies:
        emails.link(address, token_of(address), language, act)


def token_of(address: str) -> str:
    """What the link carries: the address, signed with its instant."""
    return signing.dumps(address, salt=SALT)


def address_of(token: str) -> str | None:
    """Whose link it is; None for one that is too old or not ours."""
    try:
        return signing.loads(token, salt=SALT, max_age=PRIVACY.link)
    except signing.BadSignature:
        return None


def ask(
    address: str, name: str, kind: str, words: str, language: str, act: Act, proof: Upload | None = None
) -> PrivacyRequest:
    """The request, with its ten clear days; the address is his, who he is staff check. Raises NotAllowed."""
    waiting = PrivacyRequest.objects.filter(email=address, person=None, state__in=PrivacyRequest.OPEN)
    if waiting.count() >= PRIVACY.copies:
        said = _(
            "Your requests are being examined: the answer comes to this address, you need not ask again."
        )
        raise NotAllowed(said, CLAUSE)
    request = PrivacyRequest(channel=PrivacyRequest.Channel.WEB, email=address, name=name, kind=kind, words=words,
                             language=language)  # fmt: skip
    return lifecycle.enter(request, act, proof)


def known(address: str) -> list[str]:
    """Where we know an address from: for staff only, who examine the request."""
    users = User.objects.filter(email__iexact=address)
    accounts = Customer.objects.filter(billing_email__iexact=address)
    contacts = Contact.objects.filter(email__iexact=address).select_related("customer")
    return [
        *(f"{user._meta.verbose_name} {user.public_id}" for user in users),
        *(f"{account._meta.verbose_name} {account} ({account.public_id})" for account in accounts),
        *(f"{one._meta.verbose_name} {one} – {one.customer} ({one.public_id})" for one in contacts),
    ]
