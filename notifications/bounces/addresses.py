"""Return addresses: `bounce+eml_…-<proof>@…`, one for each mail; nobody can make one that he was not given.

The proof is an HMAC over the mail's id. Where `BOUNCE_ADDRESS` is empty, mails leave under the company's own address.
"""

import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from core.company import company
from notifications.models import Email
from notifications.terms import BOUNCES

SALT = "notifications.bounces"
TOKEN = re.compile(r"\+(eml_[0-9a-f]{16})-([0-9a-f]+)$")
OURS = re.compile(r"<(eml_[0-9a-f]{16})@([^>\s]+)>")


def return_address(email: Email) -> str:
    """Where this mail comes back to: its envelope sender (VERP)."""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    if not domain:
        return parseaddr(company().mail_from)[1]
    return f"{local}+{email.public_id}-{_proof(email.public_id)}@{domain}"


def mail_of(address: str) -> str:
    """The public id of the mail whose return address this is; empty for any other, and for a forged one."""
    local, _at, domain = address.strip().lower().rpartition("@")
    ours, _at, ours_at = settings.BOUNCE_ADDRESS.lower().partition("@")
    found = TOKEN.search(local)
    if not (ours_at and domain == ours_at and found and local[: found.start()] == ours):
        return ""
    return found[1] if constant_time_compare(found[2], _proof(found[1])) else ""


def named_in(message_id: str) -> str:
    """The public id of the mail of ours that has this Message-ID; it is as secret as a proof."""
    found = OURS.search(message_id)
    domain = company().mail_from.rstrip(">").rpartition("@")[2]
    return found[1] if found and found[2].lower() == domain.lower() else ""


def _proof(public_id: str) -> str:
    return salted_hmac(SALT, public_id, algorithm="sha256").hexdigest()[: BOUNCES.token_characters]
