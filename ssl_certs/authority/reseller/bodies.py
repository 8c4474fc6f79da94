"""What is sent: an order, a reissue, in the shape of the API."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.clock import local_date
from ssl_certs.authority.port import DNS, EMAIL, HTTP, Request

from .config import Connection

PLATFORM = -1  # "other": which server it is for does not matter to the authority
REASONS = {
    0: "unspecified", 1: "key_compromise", 3: "affiliation_changed", 4: "superseded", 5: "cessation_of_operation",
}  # fmt: skip
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def method_of(wanted: Request) -> str:
    """The one way to prove control that the order knows; DNS where the names' ways differ."""
    ways = {wanted.methods.get(name, DNS) for name in wanted.names}
    return ways.pop() if len(ways) == 1 else DNS


def dcv_method(wanted: Request, connection: Connection) -> str:
    """The way in the API's words."""
    return {EMAIL: "email", HTTP: "http-token", DNS: f"dns-{connection.dns}-token"}[method_of(wanted)]


def order(wanted: Request, connection: Connection, now: datetime) -> dict[str, Any]:
    """A new order of one year, its first certificate cut to the days asked for."""
    body = _common(wanted, connection, now) | {
        "order_validity": {"years": 1},
        "payment_method": connection.payment,
        "disable_renewal_notifications": True,  # the notices are ours (SSL-4.1b)
        "alternative_order_id": wanted.our_reference,
        "locale": connection.locale,
    }
    if wanted.level != "dv":
        body["organization"] = _organisation(wanted.organisation, wanted.contacts)
    return body


def reissue(wanted: Request, connection: Connection, now: datetime) -> dict[str, Any]:
    """Another certificate inside the year of an order."""
    return _common(wanted, connection, now)


def _common(wanted: Request, connection: Connection, now: datetime) -> dict[str, Any]:
    until = local_date(now) + timedelta(days=wanted.days)
    body: dict[str, Any] = {
        "certificate": {
            "common_name": wanted.names[0],
            "dns_names": list(wanted.names[1:]),
            "csr": wanted.csr,
            "signature_hash": "sha256",
            "server_platform": {"id": PLATFORM},
            "cert_validity": {"custom_expiration_date": f"{until:%d} {MONTHS[until.month - 1]} {until:%Y}"},
        },
        "comments": wanted.our_reference,
        "skip_approval": True,
        "dcv_method": dcv_method(wanted, connection),
    }
    if method_of(wanted) == EMAIL:
        body["dcv_emails"] = [_email(name, wanted) for name in wanted.names]
    return body


def _email(name: str, wanted: Request) -> dict[str, str]:
    bare = name.removeprefix("*.")
    address = wanted.addresses.get(name) or f"admin@{bare}"
    return {"dns_name": name, "email_domain": address.rpartition("@")[2], "email": address}


def _organisation(said: Mapping[str, Any], contacts: Mapping[str, Any]) -> dict[str, Any]:
    """The organisation as the order keeps it, and who answers for it."""
    facts = {
        "name": said.get("name") or said.get("organisation"), "address": said.get("address"),
        "zip": said.get("postal_code"), "city": said.get("city"), "state": said.get("region") or said.get("city"),
        "country": str(said.get("country") or "ma").lower(), "telephone": said.get("phone"),
    }  # fmt: skip
    people = [_person(contacts[role], kind) for role, kind in CONTACTS.items() if contacts.get(role)]
    return {name: value for name, value in facts.items() if value} | ({"contacts": people} if people else {})


CONTACTS = {"admin": "organization_contact", "tech": "technical_contact"}


def _person(said: Mapping[str, Any], kind: str) -> dict[str, Any]:
    first, _space, last = str(said.get("full_name") or said.get("name") or "").partition(" ")
    facts = {
        "contact_type": kind, "first_name": first, "last_name": last or first, "email": said.get("email"),
        "telephone": said.get("phone"), "job_title": said.get("title") or said.get("job_title"),
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}
