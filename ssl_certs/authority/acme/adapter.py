"""The authority port spoken in ACME (RFC 8555).

The order's address is the reference. A proof that the authority did not find spoils the whole order, once and for
all (RFC 8555 7.1.6): so it is told per name, and at once a new order is made for the same names. What was proven
stays proven where the authority uses authorizations again, as most do; the other names get new tokens.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import josepy
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from core.ports import PortRefused, PortUnavailable
from ssl_certs.authority.port import DNS, HTTP, Challenge, Issued, Progress, Request, Window

from . import account, proof, reading, renewal
from .config import Config
from .network import Payload, Problem
from .reading import PENDING, PROCESSING, PROVEN, READY, VALID, Authorization, Order
from .refusals import finding, port_error
from .session import Session, speaking

NOTHING = ("", "")


class AcmeAuthority:
    """An authority that speaks ACME. It looks before it acts: nothing is done twice, nothing issued is lost."""

    methods = (DNS, HTTP)
    names_from_request = True  # RFC 8555 7.4: a request for other names is refused

    def __init__(self, config: Config):
        self.config = config

    def request(self, wanted: Request, now: datetime) -> Progress:
        """The order that is open already, or a new one; an order made and not remembered hurts nobody: it expires."""
        proof.check_ways(wanted)
        with speaking(self.config, now) as session:
            order = session.order(wanted.reference) if wanted.reference else None
            if order is None or order.lost:
                order = session.new_order(wanted)
            return _shown(session, wanted, order)

    def advance(self, wanted: Request, ready: Collection[str], vetted: bool, now: datetime) -> Progress:
        """Let the ready names be checked, ask for the certificate once all are proven, fetch it."""
        with speaking(self.config, now) as session:
            order = session.order(wanted.reference) if wanted.reference else None
            if order is None:
                return _shown(session, wanted, session.new_order(wanted))
            open_ones: list[Authorization] = []
            if order.status == PENDING:
                order, open_ones = proof.shown_to(session, order, wanted, ready)
            if order.status == READY and vetted:
                order = session.finalize(order, wanted.csr)
            if order.lost or any(one.lost for one in open_ones):
                return _begun_again(session, wanted, order)
            return _shown(session, wanted, session.patiently(order), open_ones)

    def cancel(self, wanted: Request, now: datetime) -> Progress:
        """Give up what is open, so that nothing is issued any more; what was issued is handed over to be revoked."""
        if not wanted.reference:
            return Progress("")
        with speaking(self.config, now) as session:
            order = session.order(wanted.reference)
            if order and order.status in (PENDING, READY):
                _given_up(session, order)
                order = session.order(wanted.reference)
            order = order and session.patiently(order)
            if order and order.status == PROCESSING:
                raise PortUnavailable(f"{wanted.reference} is being issued")
            issued = session.certificate(order) if order and order.status == VALID else None
            return Progress(wanted.reference, issued=issued)

    def revoke(self, certificate: Issued, reference: str, reason: int, now: datetime) -> datetime | None:
        """By our account, or by that of ours which had it issued; one revoked already is revoked."""
        refused: PortRefused | None = None
        for ours in (None, *account.former(self.config)):
            try:
                with speaking(self.config, now, ours) as session:
                    _revoke(session, certificate, reason)
                return now
            except PortRefused as refusal:
                refused = refused or refusal
                if refusal.code != "unauthorized":
                    break
        raise refused

    def renewal_window(self, certificate: Issued, reference: str, now: datetime) -> Window | None:
        """When it is to be replaced; an expired one is not asked about (RFC 9773 4.3)."""
        leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
        name = renewal.certificate_id(leaf)
        with speaking(self.config, now) as session:
            service = session.offers("renewalInfo")
            if not service or not name or leaf.not_valid_after_utc <= now:
                return None
            return renewal.window_of(reading.object_of(session.network.get(f"{service.rstrip('/')}/{name}")))


def _shown(
    session: Session, wanted: Request, order: Order, known: list[Authorization] | None = None,
    problems: Mapping[str, tuple[str, str]] | None = None, note: str = "",
) -> Progress:  # fmt: skip
    """Where an order stands, name by name, with the certificate where there is one."""
    if order.status in PROVEN:
        challenges = [Challenge(name, wanted.methods.get(name, DNS), valid=True) for name in wanted.names]
    else:
        known = known or session.authorizations(order)
        found = problems or {}
        challenges = [
            proof.asked(one, order, wanted, session.key, found.get(one.name, NOTHING)) for one in known
        ]
    issued = session.certificate(order) if order.status == VALID else None
    return Progress(order.url, tuple(challenges), issued, note or order.status)


def _begun_again(session: Session, wanted: Request, order: Order) -> Progress:
    """An order that has failed: what was wrong with which name, and a new order for the same names.

    Where no name is at fault the certificate is refused, unless the fault is the authority's own or ours.
    """
    found = {one.name: session.problem(one) for one in session.authorizations(order)}
    problems = {name: finding(problem) for name, problem in found.items() if problem}
    note = ""
    if not problems and order.error:
        error = port_error(order.error, session.now, issuing=True)
        if isinstance(error, PortRefused):
            raise error
        note = str(error)
    return _shown(session, wanted, session.new_order(wanted), problems=problems, note=note)


def _revoke(session: Session, certificate: Issued, reason: int) -> None:
    der = x509.load_pem_x509_certificate(certificate.pem.encode()).public_bytes(Encoding.DER)
    facts: dict[str, Any] = {"certificate": josepy.b64encode(der).decode()}
    if reason:
        facts["reason"] = int(reason)  # without a reason the code is left out (RFC 5280 5.3.1)
    try:
        session.post(session.directory["revokeCert"], Payload(**facts))
    except Problem as problem:
        if problem.kind == "badRevocationReason" and reason:
            return _revoke(session, certificate, 0)  # that it is revoked matters more than why
        if problem.kind != "alreadyRevoked":
            raise


def _given_up(session: Session, order: Order) -> None:
    """Open names end an open order; where all are proven, they are what an order could still be issued on."""
    status = PENDING if order.status == PENDING else VALID
    for authorization in session.authorizations(order):
        if authorization.status == status:
            session.deactivate(authorization)
