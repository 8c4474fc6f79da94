"""What an authority’s answer leaves on a certificate: asked again, settled, shown to staff; and on its order."""

from django.utils.translation import gettext_lazy as _

from core import answering, clock, evidence
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.ports import PortRefused

from .flows import orders
from .models import Certificate
from .terms import HANDLING

__all__ = [
    "OURS",
    "ask_again",
    "ask_tomorrow",
    "call_now",
    "ended",
    "settle_call",
    "tell_staff",
    "wrong_certificate",
]
# Refusals that are about us, not about the certificate: asked again once staff have looked (RFC 8555 6.7).
OURS = {
    "accountDoesNotExist",
    "externalAccountRequired",
    "billing",
    "rateLimited",
    "serverInternal",
    "unsupported",
}


def ask_again(certificate: Certificate, act: Act) -> None:
    """The authority is still at work: soon where the customer has just said that all is in place, else in a while."""
    submitted = certificate.validations.filter(state="submitted").exists()
    settle_call(certificate, next_at=act.now + (HANDLING.asked_soon if submitted else HANDLING.asked_again))


def ask_tomorrow(certificate: Certificate, act: Act, refusal: PortRefused) -> str:
    """It refuses for a reason of ours: asked again tomorrow, staff look today; the state stays."""
    answering.ask_tomorrow(certificate, act, str(refusal))
    tell_staff(
        certificate, act, "ssl_authority", _("the authority refuses us"), "SSL-11.1", detail=str(refusal)
    )
    return certificate.state


def wrong_certificate(certificate: Certificate, act: Act, facts) -> str:
    """What the authority gave is for another key: it is not delivered, staff and the authority must look."""
    evidence.record(certificate.public_id, "act", "wrong_key", act, "SSL-11.1",
                    asked=certificate.key_digest, given=facts.key_digest, serial=facts.serial)  # fmt: skip
    certificate.call_at, certificate.call_error = clock.tomorrow_of(act.now, 1), f"wrong key: {facts.serial}"
    title = _("the authority has issued a certificate for another key")
    tell_staff(certificate, act, "ssl_authority", title, "SSL-11.1", detail=facts.serial)
    return "validating"


def ended(certificate: Certificate, act: Act) -> None:
    """A certificate or a request has ended at the authority: its order goes on from there, where it was waiting."""
    verb = orders.verbs["go_on"]
    if verb.allowed(certificate.order):
        verb(certificate.order, act)
