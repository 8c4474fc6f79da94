"""Control of names: what is to be put where (http-01, dns-01; a wildcard by dns-01 only), and letting it be checked."""

from collections.abc import Collection
from typing import Any

import josepy
from acme import challenges

from core.ports import PortRefused
from ssl_certs.authority.port import DNS, HTTP, Challenge, Request

from .network import Payload, Problem
from .reading import PENDING, WILDCARD, Authorization, Offer, Order
from .session import Session

KINDS = {DNS: "dns-01", HTTP: "http-01"}


def check_ways(wanted: Request) -> None:
    """A wildcard is proven by DNS only, and nobody writes mails in ACME (guard 9). Raises PortRefused."""
    for name in wanted.names:
        method = wanted.methods.get(name, DNS)
        if method not in KINDS or (name.startswith(WILDCARD) and method != DNS):
            raise PortRefused("malformed", f"{name}: cannot be proven by «{method}» here")


def asked(
    authorization: Authorization, order: Order, wanted: Request, key: josepy.JWK, found: tuple[str, str]
) -> Challenge:
    """What the authority wants to see of one name; by the way the customer chose, or the one that it offers."""
    name, method, (code, problem) = authorization.name, wanted.methods.get(authorization.name, DNS), found
    if authorization.status != PENDING:
        return Challenge(name, method, valid=not authorization.lost, code=code, problem=problem)
    method, offer = _offer(authorization, method)
    said: Any = challenges.Challenge.from_json(offer.said)
    ends = [at for at in (authorization.expires_at, order.expires_at) if at]
    facts: dict[str, Any] = {"expires_at": min(ends, default=None), "code": code, "problem": problem}
    value = said.validation(key)
    if method == HTTP:
        return Challenge(name, HTTP, path=said.path, value=value, **facts)
    host = said.validation_domain_name(name.removeprefix(WILDCARD))
    return Challenge(name, DNS, host=host, record="TXT", value=value, **facts)


def shown_to(
    session: Session, order: Order, wanted: Request, ready: Collection[str]
) -> tuple[Order, list[Authorization]]:
    """Let the authority look at the ready names, and wait for a moment: the order and its names afterwards."""
    known = session.authorizations(order)
    looked = [one.url for one in known if one.name in ready and _submitted(session, one, wanted)]
    if not looked:
        return order, known

    def look() -> list[Authorization]:
        return [session.authorization(one.url) if one.url in looked else one for one in known]

    def done(seen: list[Authorization]) -> bool:
        return not any(one.status == PENDING for one in seen if one.url in looked)

    known = session.followed(look(), look, done)
    return session.order(order.url) or order, known


def _submitted(session: Session, authorization: Authorization, wanted: Request) -> bool:
    """Tell the authority that the proof is in place; whether it looks, or is already looking."""
    if authorization.status != PENDING:
        return False
    _method, offer = _offer(authorization, wanted.methods.get(authorization.name, DNS))
    if offer.status == PENDING:
        try:
            session.post(offer.url, Payload())
        except Problem as problem:
            again = session.authorization(authorization.url)  # another process may have told it first
            if problem.status >= 500 or _still_open(again, offer):
                raise
    return True


def _still_open(authorization: Authorization, offer: Offer) -> bool:
    same = next((one for one in authorization.offers if one.url == offer.url), None)
    return authorization.status == PENDING and bool(same) and same.status == PENDING


def _offer(authorization: Authorization, method: str) -> tuple[str, Offer]:
    """The way to prove it: the customer's, or the other where the authority does not offer that."""
    offered = {offer.kind: offer for offer in authorization.offers}
    for way in (method, *KINDS):
        if (way == DNS or not authorization.name.startswith(WILDCARD)) and KINDS.get(way) in offered:
            return way, offered[KINDS[way]]
    said = ", ".join(offered) or "nothing"
    raise PortRefused("unauthorized", f"{authorization.name}: the authority offers {said}, not DNS nor HTTP")
