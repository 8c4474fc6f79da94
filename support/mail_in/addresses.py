"""Reply addresses: `support+tkt_…-<proof>@…`, one for each ticket and person; only who got it can have it.

The proof is an HMAC over ticket and mail address. A reply counts as the customer's where it comes from that address
and carries that proof; from elsewhere, or for another ticket, it is nobody's word.
"""

import re
from email.utils import parseaddr

from django.utils.crypto import constant_time_compare, salted_hmac

from core.company import company
from notifications.models import Email
from support.terms import MAIL

SALT = "support.mail_in"
TOKEN = re.compile(r"\+(tkt_[0-9a-f]{16})-([0-9a-f]+)$", re.IGNORECASE)
OURS = re.compile(r"<(eml_[0-9a-f]{16})@")


def proof(ticket: str, address: str) -> str:
    """What only the reader of a mail to this address about this ticket knows."""
    mac = salted_hmac(SALT, f"{ticket}:{address.strip().lower()}", algorithm="sha256")
    return mac.hexdigest()[: MAIL.token_characters]


def reply_address(ticket: str, address: str) -> str:
    """Where this person's answers about this ticket go."""
    local, _at, domain = _inbox().partition("@")
    return f"{local}+{ticket}-{proof(ticket, address)}@{domain}"


def token_of(address: str) -> tuple[str, str] | None:
    """The ticket and the proof that a recipient's address carries."""
    local, _at, domain = address.strip().lower().rpartition("@")
    if domain != _inbox().partition("@")[2].lower():
        return None
    found = TOKEN.search(local)
    return (found[1], found[2]) if found else None


def proves(ticket: str, given: str, sender: str) -> bool:
    """Whether a proof belongs to this ticket and this sender."""
    return constant_time_compare(given, proof(ticket, sender))


def headers(email: Email) -> dict[str, str]:
    """What a mail about a ticket says of its thread: where answers go, and what it belongs to."""
    root = f"<{email.about}@{_inbox().partition('@')[2]}>"
    return {"Reply-To": reply_address(email.about, email.to), "In-Reply-To": root, "References": root}


def ours_among(references: str) -> list[str]:
    """The public ids of our own mails that a mail names as what it answers."""
    return OURS.findall(references)


def _inbox() -> str:
    return parseaddr(company().support_email)[1]
