"""Signs that an account's data may be false. They advise staff and decide nothing (DN-7.3.2)."""

from collections.abc import Iterator

import phonenumbers
from allauth.account.models import EmailAddress
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException

from accounts.models import Customer
from core.acts import Act
from core.attention import raise_attention

CLAUSE = "DN-7.3.2"
QUEUE = "data_accuracy"


def is_disposable(email: str) -> bool:
    """Whether the address is of a domain that gives addresses away for an hour, or below one."""
    from disposable_email_domains import blocklist  # 2 MiB of names: only where an address is judged

    labels = email.rpartition("@")[2].lower().rstrip(".").split(".")
    return any(".".join(labels[n:]) in blocklist for n in range(len(labels) - 1))


def signs(customer: Customer) -> Iterator[str]:
    """What looks wrong, in words for staff."""
    people = list(customer.memberships.select_related("user"))
    for email in sorted({customer.billing_email, *(one.user.email for one in people)}):
        if is_disposable(email):
            yield str(_("disposable address: %(email)s")) % {"email": email}
    if not _in_use(customer.phone):
        yield str(_("no telephone number of this form is in use: %(phone)s")) % {"phone": customer.phone}
    verified = EmailAddress.objects.filter(user__memberships__customer=customer, verified=True)
    if people and not verified.exists():
        yield str(_("nobody of the account has confirmed an e-mail address"))


def call_staff(customer: Customer, act: Act) -> None:
    """An account is opened or changed with a disposable address: staff look at it, once for each address."""
    if is_disposable(customer.billing_email):
        title = format_lazy(
            _("{customer} – disposable e-mail address: are the data true?"), customer=customer
        )
        key = f"{customer.public_id}:disposable:{customer.billing_email}"
        raise_attention(QUEUE, key, customer.public_id, title, act=act, clause=CLAUSE)


def _in_use(phone: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone))
    except NumberParseException:
        return False
