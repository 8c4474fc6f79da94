"""Giving up and revoking at the authority, with the three instants that the customer sees (SSL-7.2b)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import deciding, evidence
from core.acts import Act
from core.ports import PortRefused
from ssl_certs import answers, emails, issued
from ssl_certs.authority import Progress
from ssl_certs.flows import certificates
from ssl_certs.models import Certificate
from ssl_certs.terms import HANDLING


@certificates.verb(source=["requesting", "validating"], target="abandoning", clause="SSL-6.3")
def abandon(certificate: Certificate, act: Act) -> None:
    """The request is given up; what the authority may have issued meanwhile is revoked."""
    answers.call_now(certificate, act)


@certificates.verb(source="abandoning", target="abandoned", clause="SSL-6.3")
def be_abandoned(certificate: Certificate, act: Act, answer: Progress) -> str | None:
    """The authority has nothing open any more; issued in the last moment, it is revoked."""
    answers.settle_call(certificate)
    if answer is None or not answer.issued:
        answers.ended(certificate, act)
        return None
    facts = issued.read(answer.issued)
    certificate.pem, certificate.chain, certificate.serial = facts.pem, facts.chain, facts.serial
    certificate.not_before, certificate.not_after = facts.not_before, facts.not_after
    certificate.issued_at = act.now
    _ask(certificate, act, Certificate.Reason.CESSATION)
    return "revoking"


@certificates.verb(source="abandoning", target="abandoned", clause="SSL-6.3")
def not_abandoned(certificate: Certificate, act: Act, refusal: PortRefused) -> None:
    """The authority knows of no such request, or does not give it up: for us it is over, staff look."""
    certificate.refusal_code, certificate.refusal = str(refusal.code)[:60], refusal.message
    answers.settle_call(certificate)
    answers.tell_staff(certificate, act, "ssl_authority", _("the request could not be given up"), "SSL-6.3",
                       str(refusal))  # fmt: skip
    answers.ended(certificate, act)


@certificates.verb(source=["issued", "replaced"], target="revoking", clause="SSL-7.1a",
                   label=_("revoke at the customer’s request"))  # fmt: skip
def revoke(certificate: Certificate, act: Act, code: int) -> None:
    """Its revocation is asked for; it cannot be taken back (SSL-8.1c), and gives no refund by itself (SSL-7.2a)."""
    _ask(certificate, act, code)


def _ask(certificate: Certificate, act: Act, code: int) -> None:
    certificate.revocation_reason, certificate.revocation_requested_at = int(code), act.now
    answers.call_now(certificate, act)


@certificates.verb(source="revoking", target="revoked", clause="SSL-7.2b")
def be_revoked(certificate: Certificate, act: Act, answer: datetime | None) -> str | None:
    """The authority has revoked it, or has taken the request and says later that it is done."""
    certificate.revocation_sent_at = certificate.revocation_sent_at or act.now
    if answer is None:
        answers.ask_again(certificate, act)
        return "revoking"
    certificate.revoked_at = answer
    answers.settle_call(certificate)
    if not deciding.silent(certificate.order):
        emails.revoked(certificate, act)
    answers.ended(certificate, act)
    return None


@certificates.verb(source="revoking", clause="SSL-7.2b")
def not_revoked(certificate: Certificate, act: Act, refusal: PortRefused) -> None:
    """The authority refuses to revoke: asked again tomorrow, and staff look today."""
    answers.ask_tomorrow(certificate, act, refusal)


@certificates.verb(source="revoking", clause="SSL-7.2b")
def report_late_revocation(certificate: Certificate, act: Act) -> None:
    """A day has passed and the authority has not revoked it."""
    due = certificate.revocation_requested_at + HANDLING.revocation
    evidence.record(certificate.public_id, "breach", "late_revocation", act, "SSL-7.2b", due=due)
    answers.tell_staff(certificate, act, "ssl_revocations", _("the revocation is late"), "SSL-7.2b")
