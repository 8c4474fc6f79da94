"""An order from cart to carried-out line: proforma, payment, invoice, mails."""

import pytest

from billing import lines, payments
from billing.models import Invoice, OrderLine
from notifications.models import Email

from .conftest import NOW

pytestmark = pytest.mark.django_db
TTC = 154_80  # 129.00 + 20 %


def kinds():
    return list(Email.objects.order_by("id").values_list("kind", flat=True))


def test_an_order_goes_from_cart_to_invoice(ordered, staff_act, settle, customer):
    """C-24: a proforma without tax effect first; the payment makes the tax invoice."""
    proforma = ordered()
    assert (proforma.number, proforma.state, proforma.total_ttc) == ("PF-2026-000001", "issued", TTC)
    payment = payments.declare_transfer(proforma, staff_act)
    settle()
    assert kinds() == ["billing.order_acknowledged"]
    payments.confirm(payment, staff_act)
    settle()
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.total_ttc, invoice.proforma) == ("FA-2026-000001", TTC, proforma)
    assert kinds() == ["billing.order_acknowledged", "billing.payment_confirmed"]
    assert Email.objects.get(kind="billing.payment_confirmed").attachments == [invoice.public_id]
    line = OrderLine.objects.get()
    assert line.paid_at == NOW
    assert line.order.state == "paid"
    assert lines.take(line, staff_act)
    assert not lines.take(line, staff_act)
    lines.finish(line, "done", staff_act)
    line.order.refresh_from_db()
    assert line.order.state == "fulfilled"
