"""One conversation with an authority: opened for one act, in our account's name, closed afterwards."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import josepy
import requests
from acme import messages
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from core.ports import PortUnavailable
from ssl_certs.authority.models import AuthorityAccount
from ssl_certs.authority.port import Issued, Request

from . import account, renewal
from .config import Config
from .network import FAULTS, NOT_FOUND, Network, Payload, Problem
from .reading import (
    PROCESSING,
    UNPROVEN,
    Authorization,
    Order,
    authorization_of,
    object_of,
    offer_of,
    order_of,
)
from .refusals import ACCOUNT, port_error
from .terms import ACME

GONE = {403, 404}  # an order that is not ours or is not there
NO_SUCCESSOR = {"alreadyReplaced", "malformed", "unauthorized", NOT_FOUND}
PEM = "application/pem-certificate-chain"
Thing = TypeVar("Thing")


@contextmanager
def speaking(
    config: Config, now: datetime, as_account: AuthorityAccount | None = None
) -> Iterator["Session"]:
    """A conversation whose every failure is one of the port's."""
    session = Session(config, now, as_account or account.ours(config))
    try:
        session.open()
        yield session
    except Problem as problem:
        raise port_error(problem, now) from problem
    except FAULTS as error:
        raise PortUnavailable(f"{config.name}: {type(error).__name__}: {error}") from error
    finally:
        session.network.session.close()


class Session:
    """What can be said to the authority; raises Problem and `FAULTS`."""

    def __init__(self, config: Config, now: datetime, ours: AuthorityAccount):
        self.config, self.now, self.account = config, now, ours
        self.key = account.key_of(ours)
        self.network = Network(config, self.key)
        self.directory: Any = None

    def open(self) -> None:
        """Read the directory: where what is done."""
        said = object_of(self.network.get(self.config.directory))
        self.directory = messages.Directory.from_json(said)

    def offers(self, service: str) -> str:
        """The address of a service; empty where the authority has none."""
        try:
            return str(self.directory[service])
        except KeyError:
            return ""

    def post(self, url: str, body: Payload | None = None, **kwargs: Any) -> requests.Response:
        """A signed request. An authority that has forgotten our account is told of it again, with the same key."""
        if not self.account.url:
            self._register()
        account.signed_as(self.account, self.network)
        try:
            return self._post(url, body, **kwargs)
        except Problem as problem:
            if problem.kind != ACCOUNT:
                raise
        self._register()
        return self._post(url, body, **kwargs)

    def order(self, url: str) -> Order | None:
        """An order of ours; None where the authority knows it no more, or gave it to another account."""
        try:
            return order_of(url, object_of(self.post(url)))
        except Problem as problem:
            if problem.status in GONE:
                return None
            raise

    def new_order(self, wanted: Request) -> Order:
        """Ask for a certificate; as the successor of another where the authority follows that (RFC 9773 5)."""
        facts = self._order_facts(wanted)
        try:
            response = self.post(self.directory["newOrder"], Payload(**facts))
        except Problem as problem:
            if facts.pop("replaces", None) is None or problem.kind not in NO_SUCCESSOR:
                raise
            response = self.post(self.directory["newOrder"], Payload(**facts))
        return order_of(response.headers["Location"], object_of(response))

    def authorization(self, url: str) -> Authorization:
        return authorization_of(url, object_of(self.post(url)))

    def authorizations(self, order: Order) -> list[Authorization]:
        return [self.authorization(url) for url in order.authorizations]

    def problem(self, authorization: Authorization) -> Problem | None:
        """What was wrong with a name, where its proof has failed; some say it of the challenge only."""
        failed = authorization.failed
        if failed is None or failed.error:
            return failed.error if failed else None
        try:
            failed = offer_of(object_of(self.post(failed.url)))
        except Problem as problem:
            if problem.status not in GONE:
                raise
        return failed.error or Problem(0, UNPROVEN, "the authority did not find the proof")

    def deactivate(self, authorization: Authorization) -> None:
        """Give up control of a name; one that has ended meanwhile has ended."""
        try:
            self.post(authorization.url, Payload(status="deactivated"))
        except Problem as problem:
            if problem.status >= 500 or not self.authorization(authorization.url).lost:
                raise

    def finalize(self, order: Order, csr: str) -> Order:
        """Ask for the certificate itself; another process may have asked already."""
        der = x509.load_pem_x509_csr(csr.encode()).public_bytes(Encoding.DER)
        try:
            said = object_of(self.post(order.finalize, Payload(csr=josepy.b64encode(der).decode())))
        except Problem as problem:
            if problem.kind != "orderNotReady":
                raise port_error(problem, self.now, issuing=True) from problem
            return self.order(order.url) or order
        return self.patiently(order_of(order.url, said))

    def patiently(self, order: Order) -> Order:
        """An order that the authority is at work on, followed for a moment."""
        return self.followed(
            order, lambda: self.order(order.url) or order, lambda one: one.status != PROCESSING
        )

    def followed(self, thing: Thing, look: Callable[[], Thing], done: Callable[[Thing], bool]) -> Thing:
        """Look again and again, more and more slowly, until it is done or our patience ends."""
        end, wait = time.monotonic() + ACME.patience.total_seconds(), ACME.look.total_seconds()
        while not done(thing) and time.monotonic() + wait < end:
            time.sleep(wait)
            thing, wait = look(), wait * 2
        return thing

    def certificate(self, order: Order) -> Issued:
        """What was issued: the leaf, and its chain."""
        headers = {"Content-Type": self.network.JOSE_CONTENT_TYPE, "Accept": PEM}
        said = self.post(order.certificate, headers=headers).content
        leaf, *chain = (
            one.public_bytes(Encoding.PEM).decode() for one in x509.load_pem_x509_certificates(said)
        )
        return Issued(leaf, "".join(chain))

    def _post(self, url: str, body: Payload | None, **kwargs: Any) -> requests.Response:
        account.signed_as(self.account, self.network)
        return self.network.post(url, body, new_nonce_url=self.directory["newNonce"], **kwargs)

    def _register(self) -> None:
        account.registered(self.account, self.network, self.directory, self.config, self.now)

    def _order_facts(self, wanted: Request) -> dict[str, Any]:
        facts: dict[str, Any] = {"identifiers": [{"type": "dns", "value": name} for name in wanted.names]}
        offered = self.directory.meta.profiles or {}
        if profile := next((one for one in (wanted.product, self.config.profile) if one in offered), ""):
            facts["profile"] = profile
        if self.config.asks_validity:
            facts["notAfter"] = renewal.until(self.now, wanted.days)
        if wanted.replaces_pem and self.offers("renewalInfo"):
            facts["replaces"] = renewal.certificate_id(
                x509.load_pem_x509_certificate(wanted.replaces_pem.encode())
            )
        return {key: value for key, value in facts.items() if value}
