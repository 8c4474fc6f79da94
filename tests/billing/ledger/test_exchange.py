"""Foreign currency in the ledger: worth in dirhams at the official rates, and the differences of settling (facts D)."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing import lines, payments
from billing.ledger import exchange
from billing.ledger.audit import audit
from billing.ledger.exports import journal, written
from billing.models import Movement, OrderLine, Price, Proforma, Worth
from billing.rates import Published, book, desk
from billing.refunds import lifecycle as refunds
from billing.refunds import requests
from core.acts import Act
from tests.billing.conftest import NOW
from tests.refunds import sent

pytestmark = pytest.mark.django_db
DAY = NOW.date()
TTC = 14_40  # 12.00 EUR and 20 %


@pytest.fixture(autouse=True)
def euros(settings, catalogue, customer):
    """A customer in Germany; no invented rates; the books balance after each test."""
    settings.RATES_ADAPTER = "manual"
    Price.objects.create(
        product=catalogue, operation="register", amount=12_00, currency="EUR", starts_on=date(2026, 1, 1)
    )
    customer.currency, customer.country, customer.ice = "EUR", "DE", ""
    customer.save()
    yield
    assert audit() == []


@pytest.fixture
def rated():
    """The rate of a day so many days from now."""

    def enter(rate: str, later: int = 0) -> None:
        published = Published("EUR", DAY + timedelta(days=later), Decimal(rate), "BAM")
        book.enter(published, Act(NOW))

    return enter


def after(act: Act, days: int) -> Act:
    return replace(act, now=act.now + timedelta(days=days))


def differences() -> list[tuple[str, str, int]]:
    rows = Movement.objects.filter(cause="exchange").order_by("pk").select_related("worth")
    return [(row.debit, row.credit, row.worth.amount) for row in rows]


def test_paid_in_two_parts_while_the_rate_rises_is_a_loss(ordered, came, staff_act, rated):
    """Half at 10.00, half at 11.00: the invoice says 11.00, so 7.20 euros came for a dirham less each."""
    rated("10"), rated("11", later=5)
    proforma = ordered()
    came(proforma, 7_20)
    came(proforma, 7_20, act=after(staff_act, 5))
    assert exchange.value(staff_act) == 4
    assert differences() == [("loss_exchange", "advances", 7_20)]
    assert exchange.value(staff_act) == 0


def test_the_money_came_before_the_day_it_was_confirmed_and_the_rate_fell(ordered, staff_act, rated):
    rated("11"), rated("10", later=5)
    proforma = ordered()
    payments.received(TTC, proforma.payment_reference, DAY, after(staff_act, 5), currency="EUR")
    exchange.value(staff_act)
    assert differences() == [("advances", "gain_exchange", 14_40)]


def test_without_a_rate_nothing_is_worth_anything_until_it_comes(ordered, came, staff_act):
    came(ordered())
    assert exchange.value(staff_act) == 0
    desk.enter([Published("EUR", DAY + timedelta(days=2), Decimal("10"), "BAM")], after(staff_act, 2))
    assert Proforma.objects.get().invoice
    assert Worth.objects.count() == 3
    assert differences() == []


def test_a_credit_note_paid_back_at_another_rate(ordered, came, staff_act, act, rated, english):
    """Credited at the invoice's 10.00, sent at 10.50: what was owed has become dearer."""
    rated("10"), rated("10.5", later=9)
    came(ordered())
    line = OrderLine.objects.get()
    lines.take(line, staff_act)
    note = lines.credit_line(line, staff_act, "the name is taken")
    [refund] = requests.of_note(note, after(act, 9))
    sent(refund, NOW + timedelta(days=9))
    refunds.arrive(refund, after(staff_act, 9))
    exchange.value(staff_act)
    assert differences() == [("loss_exchange", "credit", 7_20)]
    rows = list(
        csv.DictReader(io.StringIO(written(journal(DAY, DAY + timedelta(days=9)))[1:]), delimiter=";")
    )
    in_dirhams = [sum(Decimal(row[side] or 0) for row in rows) for side in ("debit_mad", "credit_mad")]
    assert in_dirhams[0] == in_dirhams[1] > 0
    [lost] = [row for row in rows if row["account"] == "633"]
    assert (lost["debit"], lost["debit_mad"], lost["label"]) == ("", "7.20", "difference of exchange")


def test_the_audit_sees_a_difference_that_is_not_booked(ordered, came, staff_act, rated):
    rated("10")
    came(ordered())
    exchange.value(staff_act)
    assert audit() == []
    worth = Worth.objects.get(movement__cause="allocated")
    Worth.objects.filter(pk=worth.pk)._raw_delete("default")
    Worth.objects.bulk_create([Worth(movement_id=worth.pk, amount=worth.amount + 5)])
    assert {fault.what for fault in audit()} == {"a difference of exchange"}
    Worth.objects.filter(pk=worth.pk)._raw_delete("default")
