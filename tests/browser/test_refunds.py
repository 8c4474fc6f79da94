"""VAT that a public body keeps back, and money that goes back the way it came, in Chromium and from both sides."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from billing import lines
from billing.models import CreditNote, Invoice, OrderLine, Payment, Receipt, Refund
from billing.refunds import requests
from core.acts import Act
from tests.browser import steps
from tests.browser.test_payments import DAY, NOW, confirm, desk, pay, to_pay  # noqa: F401  `desk` is a fixture
from tests.papers import PDF
from tests.refunds import RIB

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = {"name": "attestation.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_vat_is_kept_back_with_its_certificate_and_the_rest_goes_back_by_transfer(
    live, desk, client_of, customer, owner, staff_user  # noqa: F811
):  # fmt: skip
    """Facts D: 120.00 with tax, 15.00 of its VAT kept back, 105.00 transferred; facts G: it goes back by transfer."""
    cache.clear()
    customer.__class__.objects.filter(pk=customer.pk).update(kind="public")
    customer.refresh_from_db()
    with steps.until(DAY):
        proforma = to_pay(customer, "for the commune")
        steps.enter(live, client_of, owner)
        for form, left in (("retenue", "120,00"), ("virement", "105,00")):
            pay(live, proforma)
            expect(live.locator("main")).to_contain_text(left)
            said = live.locator(f"form[action$='/{form}/']")
            said.locator("input[type=file]").set_input_files(FILE)
            steps.press(live, said.locator("button:not([data-copy])"))
            confirm(
                desk, client_of, staff_user, Payment.objects.get(proforma=proforma, state="proof_uploaded")
            )
        steps.tick()
        assert Invoice.objects.get().proforma_id == proforma.pk
        line, staff = OrderLine.objects.get(), Act(NOW, staff_user.public_id, "it cannot be done")
        lines.take(line, staff)
        lines.credit_line(line, staff, "it cannot be done")
        requests.of_note(CreditNote.objects.get(), staff)
        refund = Refund.objects.get()
        assert (refund.amount, refund.method) == (105_00, "transfer")
        live.goto(reverse("billing:refunds"))
        steps.press(
            live, live.locator(f"a[href$='{reverse('billing:refund_account', args=[refund.public_id])}']")
        )
        for number in (RIB[:-1] + "8", RIB):  # one wrong digit first
            live.fill("main [name=number]", number)
            live.fill("main [name=holder]", "Commune d’Agadir")
            steps.submit(live)
        for verb, fields in (("approve", {}), ("send", {"reference": "VIR 2026-118"}), ("arrive", {})):
            steps.desk_verb(desk, refund, verb, **fields)
        refund.refresh_from_db()
        assert (refund.state, refund.account_end) == ("done", RIB[-4:])
        steps.tick()
        live.goto(reverse("billing:refunds"))
        expect(live.locator("main")).to_contain_text("VIR 2026-118")
        live.goto(reverse("billing:receipts"))
        expect(live.locator("main")).to_contain_text(str(Receipt.objects.get(kind="refund")))
