"""Ordering a certificate: the lines that go into the cart, with everything the order will need."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing import cart
from billing.lines import NewLine
from billing.models import OrderLine
from core.acts import Act

from .models import CertificateProduct
from .names import readable

ORDER, NAMES, LICENCES, INSTALL = "ssl.order", "ssl.names", "ssl.licences", "ssl.install"
SUBJECT = OrderLine._meta.get_field("subject").max_length
SERVERS = {"cpanel": _("cPanel hosting"), "server": _("server")}  # what we install on (SSL-9.4)


@dataclass(frozen=True)
class Choice:
    """What the customer has chosen: the main name (A-labels), how many names, licences, an installation or none.

    `organisation` and `contacts` are snapshots of the day of the order; `predecessor` is the order that this one
    follows (SSL-5.1a: ordered anew); `checklist` what the customer can get at for each name (SSL-10.6).
    """

    product: CertificateProduct
    name: str
    more_names: int = 0
    more_licences: int = 0
    installation: str = ""
    organisation: dict[str, Any] = field(default_factory=dict)
    contacts: dict[str, Any] = field(default_factory=dict)
    predecessor: str = ""
    checklist: tuple[str, ...] = ()


def into_cart(customer, user, choice: Choice, act: Act) -> None:
    """Put the certificate in the cart; the same certificate for the same name replaces its line."""
    cart.add(customer, user, line_of(choice), act)


def line_of(choice: Choice) -> NewLine:
    """The line of a certificate; names, licences and installation are parts of it (SSL-A3-1, SSL-9.2b, SSL-9.4)."""
    product = choice.product
    options = {
        "product": product.code, "name": choice.name, "names": product.names_included + choice.more_names,
        "licences": product.licences and product.licences + choice.more_licences, "quantities": [1, 1],
        "installation": choice.installation, "organisation": choice.organisation, "contacts": choice.contacts,
        "predecessor": choice.predecessor, "checklist": list(choice.checklist), "pinned": pinned(product),
    }  # fmt: skip
    subject = f"{product.name} – {readable(choice.name)}"[:SUBJECT]
    return NewLine(ORDER, subject, product.product_code, "order", _("SSL certificate, one year"), options=options,
                   scopes=tuple(product.scopes), parts=tuple(_parts(choice, subject)))  # fmt: skip


def _parts(choice: Choice, subject: str):
    code, scopes = choice.product.product_code, tuple(choice.product.scopes)
    if choice.more_names:
        yield NewLine(
            NAMES, subject, code, "name", _("Additional names"), quantity=choice.more_names, scopes=scopes
        )
    if choice.more_licences:
        yield NewLine(LICENCES, subject, code, "licence", _("Additional server licences"),
                      quantity=choice.more_licences, scopes=scopes)  # fmt: skip
    if choice.installation:
        install = installation_product(choice.product.level, choice.installation)
        yield NewLine(INSTALL, subject, install, "install", _("Installation"), scopes=scopes)


def installation_product(level: str, server: str) -> str:
    """The billing product of an installation: its price depends on certificate and server (SSL-9.4)."""
    return f"ssl-install.{level}.{server}"


def pinned(product: CertificateProduct) -> dict[str, Any]:
    """The product's attributes as they are on the day of the order (SSL-9.2a, SSL-13.6)."""
    names = ("name", "brand", "authority", "authority_name", "agreement_url", "agreement_version", "level", "kind",
             "warranty", "licences", "methods")  # fmt: skip
    return {name: getattr(product, name) for name in names}
