"""What an authority's refusal means, in the customer's language: RFC 8555 6.7 and our own codes, with the way out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Refusals that are about us, not about the certificate: asked again once staff have looked (RFC 8555 6.7).
OURS = {
    "accountDoesNotExist",
    "externalAccountRequired",
    "billing",
    "rateLimited",
    "serverInternal",
    "unsupported",
}
REFUSALS: dict[str, Promise] = {
    "badCSR": _(
        "The authority does not take the signing request. Make a new key and request, and set it up again."
    ),
    "badPublicKey": _(
        "The authority does not take the key. Make a new one, RSA of 2048 bits at least or P-256."
    ),
    "caa": _(
        "A CAA record of the name forbids this authority to issue. Add it to the record, or take the record away."
    ),
    "dns": _("The authority could not read the DNS of the name. Mend it, then ask again."),
    "dnssec": _(
        "The DNSSEC of the name is broken, so the authority may not issue. Mend or remove it, then ask again."
    ),
    "connection": _("The authority could not reach the web site of the name. Open port 80, then ask again."),
    "incorrectResponse": _(
        "What the authority found is not what it asked for. Put the exact value in place."
    ),
    "unauthorized": _("Control of a name was not proven. Follow the instructions of its row and ask again."),
    "rejectedIdentifier": _("The authority issues no certificate for one of the names. Choose another name."),
    "unsupportedIdentifier": _("The authority knows no such kind of name. Choose another name."),
    "expired": _("The time for the proof has passed. Set the certificate up again: new tokens are made."),
    "organisation": _(
        "The organisation could not be verified. Correct its data or send the papers that are missing."
    ),
    "product": _(
        "The authority does not sell this certificate for these names. Our staff will propose another."
    ),
    "malformed": _(
        "The authority does not understand our request. It is our fault: staff correct it and ask again."
    ),
}


def refusal_text(code: str) -> Promise:
    """A refusal in human words: the reason, and what to do about it."""
    fallback = _("The authority refuses. Our staff look at its answer and will write to you.")
    return REFUSALS.get(code, fallback)
