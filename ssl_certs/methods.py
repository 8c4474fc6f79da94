"""The ways to prove control of a name: which of them a product, an authority and the day allow (SSL-A2-1.1)."""

from datetime import date

from django.utils.translation import gettext as _

from core.transitions import NotAllowed

from .authority import authority_for
from .models import SslOrder
from .names import WILDCARD, readable, registrable
from .terms import VALIDATION

CLAUSE = "SSL-A2-1.1"
DNS, HTTP, EMAIL = "dns", "http", "email"  # the steadiest first
MAILBOXES = ("admin", "administrator", "webmaster", "hostmaster", "postmaster")


def methods_for(order: SslOrder, name: str, on: date) -> list[str]:
    """How control of this name may be proven that day; a wildcard takes no file on a web site."""
    sold, taken = order.product.methods, authority_for(order.product.authority).methods
    found = [way for way in (DNS, HTTP, EMAIL) if way in sold and way in taken]
    return [way for way in found if not _barred(name, way, on)]


def addresses_for(name: str) -> list[str]:
    """The five constructed addresses at the name and at each parent down to the one that can be registered."""
    bare = name.removeprefix(WILDCARD)
    last = registrable(name)
    places = [bare]
    while places[-1] != last and "." in places[-1]:
        places.append(places[-1].partition(".")[2])
    return [f"{mailbox}@{place}" for place in reversed(places) for mailbox in MAILBOXES]


def check(order: SslOrder, name: str, method: str, address: str, on: date) -> None:
    """Whether this name may be proven like this. Raises NotAllowed with the way out."""
    said = {"name": readable(name)}
    if method == HTTP and name.startswith(WILDCARD):
        words = _(
            "%(name)s: a file on a web site proves one name only, never a wildcard. Choose a DNS record."
        )
        raise NotAllowed(words % said, CLAUSE)
    if method == EMAIL and on > VALIDATION.email_until:
        words = _("%(name)s: authorities no longer take e-mail as proof. Choose a DNS record.")
        raise NotAllowed(words % said, CLAUSE)
    if method not in methods_for(order, name, on):
        words = _("%(name)s: the authority does not take this way for this certificate. Choose another.")
        raise NotAllowed(words % said, CLAUSE)
    if method == EMAIL and address not in addresses_for(name):
        words = _("%(name)s: the authority writes to admin@, administrator@, webmaster@, hostmaster@ or postmaster@ "
                  "the name or its parent only. Choose one of these addresses.")  # fmt: skip
        raise NotAllowed(words % said, CLAUSE)


def _barred(name: str, method: str, on: date) -> bool:
    if method == HTTP:
        return name.startswith(WILDCARD)
    return method == EMAIL and on > VALIDATION.email_until
