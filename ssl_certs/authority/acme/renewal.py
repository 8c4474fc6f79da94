"""Renewal information (RFC 9773): when the authority wants a certificate replaced, and by which name it knows it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import josepy
from cryptography import x509

from core.terms import days
from ssl_certs.authority.port import Window


def certificate_id(certificate: x509.Certificate) -> str:
    """The certificate's name in RFC 9773 4.1: its issuer's key and its serial number; empty where it names no key."""
    try:
        issuer = certificate.extensions.get_extension_for_class(
            x509.AuthorityKeyIdentifier
        ).value.key_identifier
    except x509.ExtensionNotFound:
        return ""
    if not issuer:
        return ""
    serial = certificate.serial_number
    number = serial.to_bytes(serial.bit_length() // 8 + 1, "big")  # DER: with room for the sign
    return f"{josepy.b64encode(issuer).decode()}.{josepy.b64encode(number).decode()}"


def window_of(said: Mapping[str, Any]) -> Window:
    """The window, read. Raises KeyError or ValueError where it is none, or ends before it starts (RFC 9773 4.2)."""
    start, end = (datetime.fromisoformat(str(said["suggestedWindow"][edge])) for edge in ("start", "end"))
    if end <= start:
        raise ValueError(f"the window ends before it starts: {start} – {end}")
    return Window(_utc(start), _utc(end), str(said.get("explanationURL") or ""))


def until(now: datetime, length: int) -> str:
    """The end of a validity of so many days, as ACME writes instants."""
    return (now + days(length)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
