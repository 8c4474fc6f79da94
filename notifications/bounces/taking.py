"""Taking a returned mail in: it must prove which mail it is about, and say that this mail failed for good.

Proof is the signed return address, or the Message-ID in a report by RFC 3464. Nothing here is ever answered.
"""

import logging

from django.db import transaction

from core.acts import Act
from core.transitions import held
from notifications.lifecycle import bounce
from notifications.models import Email
from notifications.terms import BOUNCES

from . import addresses, reading
from .following import follow

log = logging.getLogger(__name__)
BOUNCED, REPEATED, IGNORED = "bounced", "repeated", "ignored"
NULL = {"", "<>"}
FORM = b"multipart/report"


class TooEarly(Exception):
    """The mail is still on its way out: the report must come again."""


def take(raw: bytes, act: Act, envelope_from: str = "", envelope_to: tuple[str, ...] = ()) -> str:
    """What became of a message, if it is a report about a mail of ours; empty when it is something else.

    Only what has no sender, or the form of a report, counts; what comes to a return address goes nowhere else.
    """
    proven = next(filter(None, map(addresses.mail_of, envelope_to)), "")
    if not proven and envelope_from.strip() not in NULL and FORM not in raw[: BOUNCES.header_bytes].lower():
        return ""
    report = reading.read(raw)
    if not proven and not report.mail:
        return ""
    if report.outcome != reading.FAILED or not (report.by_form or envelope_from.strip() in NULL):
        return IGNORED
    return _returned(proven or report.mail, report, act)


def _returned(public_id: str, report: reading.Report, act: Act) -> str:
    with transaction.atomic():
        email = Email.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
        if email is None or not (report.by_form or email.to.lower() in report.recipients):
            return IGNORED
        if email.state in (Email.State.QUEUED, Email.State.SENDING):
            raise TooEarly(public_id)
        if email.state != Email.State.SENT:
            return REPEATED
        come_back(email, act, report.status, report.said)
    return BOUNCED


def come_back(email: Email, act: Act, status: str, said: str) -> None:
    """A mail that had left did not arrive."""
    bounce(held(email), act, said=said or status)
    follow(email, act, "bounced", status, said)
