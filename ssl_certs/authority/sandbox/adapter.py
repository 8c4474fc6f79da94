"""The sandbox authority as the portal speaks to it: an `Authority` that can be made to fail (`authority.faults`)."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from core.ports import PortRefused
from ssl_certs.authority import faults
from ssl_certs.authority.models import SandboxIssue
from ssl_certs.authority.port import DNS, EMAIL, HTTP, Issued, Progress, Request, Window

from . import behaviours, ca, evidence
from .terms import SANDBOX

SMALLEST_RSA = 2048  # bits (Baseline Requirements 6.1.5)
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


class SandboxAuthority:
    """Keeps its book in `SandboxIssue`; each call is one short transaction."""

    methods = (EMAIL, DNS, HTTP)

    def request(self, wanted: Request, now: datetime) -> Progress:
        """A new entry in the book, or the one that this reference has; expired tokens are replaced."""
        with faults.at_the_counter("request", wanted.names[0], now):
            issue = (
                SandboxIssue.objects.select_for_update().filter(our_reference=wanted.our_reference).first()
            )
            if issue is None:
                issue = _entered(wanted, now)
            elif not issue.pem and now >= issue.tokens_until:
                issue.proven = evidence.reusable(issue, now)
                evidence.new_tokens(issue, now)
                issue.save()
            return _progress(issue, wanted, now)

    def advance(self, wanted: Request, ready: Collection[str], vetted: bool, now: datetime) -> Progress:
        """Look at the names that are ready; sign once all is proven, and vetted where the level asks for it."""
        with faults.at_the_counter("advance", wanted.names[0], now):
            issue = _known(wanted)
            found: dict[str, tuple[str, str]] = {}
            for name in set(ready) - set(issue.proven):
                found[name] = evidence.problem(issue, name, wanted, now)
                if found[name] == evidence.FINE and evidence.answered(issue, name, now):
                    issue.proven[name] = now.isoformat()
            if vetted and set(issue.proven) >= set(issue.names):
                _issue(issue, now)
            issue.save()
            return _progress(issue, wanted, now, found)

    def resend(self, wanted: Request, names: Collection[str], now: datetime) -> None:
        """Nobody reads the sandbox's mails: it takes the wish, or fails as planned."""
        with faults.at_the_counter("resend", wanted.names[0], now):
            _known(wanted)

    def cancel(self, wanted: Request, now: datetime) -> Progress:
        """Close the entry; what was issued meanwhile is shown. A request that never came needs no cancelling."""
        with faults.at_the_counter("cancel", wanted.names[0], now):
            issue = (
                SandboxIssue.objects.select_for_update().filter(our_reference=wanted.our_reference).first()
            )
            if issue is None:
                return Progress("")
            if not issue.pem:
                issue.cancelled_at = issue.cancelled_at or now
                issue.save(update_fields=["cancelled_at"])
            return _progress(issue, wanted, now)

    def revoke(self, certificate: Issued, reference: str, reason: int, now: datetime) -> datetime | None:
        """Put it on the list; a second time changes nothing."""
        serial = f"{x509.load_pem_x509_certificate(certificate.pem.encode()).serial_number:x}"
        row = SandboxIssue.objects.filter(serial=serial).first()
        if row is None:
            raise PortRefused("malformed", f"no certificate of ours: {serial}")
        with faults.at_the_counter("revoke", row.names[0], now):
            slow = behaviours.has(row.names, behaviours.SLOW_REVOCATION)
            row.revocation_asked_at = row.revocation_asked_at or now
            if not slow or now >= row.revocation_asked_at + SANDBOX.slow_revocation:
                row.revoked_at = row.revoked_at or now
            row.revocation_reason = reason if row.revocation_reason is None else row.revocation_reason
            row.save(update_fields=["revocation_asked_at", "revoked_at", "revocation_reason"])
            return row.revoked_at

    def renewal_window(self, certificate: Issued, reference: str, now: datetime) -> Window | None:
        """What `suggest` has set, or what the name's label asks for; else nothing."""
        leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
        row = SandboxIssue.objects.filter(serial=f"{leaf.serial_number:x}").first()
        with faults.at_the_counter("renewal_window", row.names[0] if row else "", now):
            if row and row.replace_from:
                return Window(row.replace_from, row.replace_until)
            if row and behaviours.has(row.names, behaviours.WINDOW):
                start = leaf.not_valid_after_utc - SANDBOX.window_before
                return Window(start, start + SANDBOX.window)
            return None


