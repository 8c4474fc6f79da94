"""Takings in euros that the bank gave dirhams for: at its own rate, which is not the official one (C-26, HD-3.1b)."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from billing import disputes, payments
from billing.ledger import exchange
from billing.ledger.audit import audit
from billing.ledger.exports import journal, written
from billing.models import Movement, Price, Settlement
from billing.rates import Published, desk
from billing.statements import lifecycle, takings
from core import clock
from core.acts import Act
from core.transitions import NotAllowed
from tests.billing.conftest import NOW

from . import files

pytestmark = pytest.mark.django_db
DAY = NOW.date()
TTC = 14_40  # 12.00 EUR and 20 %


@pytest.fixture(autouse=True)
def euros(settings, catalogue, customer):
    """A customer in Germany; the official rates are 10 as he pays and 11 two days later; the books balance."""
    settings.RATES_ADAPTER = "manual"
    on = {"product": catalogue, "operation": "register", "starts_on": date(2026, 1, 1)}
    Price.objects.create(amount=12_00, currency="EUR", **on)
    customer.currency, customer.country, customer.ice = "EUR", "DE", ""
    customer.save()
    official(0, "10"), official(2, "11")
    yield
    exchange.value(Act(NOW))
    assert audit() == []


def official(later: int, rate: str) -> None:
    at = NOW + timedelta(days=later)
    desk.enter([Published("EUR", at.date(), Decimal(rate), "BAM")], Act(at))


@pytest.fixture
def paid(ordered, act):
    """A proforma that was paid with PayPal: the payment, and its key among the takings."""
    payment = payments.captured(ordered(), "paypal", "CAPTURE-1", TTC, "EUR", act)
    return payment, [f"paypal:{payment.public_id}"]


@pytest.fixture
def line(taken):
    """A line in dirhams, two days later."""

    def arrived(amount: str, day: str = "24/11/2026"):
        return taken(files.csv(f"{day};PAYPAL;{amount}", header="Date;Libellé;Montant"))[0]

    return arrived


@pytest.fixture
def chief() -> Act:
    return Act(NOW + timedelta(days=2), "usr_chief", "the bank's advice")


def test_what_arrives_in_dirhams_is_worth_what_the_bank_gave(paid, line, chief):
    """14.40 less 0.40 commission, exchanged at 10.80; they stood in the books at 10.00."""
    _payment, keys = paid
    lifecycle.pass_on(line("151,20"), chief, chosen=keys, exchanged=14_00)
    assert exchange.value(chief) > 0
    settled = Settlement.objects.get()
    assert (settled.currency, settled.gross, settled.commission) == ("EUR", 14_40, 40)
    worth = Movement.objects.get(debit="conversion").worth
    assert (worth.amount, worth.rate) == (151_20, "10.8000")
    gained = Movement.objects.get(cause="exchange")
    assert (gained.debit, gained.credit, gained.worth.amount) == ("paypal", "gain_exchange", 11_60)
    rows = list(
        csv.DictReader(io.StringIO(written(journal(DAY, DAY + timedelta(days=2)))[1:]), delimiter=";")
    )
    transit = [row for row in rows if row["account"] == "51159"]
    assert sum(Decimal(row["debit_mad"] or 0) - Decimal(row["credit_mad"] or 0) for row in transit) == 0
    at_bank = [row["debit_mad"] for row in rows if row["account"] == "5141"]
    assert at_bank == ["151.20"]


@pytest.mark.parametrize(
    ("amount", "exchanged", "why"),
    [("151,20", None, "how much of it"), ("151,20", 15_00, "commission"), ("151,20", 12_00, "no bank's rate"),
     ("15,12", 14_00, "no bank's rate")],
    ids=["nothing said", "more than was taken", "far above the official rate", "a comma slipped"],
)  # fmt: skip
def test_an_exchange_that_cannot_be_is_refused(paid, line, chief, amount, exchanged, why):
    _payment, keys = paid
    with pytest.raises(NotAllowed, match=why):
        lifecycle.pass_on(line(amount), chief, chosen=keys, exchanged=exchanged)
    assert not Settlement.objects.exists()


def test_without_the_official_rate_of_that_day_nobody_can_judge_the_banks(paid, line, chief):
    _payment, keys = paid
    late = replace(chief, now=NOW + timedelta(days=32))
    with pytest.raises(NotAllowed, match="official rate"):
        lifecycle.pass_on(line("151,20", "24/12/2026"), late, chosen=keys, exchanged=14_00)


def test_a_dispute_afterwards_takes_dirhams_back(paid, line, chief, staff_act):
    payment, keys = paid
    lifecycle.pass_on(line("151,20"), chief, chosen=keys, exchanged=14_00)
    disputes.charge_back(payment, staff_act.because("PayPal has decided for the buyer"))
    lifecycle.pass_on(line("-158,40"), chief, chosen=keys, exchanged=14_40)
    assert ("conversion", "bank", 158_40) in set(
        Movement.objects.filter(currency="MAD").values_list("debit", "credit", "amount")
    )


def test_the_audit_sees_an_exchange_that_was_changed_by_hand(paid, line, chief):
    _payment, keys = paid
    lifecycle.pass_on(line("151,20"), chief, chosen=keys, exchanged=14_00)
    Settlement.objects.update(commission=39)
    assert "takings that the bank exchanged" in {fault.what for fault in audit()}
    Settlement.objects.update(commission=40)


def test_euros_are_offered_to_a_line_in_dirhams_but_never_ticked(paid, line, client_of, staff_user):
    _payment, keys = paid
    found = line("151,20")
    assert [item.key for item in takings.for_line(found)] == keys
    browser = client_of(staff_user)
    browser.cookies["language"] = "en"
    url = reverse("admin:billing_bankline_verb", args=[found.pk, "pass_on"])
    with clock.frozen(NOW + timedelta(days=2)):
        page = browser.get(url).content.decode()
        assert "14.40" in page
        assert "EUR" in page
        assert "checked" not in page
        browser.post(url, {"chosen": keys, "exchanged": "14", "reason": "the advice"})
    assert Settlement.objects.get().commission == 40
