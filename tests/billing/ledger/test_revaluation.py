"""The year's end: what is owed in euros stands at the closing rate, and the new year begins from what it was worth."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.urls import reverse

from billing import credit, payments
from billing.figures import closing
from billing.ledger import exchange, revaluation
from billing.ledger.audit import audit
from billing.models import CreditEntry, Movement, Price, Worth
from billing.rates import Published, book
from core import clock
from core.acts import Act
from core.transitions import NotAllowed
from tests.billing.conftest import NOW

pytestmark = pytest.mark.django_db
LAST, AFTER = date(2026, 12, 31), datetime(2027, 1, 10, 9, tzinfo=UTC)
TTC = 14_40
CHIEF = Act(AFTER, "usr_chief", "the end of 2026")


@pytest.fixture(autouse=True)
def euros(settings, catalogue, customer):
    """14.40 euros came with PayPal and 100.00 stand on a credit account, at 10.00; 2026 ends at 11.00."""
    settings.RATES_ADAPTER = "manual"
    Price.objects.create(
        product=catalogue, operation="register", amount=12_00, currency="EUR", starts_on=date(2026, 1, 1)
    )
    customer.currency, customer.country, customer.ice = "EUR", "DE", ""
    customer.save()
    for day, rate in ((NOW.date(), "10"), (LAST, "11")):
        book.enter(Published("EUR", day, Decimal(rate), "BAM"), Act(NOW))
    yield
    assert audit() == []


@pytest.fixture
def owed(ordered, act, customer):
    payments.captured(ordered(), "paypal", "CAPTURE-1", TTC, "EUR", act)
    credit.enter(
        customer, 100_00, CreditEntry.Kind.GOODWILL, customer.public_id, act.because("sorry"), currency="EUR"
    )
    exchange.value(act)


def booked() -> set[tuple]:
    rows = Movement.objects.filter(cause="revalued")
    return set(rows.values_list("day", "debit", "credit", "worth__amount"))


def test_debts_differ_by_what_is_not_realised_and_money_on_its_way_by_a_gain(owed):
    assert revaluation.close(2026, CHIEF) == 2
    first = LAST + timedelta(days=1)
    assert booked() == {
        (LAST, "latent_loss", "credit", 100_00), (first, "credit", "latent_loss", 100_00),
        (LAST, "paypal", "gain_exchange", 14_40), (first, "gain_exchange", "paypal", 14_40),
    }  # fmt: skip


def test_on_the_last_day_each_account_is_worth_its_euros_at_the_closing_rate(owed):
    revaluation.close(2026, CHIEF)
    worths = {held.account: (held.amount, held.worth) for held in revaluation.holdings("EUR", LAST)}
    assert worths["credit"] == (-100_00, -1_100_00)
    assert worths["paypal"] == (14_40, 158_40)
    after = {held.account: held.worth for held in revaluation.holdings("EUR", LAST + timedelta(days=1))}
    assert (after["credit"], after["paypal"]) == (-1_000_00, 144_00)


def test_a_year_is_revalued_once_and_not_before_it_has_ended(owed):
    with pytest.raises(NotAllowed):
        revaluation.close(2026, replace(CHIEF, now=datetime(2026, 12, 31, 23, tzinfo=UTC)))
    revaluation.close(2026, CHIEF)
    with pytest.raises(NotAllowed):
        revaluation.close(2026, CHIEF)
    assert Movement.objects.filter(cause="revalued").count() == 4


@pytest.mark.parametrize("missing", ["a worth", "the closing rate"])
def test_what_is_not_known_is_not_guessed(owed, missing):
    late = CHIEF if missing == "a worth" else replace(CHIEF, now=AFTER.replace(year=2028))
    if missing == "a worth":
        Worth.objects.filter(movement__credit="credit")._raw_delete("default")
    with pytest.raises(NotAllowed):
        revaluation.close(late.today.year - 1, late)
    assert not booked()
    exchange.value(CHIEF)


def test_the_next_year_is_measured_against_what_was_paid_not_against_the_last_close(owed):
    revaluation.close(2026, CHIEF)
    book.enter(Published("EUR", date(2027, 12, 31), Decimal("12"), "BAM"), CHIEF)
    revaluation.close(2027, replace(CHIEF, now=AFTER.replace(year=2028)))
    second = Movement.objects.filter(cause="revalued", about="year_2027_EUR", part=0)
    assert second.aggregate(n=Sum("worth__amount"))["n"] == 200_00 + 28_80


def test_the_audit_sees_a_revaluation_whose_opposite_differs(owed):
    revaluation.close(2026, CHIEF)
    one = Worth.objects.get(movement__cause="revalued", movement__debit="latent_loss")
    Worth.objects.filter(pk=one.pk)._raw_delete("default")
    Worth.objects.bulk_create([Worth(movement_id=one.pk, amount=one.amount + 1)])
    assert {fault.what for fault in audit()} == {"a revaluation and its opposite"}
    Worth.objects.filter(pk=one.pk)._raw_delete("default")
    Worth.objects.bulk_create([Worth(movement_id=one.pk, amount=one.amount)])


def test_decembers_list_asks_for_it_until_it_is_done_on_its_page(owed, client_of, staff_user):
    titles = [str(item.url) for item in closing.items(LAST) if item.open]
    url = reverse("admin:billing_year_end", args=[2026])
    assert url in titles
    assert url not in [item.url for item in closing.items(date(2026, 11, 30))]
    with clock.frozen(AFTER):
        browser = client_of(staff_user)
        assert browser.get(url).status_code == 200
        browser.post(url)
        assert revaluation.is_closed(2026)
        assert '<form method="post">' not in browser.get(url).content.decode()
    assert url not in [item.url for item in closing.items(LAST) if item.open]


def test_the_command_says_what_it_did_or_why_not(owed, capsys):
    with clock.frozen(AFTER):
        call_command("billing", "close", "--year", "2026")
        assert capsys.readouterr().out == "2 accounts revalued\n"
        with pytest.raises(CommandError, match="2026"):
            call_command("billing", "close", "--year", "2026")
