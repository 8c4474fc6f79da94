"""The cash desk: stamp duty, numbered receipts, limits that are told, tills that are counted and signed by two."""

import pytest
from django.contrib.auth.models import Group
from django.db.models import Q
from django.urls import reverse

from billing import payments
from billing.cash import desk, lifecycle, limits, stamp
from billing.models import Invoice, Movement, Payment, Receipt, Till, TillEntry
from core import clock, display
from core.acts import Act
from core.transitions import NotAllowed
from hosting_portal.staff import make_groups
from tests.cast import person

from .conftest import NOW

pytestmark = pytest.mark.django_db
TTC, DUTY = 154_80, 39  # 0.25 % of 154.80 is 0.387


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def clerk(db):
    """Keeps a till: of the group “cash” and nothing else."""
    make_groups()
    user = person("cash@portal.example", "Rachid Amrani", is_staff=True)
    user.groups.add(Group.objects.get(name="cash"))
    return user


@pytest.fixture
def clerk_act(clerk):
    return Act(NOW, clerk.public_id)


@pytest.fixture
def till(clerk, clerk_act):
    return lifecycle.open_till(clerk, 500_00, clerk_act)


# --- duty and limits --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amount", "duty"), [(100_00, 25), (1_99, 0), (2_00, 1), (154_80, 39), (5_000_00, 12_50)]
)
def test_the_duty_is_rounded_half_up_to_the_centime(amount, duty, settings):
    assert stamp.duty(amount) == duty
    settings.CASH_STAMP = False
    assert stamp.duty(amount) == 0


@pytest.mark.parametrize(
    ("before", "amount", "told"),
    [(0, 5_000_00, 0), (0, 5_000_01, 1), (4_999_00, 2_00, 1), (0, 50_000_01, 2)],
)
def test_much_cash_of_one_customer_is_told(ordered, act, customer, before, amount, told):
    if before:
        payments.captured(ordered(), "cash", "tle_1", before, "MAD", act)
    assert len(limits.warnings(customer, amount, act.today)) == told


def test_yesterdays_cash_counts_for_the_month_only(ordered, act, customer):
    payments.captured(ordered(), "cash", "tle_1", 49_000_00, "MAD", act)
    Payment.objects.update(value_date=act.today.replace(day=1))
    assert len(limits.warnings(customer, 2_000_00, act.today)) == 1
    Payment.objects.update(value_date=act.today.replace(month=10))
    assert limits.warnings(customer, 2_000_00, act.today) == []


# --- taking -----------------------------------------------------------------------------------------------
def test_cash_is_confirmed_at_once_with_its_duty_and_a_numbered_receipt(ordered, till, clerk_act):
    proforma = ordered()
    receipt = desk.take(till, proforma, TTC, clerk_act)
    payment = Payment.objects.get()
    assert (payment.method, payment.amount, payment.stamp, payment.state) == ("cash", TTC, DUTY, "confirmed")
    assert (receipt.number, receipt.total_ttc, receipt.stamp, receipt.about) == (
        "RC-2026-000001", TTC, DUTY, payment.public_id,
    )  # fmt: skip
    assert lifecycle.expected(till) == 500_00 + TTC + DUTY
    proforma.refresh_from_db()
    assert proforma.state == "paid"


def test_the_invoice_of_what_was_paid_in_cash_names_the_duty_and_a_reference_that_the_customer_knows(
    ordered, till, clerk_act, customer, english
):
    customer.language = "en"
    customer.save()
    proforma = ordered()
    receipt = desk.take(till, proforma, TTC, clerk_act)
    content = Invoice.objects.get().content
    assert content["notes"] == [
        "Paid in cash: stamp duty of 0.25%, 0.39\u00a0MAD, received on top of the total."
    ]
    assert (
        content["payment"]["reference"]
        == proforma.payment_reference
        == receipt.content["payment"]["reference"]
    )
    assert content["totals"]["ttc"] == TTC


def test_some_of_it_may_be_paid_in_cash(ordered, till, clerk_act):
    proforma = ordered()
    desk.take(till, proforma, 100_00, clerk_act)
    proforma.refresh_from_db()
    assert (proforma.state, proforma.remaining) == ("partially_paid", 54_80)


def test_cash_is_not_taken_where_it_should_not_be(ordered, till, clerk_act, staff_act):
    proforma = ordered()
    for amount in (0, -1, TTC + 1):
        with pytest.raises(NotAllowed):
            desk.take(till, proforma, amount, clerk_act)
    with pytest.raises(NotAllowed):  # another's drawer
        desk.take(till, proforma, TTC, staff_act)
    proforma.currency = "EUR"
    with pytest.raises(NotAllowed) as refusal:
        desk.take(till, proforma, TTC, clerk_act)
    assert refusal.value.clause == "C-35"
    assert not Payment.objects.exists()
    assert not Receipt.objects.exists()


def test_a_till_gives_no_more_than_it_holds(till, clerk_act):
    desk.give_back(till, "ref_1", 100_00, clerk_act)
    with pytest.raises(NotAllowed):  # once for each refund
        desk.give_back(till, "ref_1", 100_00, clerk_act)
    with pytest.raises(NotAllowed):
        desk.carry_to_bank(till, 400_01, clerk_act)
    desk.carry_to_bank(till, 400_00, clerk_act)
    assert lifecycle.expected(till) == 0
    assert list(TillEntry.objects.values_list("amount", flat=True)) == [-100_00, -400_00]


