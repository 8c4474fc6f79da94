"""What settles a proforma although no money comes: VAT that a public body keeps back, a small difference given up.

Both are payments of a method of their own, so that they are proven, allocated, posted and printed like every other.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer
from core import display
from core.acts import Act
from core.money import BASIS_POINTS
from core.transitions import NotAllowed

from . import allocating, payments
from .models import Payment, Proforma
from .prices import HOUSE_CURRENCY
from .terms import BILLING


def withheld(proforma: Proforma) -> int:
    """The VAT that a public body keeps back of a proforma, in centimes, half up: 75 % (facts D)."""
    return (2 * proforma.total_vat * BILLING.withheld + BASIS_POINTS) // (2 * BASIS_POINTS)


def may_withhold(proforma: Proforma) -> bool:
    """Whether its customer keeps VAT back at source: a public body, in dirhams, once, while it is open."""
    public = proforma.customer.kind == Customer.Kind.PUBLIC and proforma.currency == HOUSE_CURRENCY
    mine = proforma.payments.filter(method=Payment.Method.RAS_TVA).exclude(state=Payment.State.REJECTED)
    return bool(public and proforma.is_open and withheld(proforma) and not mine.exists())


def withhold(proforma: Proforma, act: Act, certificate: bytes) -> Payment:
    """The customer shows the certificate of what he keeps back; staff check it like a slip. Raises NotAllowed."""
    with transaction.atomic():
        allocating.lock(proforma)
        payments.demand_open(proforma)
        if not may_withhold(proforma):
            raise NotAllowed(_("Only a public body keeps VAT back, in dirhams and once."), "HD-3.2b")
        amount = min(withheld(proforma), proforma.remaining)
        payment = payments.opened(proforma, Payment.Method.RAS_TVA, act, amount=amount,
                                  reference=proforma.payment_reference)  # fmt: skip
        return payments.upload_slip(payment, act, content=certificate)


def may_write_off(proforma: Proforma) -> bool:
    """Whether what is left is so little that it may be given up."""
    return proforma.is_open and proforma.paid > 0 and proforma.remaining <= BILLING.tolerance


def write_off(proforma: Proforma, act: Act) -> Payment:
    """Staff give a small difference up, with a reason: the proforma is paid. Raises NotAllowed."""
    with transaction.atomic():
        allocating.lock(proforma)
        payments.demand_open(proforma)
        if not act.reason:
            raise NotAllowed(_("Say why the difference is given up."), "HD-3.2b")
        if not may_write_off(proforma):
            most = display.amount(BILLING.tolerance, proforma.currency)
            raise NotAllowed(
                _("Only the rest of a payment, up to %(most)s, is given up.") % {"most": most}, "HD-3.2b"
            )
        payment = payments.opened(proforma, Payment.Method.WRITE_OFF, act, amount=proforma.remaining,
                                  reference=act.reason[:80])  # fmt: skip
        return payments.confirm(payment, act)
