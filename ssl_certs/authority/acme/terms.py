"""How we speak ACME (RFC 8555): deadlines and patience, the company's own rules; nothing is promised to a customer."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, term


@dataclass(frozen=True, slots=True)
class AcmeTerms:
    """Deadlines of one conversation; all of it must stay well inside the lease of a call."""

    connect: timedelta = term(timedelta(seconds=10), POLICY)  # TCP and TLS
    answer: timedelta = term(timedelta(seconds=45), POLICY)
    nonces: int = term(20, POLICY)  # how often a request is sent anew whose nonce is not taken
    patience: timedelta = term(timedelta(seconds=8), POLICY)  # an authority at work is waited for
    look: timedelta = term(timedelta(milliseconds=250), POLICY)  # meanwhile, and then longer each time
    soon: timedelta = term(
        timedelta(hours=4), POLICY
    )  # a limit that ends by then is waited out, told to nobody


ACME = AcmeTerms()
