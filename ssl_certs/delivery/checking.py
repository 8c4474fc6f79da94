"""The checker: whether pasted certificates make a chain, in which order, for which names, and for which request."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _

from core import display
from ssl_certs import private_keys
from ssl_certs.issued import key_digest, names_of, ordered
from ssl_certs.names import readable

MOST = 10  # certificates in one paste


class Unreadable(ValueError):
    """What was pasted cannot be read; the message says what, and what to do."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is right, and in words."""

    right: bool
    words: str


@dataclass(frozen=True)
class Check:
    """The leaf and what was found about it, its chain and the request."""

    subject: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    key_digest: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return all(finding.right for finding in self.findings)


def check(pasted: str, csr: str, now: datetime) -> Check:
    """Look at a leaf with its chain, and at the request that it should answer. Raises Unreadable."""
    found = _certificates(pasted)
    leaf = found[0]
    result = Check(
        subject=leaf.subject.rfc4514_string(), names=tuple(map(readable, names_of(leaf))),
        not_before=leaf.not_valid_before_utc, not_after=leaf.not_valid_after_utc,
        key_digest=key_digest(leaf.public_key()),
    )  # fmt: skip
    result.findings.extend([_leaf_first(leaf), _dates(leaf, now), *_chain(leaf, found[1:])])
    if csr.strip():
        result.findings.append(_same_key(leaf, csr))
    return result


def _certificates(pasted: str) -> list[x509.Certificate]:
    if private_keys.found_in(pasted):
        raise Unreadable(_("This contains a private key. Keep it to yourself: paste certificates only."))
    try:
        found = x509.load_pem_x509_certificates(pasted.encode())
    except ValueError:
        raise Unreadable(
            _(
                "No certificate can be read here. Paste the whole blocks, from BEGIN CERTIFICATE to END CERTIFICATE."
            )
        ) from None
    if len(found) > MOST:
        raise Unreadable(_("These are more than %(n)s certificates: paste one chain.") % {"n": MOST})
    return found


def _leaf_first(leaf: x509.Certificate) -> Finding:
    if _is_authority(leaf):
        return Finding(
            False, _("The first certificate is an authority's. Put the certificate of your name first.")
        )
    return Finding(True, _("The first certificate is that of a name."))


def _dates(leaf: x509.Certificate, now: datetime) -> Finding:
    if now < leaf.not_valid_before_utc:
        start = display.instant(leaf.not_valid_before_utc)
        return Finding(False, _("It is valid only from %(at)s on.") % {"at": start})
    end = {"at": display.instant(leaf.not_valid_after_utc)}
    if now > leaf.not_valid_after_utc:
        return Finding(False, _("It expired on %(at)s: have it reissued.") % end)
    return Finding(True, _("It is valid until %(at)s.") % end)


def _chain(leaf: x509.Certificate, others: list[x509.Certificate]) -> list[Finding]:
    """Order, completeness and signatures of what follows the leaf."""
    chain = ordered(leaf, others)
    if not chain:
        issuer = {"issuer": _common_name(leaf.issuer)}
        words = _(
            "The certificate of its issuer, %(issuer)s, is missing: many browsers will refuse it. Add the chain."
        )
        return [Finding(False, words % issuer)]
    found = [_signed(leaf, chain)]
    if len(chain) < len(others):
        found.append(Finding(False, _("Some certificates do not belong to the chain. Take them out.")))
    elif chain != others:
        order = " → ".join(_common_name(one.subject) for one in (leaf, *chain))
        found.append(
            Finding(False, _("The chain is out of order. The right order: %(order)s") % {"order": order})
        )
    else:
        found.append(Finding(True, _("The chain is in order.")))
    return found


def _signed(leaf: x509.Certificate, chain: list[x509.Certificate]) -> Finding:
    for child, parent in zip((leaf, *chain), chain, strict=False):
        try:
            child.verify_directly_issued_by(parent)
        except (ValueError, TypeError, InvalidSignature):
            names = {"child": _common_name(child.subject), "parent": _common_name(parent.subject)}
            return Finding(False, _("%(child)s is not signed by %(parent)s. Get the files anew.") % names)
    return Finding(True, _("Each certificate is signed by the next."))


def _same_key(leaf: x509.Certificate, csr: str) -> Finding:
    if private_keys.found_in(csr):
        raise Unreadable(_("This contains a private key. Keep it to yourself: paste the signing request."))
    try:
        request = x509.load_pem_x509_csr(csr.encode())
    except ValueError:
        raise Unreadable(_("The signing request cannot be read. Paste the whole block.")) from None
    if key_digest(request.public_key()) == key_digest(leaf.public_key()):
        return Finding(True, _("Certificate and signing request have the same key."))
    return Finding(
        False, _("The certificate is for another key than the request: look for the key made with it.")
    )


def _is_authority(one: x509.Certificate) -> bool:
    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
