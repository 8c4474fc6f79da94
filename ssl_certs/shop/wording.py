"""What the shop says in words: what each level proves, the steps to a certificate, how long one lives."""

from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ssl_certs.models import CertificateProduct, NameValidation, ValidityLimit
from ssl_certs.planning import year_from
from ssl_certs.terms import CERTIFICATES


class Rule(NamedTuple):
    """A sentence and its clause."""

    text: str | Promise
    clause: str


#: What each level proves. Browsers show an organisation in the certificate’s details only: nothing promises more
#: (SSL-A2-3.2, C-30).
PROVES = {
    "dv": Rule(_("Proves that you control the names. It says nothing about who you are."), "SSL-A2-1.1"),
    "ov": Rule(
        _("Proves that you control the names and that your organisation exists; its name stands in the"
          " certificate’s details."),
        "SSL-A2-2.1",
    ),
    "ev": Rule(
        _("Proves besides that your organisation owns the names and that its signer may sign; its name stands in the"
          " certificate’s details. Nothing promises when the authority is done."), "SSL-A2-3.3",
    ),
}  # fmt: skip
FIRST = (
    Rule(_("You order, accept the documents and pay."), "SSL-P1"),
    Rule(_("You set it up: the names, and a key that never leaves your browser or your server."), "SSL-13.4"),
    Rule(_("You prove control of each name, in one of the ways below."), "SSL-A2-p1"),
)
IDENTITY = {
    "dv": (),
    "ov": (
        Rule(_("You send the papers of the organisation: trade register, statutes, ICE."), "SSL-A2-2.1"),
        Rule(_("The authority calls the organisation, at a number from a public register."), "SSL-A2-2.1"),
    ),
    "ev": (
        Rule(_("You send the papers of the organisation: trade register, statutes, ICE."), "SSL-A2-2.1"),
        Rule(_("The authority calls the organisation, at a number from a public register."), "SSL-A2-2.1"),
        Rule(_("It checks existence, the link with the names, the signer’s authority; a second person checks again."),
             "SSL-A2-3.3"),
    ),
}  # fmt: skip
LAST = (
    Rule(_("The certificate is issued: the year starts that day."), "SSL-3.1b"),
    Rule(_("You install it, or we do if you have ordered that."), "SSL-9.1"),
    Rule(_("During the year it is reissued as often as its short life asks for, free of charge."), "C-09"),
)
WAYS = {
    "dns": _("a DNS record"),
    "http": _("a file on the web site"),
    "email": _("an e-mail"),
}


def steps(product: CertificateProduct) -> tuple[Rule, ...]:
    """From the order to the end of the year."""
    return (*FIRST, *IDENTITY[product.level], *LAST)


def methods(product: CertificateProduct) -> list[str | Promise]:
    """The ways in which control of a name is proven (SSL-A2-1.1)."""
    return [WAYS[way] for way in NameValidation.Method.values if way in product.methods]


def validity(today: date) -> dict[str, Any]:
    """How long a certificate issued today may live, what that makes of a year, and what is announced (C-09)."""
    limits = list(ValidityLimit.objects.all())
    return {
        "limit": next((row for row in reversed(limits) if row.starts_on <= today), None),
        "announced": [row for row in limits if row.starts_on > today],
        "issuances": len(year_from(today, limits)),
        "cancel_days": CERTIFICATES.cancel_window.days,
    }