# --- opening, counting, signing -----------------------------------------------------------------------------
def test_a_clerk_keeps_one_till_until_it_is_signed(clerk, till, clerk_act, staff_act):
    with pytest.raises(NotAllowed):
        lifecycle.open_till(clerk, 0, clerk_act)
    lifecycle.count(till, clerk_act, counted=500_00)
    with pytest.raises(NotAllowed):
        lifecycle.open_till(clerk, 0, clerk_act)
    lifecycle.sign(till, staff_act)
    assert lifecycle.open_till(clerk, 0, clerk_act).state == "open"


def test_a_difference_is_explained(till, clerk_act):
    with pytest.raises(NotAllowed):
        lifecycle.count(till, clerk_act, counted=490_00, explanation=" ")
    lifecycle.count(till, clerk_act, counted=490_00, explanation="a ten-dirham coin is missing")
    assert (till.state, till.difference, till.expected) == ("counted", -10_00, 500_00)


def test_nobody_signs_his_own_count(till, clerk_act, staff_act, ordered):
    lifecycle.count(till, clerk_act, counted=500_00)
    with pytest.raises(NotAllowed):
        lifecycle.sign(till, clerk_act)
    proforma = ordered()
    with pytest.raises(NotAllowed):
        desk.take(till, proforma, TTC, clerk_act)
    lifecycle.recount(till, staff_act)
    assert (till.state, till.counted) == ("open", None)
    lifecycle.count(till, clerk_act, counted=500_00)
    lifecycle.sign(till, staff_act)
    assert (till.state, till.closed_by) == ("closed", staff_act.actor)


def test_only_who_keeps_the_till_counts_it(till, staff_act):
    with pytest.raises(NotAllowed):
        lifecycle.count(till, staff_act, counted=500_00)


def test_the_ledger_knows_what_the_desk_does(ordered, till, clerk_act, staff_act):
    desk.take(till, ordered(), TTC, clerk_act)
    desk.carry_to_bank(till, 100_00, clerk_act)
    lifecycle.count(
        till, clerk_act, counted=500_00 + TTC + DUTY - 100_00 - 5_00, explanation="five are missing"
    )
    lifecycle.sign(till, staff_act)
    on_cash = {"stamp": 39, "banked": -100_00, "till_difference": -5_00, "allocated": TTC}
    found = Movement.objects.filter(Q(debit="cash") | Q(credit="cash"))
    assert {m.cause: m.amount if m.debit == "cash" else -m.amount for m in found} == on_cash


# --- pages ------------------------------------------------------------------------------------------------
def desk_url(name, till):
    return reverse(f"admin:billing_till_{name}", args=[till.pk])


def test_the_clerk_sees_the_sum_before_he_takes_it(client_of, clerk, till, ordered):
    proforma, client = ordered(), client_of(clerk)
    asked = {"reference": proforma.payment_reference.lower(), "amount": ""}
    shown = client.post(desk_url("take", till), asked)
    assert display.amount(TTC + DUTY, "MAD") in shown.content.decode()
    assert not Payment.objects.exists()
    client.post(desk_url("take", till), asked | {"seen": "1"})
    assert not Payment.objects.exists()  # another sum than the one that was shown
    done = client.post(desk_url("take", till), asked | {"seen": str(TTC + DUTY)}, follow=True)
    assert "RC-2026-000001" in done.content.decode()
    assert proforma.public_id
    assert str(proforma) in client.get(desk_url("report", till)).content.decode()


def test_large_cash_is_warned_of_on_the_page(client_of, clerk, till, ordered, catalogue):
    catalogue.prices.update(amount=5_000_00)
    proforma = ordered()
    shown = client_of(clerk).post(desk_url("take", till), {"reference": str(proforma), "amount": ""})
    assert len(shown.context["warnings"]) == 1
    assert "errornote" in shown.content.decode()


def test_the_desk_is_for_those_who_may_take_cash(client_of, clerk, till):
    make_groups()
    other = person("billing@portal.example", is_staff=True)
    other.groups.add(Group.objects.get(name="billing"))
    client = client_of(other)
    assert client.get(desk_url("take", till)).status_code == 403
    assert client.get(desk_url("report", till)).status_code == 200
    assert client.get(reverse("admin:billing_till_add")).status_code == 403
    assert client_of(clerk).get(reverse("admin:billing_payment_add")).status_code == 403


def test_a_till_is_opened_and_closed_in_the_back_office(client_of, clerk, staff_user):
    keeper, manager = client_of(clerk), client_of(staff_user)
    keeper.post(reverse("admin:billing_till_add"), {"float_amount": "200,00"})
    till = Till.objects.get()
    assert (till.clerk, till.float_amount) == (clerk, 200_00)
    keeper.post(reverse("admin:billing_till_add"), {"float_amount": "100"})
    assert Till.objects.count() == 1
    keeper.post(desk_url("bank", till), {"amount": "50", "reason": "the day's cash"})
    verb = lambda name: reverse("admin:billing_till_verb", args=[till.pk, name])  # noqa: E731
    keeper.post(verb("count"), {"counted": "150", "reason": "evening"})
    keeper.post(verb("sign"), {"reason": "seen"})
    till.refresh_from_db()
    assert till.state == "counted"
    manager.post(verb("sign"), {"reason": "seen"})
    till.refresh_from_db()
    assert (till.state, till.closed_by) == ("closed", staff_user.public_id)
