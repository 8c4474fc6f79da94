"""What the API says of an order, read: its status, its certificates, control of its names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from core.ports import PortRefused, PortUnavailable
from ssl_certs.authority.port import DNS, EMAIL, Challenge, Request

from .bodies import method_of
from .config import Connection

PENDING = {
    "pending", "processing", "needs_approval", "needs_csr", "waiting_pickup", "reissue_pending", "submitted",
    "approved", "needs_org_contact",
}  # fmt: skip
ENDED = {"rejected", "canceled", "cancelled", "revoked", "expired"}
NOT_FOUND = {  # a look that found nothing: the name may be tried again
    "invalid_dns_txt", "invalid_dns_cname", "file_random_value_not_found", "invalid_random_value", "dcv_not_complete",
    "email",
}  # fmt: skip
HTTP_PATH = "/.well-known/pki-validation/fileauth.txt"
CNAME_TARGET = "dcv.digicert.com"


@dataclass(frozen=True)
class Held:
    """One of our certificates there: its order, its own number (0 until it has one), how it stands."""

    order: str
    certificate: str
    status: str

    @property
    def reference(self) -> str:
        return f"{self.order}/{self.certificate}" if self.certificate else self.order

    @property
    def issued(self) -> bool:
        return self.status == "issued"

    @property
    def pending(self) -> bool:
        return self.status in PENDING

    def check(self) -> None:
        """Raise what its status means: ended is a refusal, an unknown word is no answer."""
        if self.status in ENDED:
            raise PortRefused(self.status, f"the order {self.order} is {self.status} at the authority")
        if not (self.issued or self.pending):
            raise PortUnavailable(f"the order {self.order} has the unknown status «{self.status}»")


def split(reference: str) -> tuple[str, str]:
    """The order's number and the certificate's, out of our reference."""
    order, _slash, certificate = reference.partition("/")
    return order, certificate


def of_order(info: Mapping[str, Any]) -> Held:
    """The first certificate of an order, as order info shows it."""
    certificate = info.get("certificate") or {}
    return Held(str(info["id"]), str(certificate.get("id") or ""), str(info["status"]).lower())


def newest(listed: Mapping[str, Any]) -> str:
    """The order that carries our reference and still lives, else the last of them; empty when there is none."""
    orders = sorted(listed.get("orders") or [], key=lambda one: one["order_id"])
    alive = [one for one in orders if str(one["status"]).lower() not in {"canceled", "cancelled", "rejected"}]
    return str((alive or orders)[-1]["order_id"]) if orders else ""


def among(order: str, listed: Mapping[str, Any], wanted: Request) -> Held | None:
    """The reissue for this signing request, newer than the certificate that it takes over from."""
    _order, before = split(wanted.replaces)
    _order, own = split(wanted.reference)
    found = [one for one in listed["certificates"] if _is_ours(one, wanted.csr, before, own)]
    if not found:
        return None
    last = max(found, key=lambda one: int(one["id"]))
    return Held(order, str(last["id"]), str(last["status"]).lower())


def _is_ours(one: Mapping[str, Any], csr: str, before: str, own: str) -> bool:
    if own:
        return str(one["id"]) == own
    same = "".join(str(one.get("csr", "")).split()) == "".join(csr.split())
    return same and int(one["id"]) > int(before or 0) and str(one["status"]).lower() in {"pending", "issued"}


def proven(validation: Mapping[str, Any]) -> set[str]:
    """The names whose control the authority has approved; a scope stands for the names listed under it."""
    found: set[str] = set()
    for one in validation.get("dns_name_validations") or []:
        if str(one.get("status", "")).lower() in {"approved", "complete", "valid"}:
            found |= {str(one[key]) for key in ("dns_name", "name_scope") if one.get(key)}
            found |= {str(name) for name in one.get("dns_names") or []}
    return found


def is_proven(name: str, approved: set[str]) -> bool:
    return name in approved or name.removeprefix("*.") in approved


def challenge(name: str, wanted: Request, token: Mapping[str, Any], connection: Connection) -> Challenge:
    """How control of one name is to be proven with the order's random value."""
    method, bare = method_of(wanted), name.removeprefix("*.")
    if method == EMAIL:
        return Challenge(name, method, address=wanted.addresses.get(name) or f"admin@{bare}")
    value, until = str(token["dcv_random_value"]), _instant(token.get("expiration_date"))
    if method != DNS:
        return Challenge(name, method, path=HTTP_PATH, value=value, expires_at=until)
    target = f"{value}.{CNAME_TARGET}" if connection.dns == "cname" else value
    record = connection.dns.upper()
    return Challenge(name, method, host=f"_dnsauth.{bare}", record=record, value=target, expires_at=until)


def _instant(said: Any) -> datetime | None:
    found = parse_datetime(str(said)) if said else None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
