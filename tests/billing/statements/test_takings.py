"""Takings of gateways: on their way to the bank until a line of the statement is them, less the commission (C-26)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from billing import disputes, payments
from billing.ledger.audit import audit
from billing.models import Movement, Settlement
from billing.statements import lifecycle, takings
from core import clock
from core.acts import Act
from core.transitions import NotAllowed
from tests.billing.conftest import NOW

from . import files

pytestmark = pytest.mark.django_db
TTC = 154_80
HEADER = "Date;Libellé;Montant"
DAY = "24/11/2026"


@pytest.fixture
def carded(ordered, act):
    """Card payments of 154.80 each, booked by the bank's callback."""

    def pay(*names: str):
        made = [payments.captured(ordered(name), "cmi", f"bank-{name}", TTC, "MAD", act) for name in names]
        return [f"card:{payment.public_id}" for payment in made], made

    return pay


@pytest.fixture
def line(taken):
    """A line of the statement, two days later."""
    return lambda amount: taken(files.csv(f"{DAY};REMISE CMI 0031;{amount}", header=HEADER))[0]


@pytest.fixture
def chief() -> Act:
    return Act(NOW + timedelta(days=2), "usr_chief", "the remittance advice")


def booked() -> set[tuple[str, str, int]]:
    return set(Movement.objects.filter(cause="passed_on").values_list("debit", "credit", "amount"))


def test_takings_reach_the_bank_less_commission_and_its_vat(carded, line, chief):
    keys, _made = carded("a.com", "b.com")
    found = line("303,41")
    items = takings.waiting("MAD", found.value_date)
    assert takings.fitting(items, found.amount) == keys
    lifecycle.pass_on(found, chief, chosen=keys, vat=56)
    assert found.state == "takings"
    assert booked() == {("bank", "card", 303_41), ("commission", "card", 5_63), ("vat_paid", "card", 56)}
    assert takings.waiting("MAD", found.value_date) == []
    assert audit() == []


def test_the_same_takings_are_passed_on_once_and_a_wild_commission_is_a_slip(carded, line, chief):
    keys, _made = carded("a.com")
    first, second = line("150,00"), line("150,01")
    with pytest.raises(NotAllowed, match=r"154|4"):
        lifecycle.pass_on(line("60,00"), chief, chosen=keys)
    with pytest.raises(NotAllowed):
        lifecycle.pass_on(first, chief, chosen=keys, vat=4_81)
    lifecycle.pass_on(first, chief, chosen=keys)
    with pytest.raises(NotAllowed):
        lifecycle.pass_on(second, chief, chosen=keys)
    assert Settlement.objects.get().commission == 4_80
    assert audit() == []


def test_what_the_bank_takes_back_afterwards_is_a_line_that_left(carded, line, chief, staff_act):
    keys, [payment] = carded("a.com")
    lifecycle.pass_on(line("150,00"), chief, chosen=keys)
    disputes.charge_back(payment, staff_act.because("the holder says it was not him"))
    gone = line("-160,00")
    assert takings.fitting(takings.waiting("MAD", gone.value_date), gone.amount) == keys
    lifecycle.pass_on(gone, chief, chosen=keys)
    assert ("card", "bank", 160_00) in booked()
    assert ("commission", "card", 5_20) in booked(), "the bank's fee for it"
    assert audit() == []


def test_the_audit_sees_a_settlement_that_was_changed_by_hand(carded, line, chief):
    keys, _made = carded("a.com")
    lifecycle.pass_on(line("150,00"), chief, chosen=keys)
    Settlement.objects.update(commission=4_79)
    assert {fault.what for fault in audit()} == {"a commission"}


def test_staff_tick_them_on_the_queue(carded, line, client_of, staff_user):
    keys, _made = carded("a.com", "b.com")
    found = line("303,41")
    browser = client_of(staff_user)
    browser.cookies["language"] = "en"
    with clock.frozen(NOW + timedelta(days=2)):
        assert "verb/pass_on/" in browser.get(reverse("admin:billing_bankline_queue")).content.decode()
        url = reverse("admin:billing_bankline_verb", args=[found.pk, "pass_on"])
        page = browser.get(url)
        assert page.content.decode().count("checked") == 2, "what fits is ticked already"
        browser.post(url, {"chosen": keys, "vat": "0,56", "reason": "CMI 0031"})
    found.refresh_from_db()
    assert (found.state, found.settlement.vat) == ("takings", 56)


# --- the account on which a transfer came -----------------------------------------------------------------
@pytest.mark.parametrize("how", ["proforma", "payment", "by hand"])
def test_a_transfer_that_came_on_the_postal_account_is_its(how, ordered, taken, bank, act, staff_act):
    """The customer said `transfer`; the money is on the CCP account."""
    bank.ledger = "5146"
    bank.save()
    proforma = ordered()
    payment = payments.declare_transfer(proforma, act)
    if how == "by hand":
        payments.confirm(payment, staff_act)
    [found] = taken(files.csv(f"{DAY};{proforma.payment_reference};154,80", header=HEADER))
    about = proforma.public_id if how == "proforma" else payment.public_id
    lifecycle.book(found, replace(staff_act, now=staff_act.now + timedelta(days=2)), about=about)
    payment.refresh_from_db()
    assert (payment.state, payment.method, found.payment_id) == ("confirmed", "ccp", payment.pk)
    held = {"bank": 0, "ccp": 0}
    for debit, credit, amount in Movement.objects.values_list("debit", "credit", "amount"):
        for account, sign in ((debit, 1), (credit, -1)):
            if account in held:
                held[account] += sign * amount
    assert held == {"bank": 0, "ccp": TTC}
    assert audit() == []


def test_takings_that_another_clerk_settled_since_they_were_read_are_refused(
    carded, taken, chief, monkeypatch
):
    """Both clerks have read the list; the first one has settled it before the second one's rows are looked up."""
    keys, _made = carded("a.com")
    rows = [f"{DAY};REMISE {n};150,00" for n in range(2)]
    first, second = taken(files.csv(*rows, header=HEADER))
    read = takings.waiting("MAD", second.value_date)
    lifecycle.pass_on(first, chief, chosen=keys)
    monkeypatch.setattr(takings, "waiting", lambda *_: read)
    with pytest.raises(NotAllowed):
        lifecycle.pass_on(second, chief, chosen=keys)
    assert Settlement.objects.count() == 1
    assert audit() == []
