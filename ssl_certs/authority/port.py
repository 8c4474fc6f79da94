"""The authority port: what the portal asks of a certification authority, in the words of RFC 8555.

Names are A-labels; a wildcard is `*.name`. Every method takes `now` (the demo's clock moves) and our own reference
(the certificate's `public_id`): at least once is the rule, so an adapter must know what a first try already did.
Answers to fear: `PortUnavailable` (ask again, it may have been done), `PortWaiting` (a person is at work),
`PortRefused` (final), with a code of RFC 8555 6.7 (`caa`, `dns`, `badCSR`, `rejectedIdentifier`, `unauthorized`, …).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

EMAIL, DNS, HTTP = "email", "dns", "http"


@dataclass(frozen=True)
class Challenge:
    """How control of one name is to be proven, and how far that has come.

    For `dns`: `host` (absolute, no last dot), `record` (CNAME or TXT), `value`. For `http`: `path` under the root of
    the name on port 80, and `value`, the whole content. For `email`: `address`, where the authority has written.
    `problem` is what the authority found wrong, in its own words, and `code` its kind where that is known (`caa`,
    `dns`, `incorrectResponse`, …); with it `valid` is False and `open` tells whether the same token may be tried again.
    """

    name: str
    method: str
    host: str = ""
    record: str = ""
    value: str = ""
    path: str = ""
    address: str = ""
    expires_at: datetime | None = None
    valid: bool = False
    open: bool = True
    problem: str = ""
    code: str = ""


@dataclass(frozen=True)
class Issued:
    """A certificate as the authority gave it: PEM of the leaf, and of its chain, the leaf's issuer first."""

    pem: str
    chain: str


@dataclass(frozen=True)
class Progress:
    """Where a request stands: `issued` is None until there is a certificate; `note` is the authority's own word."""

    reference: str
    challenges: tuple[Challenge, ...] = ()
    issued: Issued | None = None
    note: str = ""


@dataclass(frozen=True)
class Request:
    """What is asked for. `our_reference` is the certificate's public id; `product` the authority's own code.

    `methods` is name → `email`, `dns` or `http`; `addresses` name → the address chosen for `email`; `days` the
    validity wanted; `replaces` the authority's reference of the certificate that this one takes over from;
    `level` is `dv`, `ov` or `ev`.
    Only these fields leave the portal (SSL-10.3b).
    """

    our_reference: str
    product: str
    csr: str
    names: tuple[str, ...]
    methods: Mapping[str, str]
    days: int
    addresses: Mapping[str, str] = field(default_factory=dict)
    organisation: Mapping[str, Any] = field(default_factory=dict)
    contacts: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    replaces: str = ""
    replaces_pem: str = ""
    level: str = "dv"


@dataclass(frozen=True)
class Window:
    """When the authority wants a certificate to be replaced (RFC 9773); `explanation` may be a page of its own."""

    start: datetime
    end: datetime
    explanation: str = ""


class Mails(Protocol):
    """What an adapter may offer besides, where its authority can: the portal asks with `hasattr`."""

    def resend(self, wanted: Request, names: Collection[str], now: datetime) -> None:
        """Have the authority write to the addresses of these names once more."""


class Authority(Protocol):
    """What every adapter offers: ACME, a reseller's API, by hand, sandbox. `methods` are those it can take.

    One that takes the names from the signing request alone says `names_from_request = True`.
    """

    methods: Collection[str]

    def request(self, wanted: Request, now: datetime) -> Progress:
        """Ask for a certificate (or a reissue); the same `our_reference` again finds the same request."""

    def advance(self, wanted: Request, ready: Collection[str], vetted: bool, now: datetime) -> Progress:
        """Where the request stands; `ready` names are checked now, and it is issued once all is proven.

        `vetted` says that the identity checks of OV and EV are done on our side; before that nothing is issued.
        """

    def cancel(self, wanted: Request, now: datetime) -> Progress:
        """Give the request up; where it was issued meanwhile, `issued` says so and the caller revokes it."""

    def revoke(self, certificate: Issued, reference: str, reason: int, now: datetime) -> datetime | None:
        """Revoke a certificate; the instant at which it is revoked, or None where the authority will say later.

        One that is revoked already is revoked: at least once is the rule.
        """

    def renewal_window(self, certificate: Issued, reference: str, now: datetime) -> Window | None:
        """When the certificate should be replaced; None where the authority says nothing of it."""