def suggest(serial: str, window: Window) -> None:
    """The authority wants a certificate replaced in this time: what a mass revocation looks like (RFC 9773)."""
    SandboxIssue.objects.filter(serial=serial).update(replace_from=window.start, replace_until=window.end)


def _entered(wanted: Request, now: datetime) -> SandboxIssue:
    """A request looked through: policy, key, organisation; proof of a certificate before it is used again."""
    behaviours.check_policy(list(wanted.names))
    _check_csr(wanted.csr)
    _check_methods(wanted)
    if wanted.level != "dv" and not ca.organisation_name(dict(wanted.organisation)):
        raise PortRefused("organisation", "the organisation is not named")
    rules = evidence.limit(now)
    before = SandboxIssue.objects.filter(reference=wanted.replaces).first() if wanted.replaces else None
    known = evidence.reusable(before, now)
    issue = SandboxIssue(
        reference=f"SBX{secrets.token_hex(6).upper()}", our_reference=wanted.our_reference, level=wanted.level,
        names=list(wanted.names), organisation=dict(wanted.organisation), csr=wanted.csr, asked_at=now,
        days=min(wanted.days, rules.certificate_days) if rules else wanted.days,
        proven={name: known[name] for name in wanted.names if name in known},
    )  # fmt: skip
    evidence.new_tokens(issue, now)
    issue.save()
    return issue


def _check_csr(pem: str) -> None:
    """Its signature and its key, as the Baseline Requirements want them (facts C)."""
    try:
        csr = x509.load_pem_x509_csr(pem.encode())
        if not csr.is_signature_valid:
            raise PortRefused("badCSR", "the signature of the request is not valid")
    except (ValueError, InvalidSignature) as error:
        raise PortRefused("badCSR", str(error)) from None
    key = csr.public_key()
    strong = isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA and key.key_size % 8 == 0
    if not strong and not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)):
        raise PortRefused("badPublicKey", "RSA of 2048 bits at least, P-256, P-384 or P-521")


def _check_methods(wanted: Request) -> None:
    wild = [name for name in wanted.names if name.startswith("*.")]
    if wild and wanted.level == "ev":
        raise PortRefused("rejectedIdentifier", f"{wild[0]}: EV knows no wildcard")
    for name in wild:
        if wanted.methods.get(name) == HTTP:
            raise PortRefused("malformed", f"{name}: a wildcard is not proven by a file")


def _known(wanted: Request) -> SandboxIssue:
    issue = SandboxIssue.objects.select_for_update().filter(our_reference=wanted.our_reference).first()
    if issue is None:
        raise PortRefused("malformed", f"no such request: {wanted.reference or wanted.our_reference}")
    if issue.cancelled_at:
        raise PortRefused("malformed", f"the request was cancelled: {issue.reference}")
    return issue


def _issue(issue: SandboxIssue, now: datetime) -> None:
    """Sign once, when it is time; a certificate for another key is signed anew once the mistake is noticed."""
    issue.complete_at = issue.complete_at or now
    late = SANDBOX.late_issue if behaviours.has(issue.names, behaviours.LATE) else timedelta()
    wrong = behaviours.has(issue.names, behaviours.OTHER_KEY)
    corrected = wrong and issue.times == 1 and now >= issue.issued_at + SANDBOX.correction
    if now < issue.complete_at + late or (issue.pem and not corrected):
        return
    key = x509.load_pem_x509_csr(issue.csr.encode()).public_key()
    if wrong and not issue.times:
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = ca.signed(issue, key, now)
    issue.issued_at, issue.times, issue.serial = now, issue.times + 1, f"{leaf.serial_number:x}"
    issue.pem = ca.pem_of(leaf)


def _progress(
    issue: SandboxIssue, wanted: Request, now: datetime, found: dict[str, tuple[str, str]] | None = None
) -> Progress:
    said = found or {}
    challenges = [
        evidence.challenge(issue, name, wanted, said.get(name, evidence.FINE), now) for name in issue.names
    ]
    return Progress(issue.reference, tuple(challenges), _given(issue))


def _given(issue: SandboxIssue) -> Issued | None:
    if not issue.pem:
        return None
    intermediate, root = ca.chain()
    if behaviours.has(issue.names, behaviours.DISORDER):
        return Issued(issue.pem, root + issue.pem + intermediate)
    return Issued(issue.pem, intermediate)
