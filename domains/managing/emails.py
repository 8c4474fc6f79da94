"""The mails of managing: an address to confirm, contacts to look at, a licence given or ended."""

from typing import Any

from core import clock
from core.acts import Act
from notifications import outbox

from .links import verification_link
from .terms import MANAGING


def verify_address(verification, names, act: Act, key: str) -> None:
    """To the new address itself: only its reader can follow the link."""
    context = {
        "names": [domain.unicode_name for domain in names],
        "address": verification.address,
        "until": clock.local_date(verification.asked_at + MANAGING.confirm_within),
        "link": verification_link(verification),
    }
    _tell(
        verification,
        act,
        "domains.verify_address",
        "DN-7.3.2",
        key,
        context,
        verification.address,
        private=True,
    )


def address_not_verified(verification, names, act: Act) -> None:
    """The names are out of the DNS: to the address and to the account."""
    context = {
        "names": [domain.unicode_name for domain in names],
        "address": verification.address,
        "link": outbox.link("domains:list"),
    }
    for to in {verification.address, verification.customer.billing_email}:
        _tell(verification, act, "domains.address_not_verified", "DN-9.5(1)", "overdue", context, to)


def review_contacts(review, act: Act) -> None:
    """Once a year: do the contacts of the names still hold?"""
    first = clock.local_date(review.asked_at or act.now)
    context = {"link": outbox.link("domains:contact_review"), "today": act.today}
    context["asked"] = first if first < act.today else None
    to = review.customer.billing_email
    _tell(review, act, "domains.review_contacts", "DN-7.3.1", f"{act.today}", context, to)


def licensed(domain, licence, act: Act) -> None:
    """To the operator: which name, until when, and what a licence is not (DN-13.1)."""
    context = {
        "name": domain.unicode_name,
        "holder": domain.customer.name,
        "until": licence.ends_on,
        "link": outbox.link("domains:detail", domain.public_id),
        "sign_in": outbox.link("account_reset_password"),
    }
    outbox.queue(
        "domains.licensed", to=licence.user.email, language=licence.user.language, context=context,
        about=domain.public_id, key=f"{licence.public_id}:licensed:{domain.public_id}:{licence.ends_on}",
        now=act.now, clause="DN-13.1", act=act,
    )  # fmt: skip


def _tell(
    thing, act: Act, kind: str, clause: str, key: str, context: dict[str, Any], to: str, private=False
) -> None:
    """`private` keeps a mail with a link for its reader out of the account's messages."""
    outbox.queue(
        kind, to=to, language=thing.customer.language, context=context, about=thing.public_id,
        key=f"{thing.public_id}:{kind}:{key}:{to}", now=act.now,
        customer=None if private else thing.customer, clause=clause, act=act,
    )  # fmt: skip
