"""Why a signing request is refused, and what is remarked on a good one: the thing, the rule, the way out."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ssl_certs.name_refusals import Remark, shown

KEY, NAMES = "SSL-11.3(1)", "SSL-A2-p1"

REFUSALS: dict[str, tuple[str, Any]] = {
    "private_key": ("SSL-13.4", _("That was a private key. It must never leave your server, so it was refused: it is "
                                  "neither kept nor written down anywhere here. Paste the signing request (CSR). Since "
                                  "the key has travelled, make a new one for safety.")),
    "empty": (KEY, _("No signing request is given. Paste it, or make key and request in your browser.")),
    "too_large": (KEY, _("The text is longer than any signing request ({most} KB at most). Paste only the block from "
                         "BEGIN CERTIFICATE REQUEST to END CERTIFICATE REQUEST.")),
    "several": (KEY, _("The text holds {count} signing requests. Paste the one that this certificate is for.")),
    "certificate": (KEY, _("That is a certificate, not a signing request. Paste the request (CSR) made with your "
                           "key; it begins with BEGIN CERTIFICATE REQUEST.")),
    "public_key": (KEY, _("That is a public key, not a signing request. Make a request (CSR) with the same key and "
                          "paste it.")),
    "other_block": (KEY, _("That is a block of the kind “{label}”, not a signing request. Paste the block that begins "
                           "with BEGIN CERTIFICATE REQUEST.")),
    "cut": (KEY, _("The signing request is cut off: its first or last line is missing. Copy it whole, with the lines "
                   "BEGIN and END.")),
    "unreadable": (KEY, _("This text is no signing request that can be read. Copy it whole, without changing "
                          "anything, or make a new one.")),
    "signature": (KEY, _("The signature of the request does not match its key: it was changed or damaged on the "
                         "way. Copy it anew, or make a new request.")),
    "digest": (KEY, _("The request is signed with {digest}, which is no longer safe. Make a new request with "
                      "SHA-256.")),
    "kind_of_key": (KEY, _("No authority takes this kind of key. Make a new one: RSA of 2048 bits at least, or P-256 "
                           "or P-384.")),
    "curve": (KEY, _("The key is on the curve “{curve}”, which no authority takes. Make a new key on P-256 or "
                     "P-384.")),
    "short_key": (KEY, _("The RSA key has {bits} bits, and {least} at least are required. Make a new key.")),
    "long_key": (KEY, _("The RSA key has {bits} bits, and {most} at most are taken. Make a new key of 2048 to 4096 "
                        "bits: it is as safe and much faster.")),
    "odd_size": (KEY, _("The RSA key has {bits} bits, which is no multiple of 8. Make a new key of 2048 or 3072 "
                        "bits.")),
    "exponent": (KEY, _("The public exponent of the RSA key is {exponent}, which authorities refuse. Make a new key "
                        "with the usual exponent 65537.")),
    "small_factor": (KEY, _("The RSA key is broken: its modulus has a small factor, so anybody can compute it. Make a "
                            "new key with up-to-date software.")),
    "close_primes": (KEY, _("The RSA key is broken: its two primes lie too close together, so anybody can compute it. "
                            "Make a new key with up-to-date software.")),
    "roca": (KEY, _("The RSA key was made by a chip with a known fault (ROCA, CVE-2017-15361). Make a new key outside "
                    "that chip.")),
    "compromised": ("SSL-8.1c", _("This key belongs to a certificate that was revoked because the key had become known "
                                  "to others. Make a new key.")),
    "names_differ": (NAMES, _("The authority takes the names from the request itself, and they differ: {details}. "
                              "Change the names above, or make a new request for exactly these names.")),
    "not_dns": (NAMES, _("The request also names {others}, which is no name in the DNS; the authority would refuse it. "
                         "Make a new request with names only.")),
    "main_name": ("C-09", _("A reissue is for the same certificate: {name} must stay among its names. For another "
                            "name, order another certificate.")),
}  # fmt: skip

REMARKS: dict[str, tuple[str, Any]] = {
    "unit": (KEY, _("The request names a unit (OU: {unit}). Certificates carry none any more: the authority leaves "
                    "it out.")),
    "common_name": (KEY, _("The common name of the request, {name}, is not among the names: it is left out.")),
    "more_in_request": (NAMES, _("The request also names {names}: they will not be in the certificate.")),
    "others_in_request": (NAMES, _("The request also names {others}, which is no name in the DNS: it is left out.")),
    "long_key": (KEY, _("The RSA key has {bits} bits: some servers take no more than {usual}, and each visit becomes "
                        "slower.")),
    "same_key": (KEY, _("The key is the one of the certificate before. A new key for each certificate is safer.")),
    "from_request": (NAMES, _("You typed no name: those of the request were taken.")),
}  # fmt: skip


class BadRequest(ValueError):
    """A signing request that cannot be taken; `message` is lazily translated and quotes nothing secret."""

    def __init__(self, code: str, **facts: Any):
        super().__init__(code)
        self.code = code
        self.clause, words = REFUSALS[code]
        self.message = format_lazy(words, **_quoted(facts))

    def __str__(self) -> str:
        return str(self.message)


def remark(code: str, **facts: Any) -> Remark:
    """A remark on a good request."""
    clause, words = REMARKS[code]
    return Remark(code, format_lazy(words, **_quoted(facts)), clause)


def _quoted(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: shown(value) if isinstance(value, str) else value for key, value in facts.items()}
