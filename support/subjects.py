"""What a request may be about: a service that is supported, or any other thing of the customer's that has a page.

The rooms hand their things to `core.finding`, once, to be found; a request finds them there by their number, so the
link "write to support about this" needs nothing more of a room than the thing itself.
"""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core import finding

from . import coverage
from .models import Coverage

LONGEST = 24  # of a number


def of(customer, named: str = "") -> dict[str, str]:
    """Number → name of what the customer can choose; `named`, a thing's number, is among it if it is his."""
    found = coverage.services(customer)
    if named and named not in found and (label := name_of(named, customer)):
        found[named] = label
    return found


def name_of(about: str, customer) -> str:
    """The name of a thing of this customer's, supported or not; empty where it is nobody's or another's."""
    row = Coverage.objects.filter(about=about).order_by("-since").first()
    if row:
        return row.label if row.customer_id == customer.pk else ""
    thing = finding.owned(about, customer) if len(about) <= LONGEST else None
    return str(thing)[:200] if thing else ""


def subject_for(about: str, customer) -> str:
    """How the subject of a request about a thing begins."""
    name = name_of(about, customer) if about else ""
    return _("%(service)s: ") % {"service": name} if name else ""


def request_url(about: str = "") -> str:
    """Where a request about a thing is written."""
    return reverse("support:new") + (f"?{urlencode({'about': about})}" if about else "")
