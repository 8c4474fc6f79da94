"""What an authority’s answer leaves on a certificate: asked again, settled, shown to staff; and on its order."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core import answering, clock, evidence
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.ports import PortRefused

from . import emails
from .flows import orders
from .issued import MISFITS, CertificateFacts
from .models import Certificate
from .terms import HANDLING

__all__ = [
    "ask_again",
    "ask_tomorrow",
    "call_now",
    "ended",
    "settle_call",
    "tell_staff",
    "wrong_certificate",
]


def ask_again(certificate: Certificate, act: Act) -> None:
    """The authority is still at work: soon where the customer has just said that all is in place, else in a while.

    A request that has waited for days is asked for less often; what the customer does is looked at once.
    """
    lately = act.now - HANDLING.asked_again
    if certificate.validations.filter(state="submitted", submitted_at__gt=lately).exists():
        wait = HANDLING.asked_soon
    else:
        wait = _wait(act.now - certificate.requested_at)
    settle_call(certificate, next_at=act.now + wait)


def _wait(age: timedelta) -> timedelta:
    """Until the authority is asked again about a request of this age."""
    if age < HANDLING.asked_often:
        return HANDLING.asked_again
    return HANDLING.asked_later if age < HANDLING.asked_for_days else HANDLING.asked_daily


def ask_tomorrow(certificate: Certificate, act: Act, refusal: PortRefused) -> None:
    """It refuses for a reason of ours: asked again tomorrow, staff look today."""
    answering.ask_tomorrow(certificate, act, str(refusal))
    tell_staff(
        certificate, act, "ssl_authority", _("the authority refuses us"), "SSL-11.1", detail=str(refusal)
    )


def wrong_certificate(certificate: Certificate, act: Act, facts: CertificateFacts, why: str) -> str:
    """What the authority gave is not what was asked for: it is not delivered; customer and staff are told."""
    evidence.record(certificate.public_id, "act", "wrong_certificate", act, "SSL-11.1", why=why,
                    asked=certificate.key_digest, given=facts.key_digest, serial=facts.serial)  # fmt: skip
    certificate.call_at, certificate.call_error = clock.tomorrow_of(act.now, 1), f"{why}: {facts.serial}"
    tell_staff(certificate, act, "ssl_authority", MISFITS[why], "SSL-11.1", detail=facts.serial)
    emails.wrong_certificate(certificate, act, facts.serial)
    return "validating"


def ended(certificate: Certificate, act: Act) -> None:
    """A certificate or a request has ended at the authority: its order goes on from there, where it was waiting."""
    verb = orders.verbs["go_on"]
    if verb.allowed(certificate.order):
        verb(certificate.order, act, after=certificate)
