"""Paid lines taken up: a paid certificate makes its order. First come, first served."""

from datetime import timedelta

from billing import lines
from billing.models import OrderLine
from core import clock, evidence
from core.acts import Act

from . import coverage
from .models import CertificateProduct, SslOrder, VettingStep
from .ordering import ORDER
from .terms import CERTIFICATES
from .vetting_emails import documents_needed

TINY = timedelta(microseconds=1)


def pull(act: Act) -> int:
    """Take up the paid lines of certificates; how many. One that fails waits for staff, the others go on."""
    return lines.take_up("ssl.", TAKERS, "SSL-10.4a", act)


def _open(line: OrderLine, act: Act) -> int:
    """A paid certificate: its order waits for key and names; its year has not begun (SSL-3.1b)."""
    if not lines.take(line, act):
        return 0
    order = opened(line, act)
    order.save()
    coverage.begin(order, act)
    VettingStep.objects.bulk_create(
        VettingStep(customer_id=order.customer_id, order=order, kind=kind)
        for kind in VettingStep.OF_LEVEL[order.product.level]
    )
    if order.product.needs_organisation:
        documents_needed(order, act)
    evidence.record(order.public_id, "act", "paid", act, "SSL-3.1a", line=line.public_id,
                    checklist=line.options.get("checklist", []), sold=order.pinned)  # fmt: skip
    return 1


def opened(line: OrderLine, act: Act) -> SslOrder:
    """The order of a paid line, not yet saved. The twenty days count from the order, not from the payment (SSL-6.1)."""
    said = line.options
    ordered_at = line.order.confirmed_at if line.order and line.order.confirmed_at else act.now
    order = SslOrder(
        customer=line.customer, product=CertificateProduct.objects.get(code=said["product"]), names=[said["name"]],
        names_bought=said["names"], licences=said["licences"], installation=said["installation"],
        organisation=said["organisation"], contacts=said["contacts"], pinned=said["pinned"], line=line.public_id,
        ordered_at=ordered_at, paid_at=line.paid_at, acted_through=act.now - TINY,
        cancel_until=clock.local_date(ordered_at) + CERTIFICATES.cancel_window,
        predecessor=SslOrder.objects.of(line.customer).filter(public_id=said["predecessor"]).first(),
    )  # fmt: skip
    order.reschedule()
    return order


TAKERS = {ORDER: _open}
