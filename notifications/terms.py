"""How the outbox is run. None of these is promised to a customer."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import OPERATIONS, POLICY, term


@dataclass(frozen=True, slots=True)
class OutboxTerms:
    """Batches, patience and giving up."""

    batch: int = term(200, POLICY)  # mails leased at once
    recorded_together: int = term(20, POLICY)  # at most so many are repeated when a worker is killed
    lease: timedelta = term(OPERATIONS.lease, POLICY)  # a mail not accounted for by then is sent again
    patience: float = term(120.0, POLICY)  # seconds a batch may take before the rest is given back
    backoff: tuple[timedelta, ...] = term(OPERATIONS.backoff, POLICY)  # after a temporary refusal
    alert_after: timedelta = term(timedelta(hours=1), POLICY)  # a longer wait for a server alarms staff
    give_up_after_attempts: int = term(30, POLICY)  # about five days (RFC 5321, 4.5.4.1)


@dataclass(frozen=True, slots=True)
class BounceTerms:
    """How returned mails are read."""

    token_characters: int = term(16, POLICY)
    read_bytes: int = term(256 * 1024, POLICY)  # what a report says stands at its beginning
    header_bytes: int = term(16 * 1024, POLICY)  # in which a report's form is looked for
    parts: int = term(50, POLICY)
    said_characters: int = term(300, POLICY)


BOUNCES = BounceTerms()
OUTBOX = OutboxTerms()
