"""The reseller's API as an `Authority`: looks before it acts, and never repeats an order blindly."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography import x509

from core.ports import PortRefused, PortUnavailable
from ssl_certs.authority.bundle import sorted_out
from ssl_certs.authority.port import DNS, EMAIL, HTTP, Challenge, Issued, Progress, Request, Window

from . import answers, bodies
from .answers import Held
from .client import GONE, Client, Refused, readable
from .config import Connection

OVER = {"canceled", "cancelled", "rejected", "revoked", "expired"}


class ResellerAuthority:
    """An `Authority` behind a reseller's API; it may be asked twice and does things once."""

    methods = (EMAIL, DNS, HTTP)

    def __init__(self, connection: Connection):
        self.connection, self.client = connection, Client(connection)

    @readable
    def request(self, wanted: Request, now: datetime) -> Progress:
        """Place the order, or ask for the reissue; what a first try made is found by our reference."""
        return self._progress(self._held(wanted) or self._asked(wanted, now), wanted, True)

    @readable
    def advance(self, wanted: Request, ready: Collection[str], vetted: bool, now: datetime) -> Progress:
        """Have the ready names checked now, and look how the order stands; nothing is handed on before it is vetted."""
        held = self._known(wanted)
        problems = {}
        if held.pending and ready and bodies.method_of(wanted) != EMAIL:
            problems = self._checked(held, sorted(ready))
            held = self._known(wanted)
        return self._progress(held, wanted, vetted, problems)

    @readable
    def cancel(self, wanted: Request, now: datetime) -> Progress:
        """Give up what is pending; what was issued is shown, what is over is over."""
        held = self._held(wanted)
        if held is None or held.status in OVER:
            return Progress(held.reference if held else "")
        held.check()
        if held.pending:
            body = {"status": "canceled", "note": f"given up by the customer, {wanted.our_reference}"}
            self.client.ask("PUT", f"order/certificate/{held.order}/status", body)
            return Progress(held.reference)
        return self._progress(held, wanted, True)

    @readable
    def revoke(self, certificate: Issued, reference: str, reason: int, now: datetime) -> datetime | None:
        """Ask for the revocation; None while a person there still has to approve it."""
        serial = f"{x509.load_pem_x509_certificate(certificate.pem.encode()).serial_number:x}"
        info = self.client.ask("GET", f"order/certificate/{answers.split(reference)[0]}")
        if str(info["status"]).lower() == "revoked":
            return now
        if str(info["status"]).lower() == "reissue_pending":
            raise PortUnavailable(
                "nothing is revoked on an order while a reissue is pending; that comes first"
            )
        if request := _revocation(info, serial):
            return _decided(request, now)
        body = {"revocation_reason": bodies.REASONS.get(reason, "unspecified"), "skip_approval": True}
        try:
            answer = self.client.ask(
                "PUT", f"certificate/{serial}/revoke", body | {"comments": _comment(serial)}
            )
        except Refused as refused:
            if "revoked" in f"{refused.said} {refused.message}".lower():
                return now
            raise
        return _decided(answer, now) if answer else now

    def renewal_window(self, certificate: Issued, reference: str, now: datetime) -> Window | None:
        """This API says nothing of it."""
        return None

    # --- looking ------------------------------------------------------------------------------------------
    def _held(self, wanted: Request) -> Held | None:
        """What a first try made, if there was one."""
        if wanted.replaces:
            order = answers.split(wanted.replaces)[0]
            listed = self.client.ask("GET", f"order/certificate/{order}/reissue")
            return answers.among(order, listed, wanted)
        order = answers.split(wanted.reference)[0] or self._order_of(wanted.our_reference)
        return answers.of_order(self.client.ask("GET", f"order/certificate/{order}")) if order else None

    def _order_of(self, our_reference: str) -> str:
        try:
            return answers.newest(self.client.ask("GET", f"order/alternate/{our_reference}"))
        except Refused as refused:
            if refused.status == GONE:
                return ""
            raise

    def _known(self, wanted: Request) -> Held:
        held = self._held(wanted)
        if held is None:
            raise PortRefused(
                "malformed", f"the authority knows no {wanted.reference or wanted.our_reference}"
            )
        return held

    # --- acting -------------------------------------------------------------------------------------------
    def _asked(self, wanted: Request, now: datetime) -> Held:
        if wanted.replaces:
            order, body = answers.split(wanted.replaces)[0], bodies.reissue(wanted, self.connection, now)
            self.client.ask("POST", f"order/certificate/{order}/reissue", body)
        else:
            body = bodies.order(wanted, self.connection, now)
            self.client.ask("POST", f"order/certificate/{wanted.product}", body)
        held = self._held(wanted)
        if held is None:
            raise PortUnavailable("the order was taken, but is not to be found yet")
        return held

    def _checked(self, held: Held, names: list[str]) -> dict[str, tuple[str, str]]:
        """Have names looked at; name → kind and words of what was wrong with it."""
        body = {"dns_name_validations": [{"dns_name": name} for name in names]}
        try:
            answer = self.client.ask("PUT", f"order/certificate/{held.order}/check-dcv", body)
        except Refused as refused:
            if refused.said not in answers.NOT_FOUND and refused.code not in {"caa", "dnssec"}:
                raise
            code = refused.code if refused.code in {"caa", "dnssec"} else "incorrectResponse"
            return dict.fromkeys(names, (code, refused.message))
        approved = answers.proven(answer)
        missing = [name for name in names if not answers.is_proven(name, approved)]
        return dict.fromkeys(missing, ("incorrectResponse", "the random value was not found"))

    def _progress(
        self, held: Held, wanted: Request, vetted: bool, problems: dict[str, tuple[str, str]] | None = None
    ) -> Progress:
        held.check()
        if held.issued:
            found = [Challenge(name, bodies.method_of(wanted), valid=True) for name in wanted.names]
            issued = self._downloaded(held, wanted) if vetted else None
            return Progress(held.reference, tuple(found), issued, held.status)
        return Progress(
            held.reference, tuple(self._challenges(held, wanted, problems or {})), note=held.status
        )

    def _challenges(
        self, held: Held, wanted: Request, problems: dict[str, tuple[str, str]]
    ) -> list[Challenge]:
        approved = answers.proven(self.client.ask("GET", f"order/certificate/{held.order}/validation"))
        token: Any = {}
        if bodies.method_of(wanted) != EMAIL:
            token = self.client.ask("PUT", f"order/certificate/{held.order}/dcv-random-value")
        found = []
        for name in wanted.names:
            one = answers.challenge(name, wanted, token, self.connection)
            code, words = problems.get(name, ("", ""))
            valid = answers.is_proven(name, approved)
            found.append(replace(one, valid=True) if valid else replace(one, code=code, problem=words))
        return found

    def _downloaded(self, held: Held, wanted: Request) -> Issued:
        pem = self.client.text(f"certificate/{held.certificate}/download/format/pem_all")
        return sorted_out(pem, wanted.csr)


def _comment(serial: str) -> str:
    """By this a pending request of revocation is found again: it names no certificate."""
    return f"revoke {serial}"


def _revocation(info: dict[str, Any], serial: str) -> dict[str, Any] | None:
    """Our own request of revocation for this certificate; the newest."""
    found = [one for one in info.get("requests") or [] if one.get("type") == "revoke"]
    ours = [one for one in found if _comment(serial) in str(one.get("comments", ""))]
    return max(ours, key=lambda one: int(one["id"])) if ours else None


def _decided(request: dict[str, Any], now: datetime) -> datetime | None:
    """A request waits for approval, is approved (the certificate is revoked), or is rejected."""
    status = str(request["status"]).lower()
    if status == "rejected":
        raise PortRefused("rejected", "the authority's administrator has rejected the revocation")
    return now if status == "approved" else None
