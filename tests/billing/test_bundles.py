"""Several proformas paid by one act: the most urgent first, each with its own invoice, what has lapsed as credit."""

from datetime import timedelta

import pytest

from billing import credit, lifecycle, lines, ordering, payments
from billing.models import Allocation, Bundle, Invoice, Payment
from core.transitions import NotAllowed
from notifications.models import Email

from .conftest import NOW

pytestmark = pytest.mark.django_db
ONE = 178_80  # a renewal: 149.00 + 20 %


@pytest.fixture
def proposed(catalogue, customer, act, renewal_line):
    """Numbered renewals, due in the order in which they are named."""

    def propose(*names, of=None):
        return [
            ordering.propose(
                of or customer,
                [renewal_line(f"dom_{name}", f"{name}.com")],
                act,
                due_on=act.today + timedelta(days=n),
                payable_until=NOW + timedelta(days=10 + n),
                at_once=True,
            )
            for n, name in enumerate(names)
        ]

    return propose


def states(proformas):
    for proforma in proformas:
        proforma.refresh_from_db()
    return [proforma.state for proforma in proformas]


def test_one_transfer_pays_three_renewals_and_makes_three_invoices(
    proposed, customer, act, staff_act, settle
):
    three = proposed("a", "b", "c")
    together = payments.bundle(customer, three, act)
    assert (together.total, together.remaining, together.is_open) == (3 * ONE, 3 * ONE, True)
    payment = payments.received(3 * ONE, together.payment_reference, act.today, staff_act)
    assert (payment.allocated, payment.to_credit, payment.left) == (3 * ONE, 0, 0)
    assert states(three) == ["paid"] * 3
    assert Invoice.objects.count() == 3
    shares = Allocation.objects.filter(payment=payment).values_list("proforma", "amount")
    assert sorted(shares) == sorted((proforma.pk, ONE) for proforma in three)
    settle()
    assert Email.objects.filter(kind="billing.payment_confirmed").count() == 3


def test_the_same_set_is_the_same_bundle_however_it_is_chosen(proposed, customer, act):
    one, two, three = proposed("a", "b", "c")
    first = payments.bundle(customer, [one, two], act)
    assert payments.bundle(customer, [two, one, one], act) == first
    assert payments.bundle(customer, [one, three], act) != first
    assert Bundle.objects.count() == 2


def test_too_little_pays_the_most_urgent_first(proposed, customer, act, staff_act, settle):
    three = proposed("a", "b", "c")
    together = payments.bundle(customer, three, act)
    payment = payments.captured(together, "cmi", "bank-1", ONE + 50_00, "MAD", act)
    assert states(three) == ["paid", "partially_paid", "issued"]
    assert payment.left == 2 * ONE - 50_00
    together.refresh_from_db()
    assert together.remaining == 2 * ONE - 50_00
    settle()
    told = Email.objects.get(kind="billing.underpaid")
    assert str(three[1]) in told.text
    payments.captured(together, "cmi", "bank-2", 2 * ONE - 50_00, "MAD", act)
    assert states(three) == ["paid"] * 3


def test_the_share_of_a_lapsed_proforma_goes_to_the_credit_account(proposed, customer, act, staff_act):
    both = proposed("a", "b")
    together = payments.bundle(customer, both, act)
    lifecycle.lapse(both[0], act)
    payment = payments.received(2 * ONE, together.payment_reference, act.today, staff_act)
    assert states(both) == ["lapsed", "paid"]
    assert (payment.allocated, payment.to_credit, credit.balance(customer)) == (ONE, ONE, ONE)


def test_paid_twice_together_is_credited_once(proposed, customer, act, staff_act):
    together = payments.bundle(customer, proposed("a", "b"), act)
    for _time in range(2):
        payments.received(2 * ONE, together.payment_reference, act.today, staff_act)
    assert (Invoice.objects.count(), credit.balance(customer)) == (2, 2 * ONE)
    together.refresh_from_db()
    with pytest.raises(NotAllowed) as refusal:
        payments.declare_transfer(together, act)
    assert refusal.value.clause == "HD-6.2"


def test_credit_pays_a_bundle_as_far_as_it_goes(proposed, customer, act, staff_act):
    both = proposed("a", "b")
    credit.enter(customer, ONE + 1, "goodwill", customer.public_id, staff_act)
    payments.pay_with_credit(payments.bundle(customer, both, act), act)
    assert (states(both), credit.balance(customer)) == (["paid", "partially_paid"], 0)


def test_a_slip_for_the_bundle_speaks_for_each_of_its_things(proposed, customer, act):
    both = proposed("a", "b")
    payments.say_sent(payments.bundle(customer, both, act), act, None, b"%PDF-1.4")
    assert lines.under_review("dom_a")
    assert lines.under_review("dom_b")
    assert all(proforma.impediment(None, NOW) for proforma in both)
    assert [p.amount for p in Payment.objects.of_proforma(both[0])] == [2 * ONE]


def test_what_cannot_be_paid_together_says_why(proposed, customer, other_customer, act):
    one, two = proposed("a", "b")
    (theirs,) = proposed("c", of=other_customer)
    lifecycle.void(two, act)
    for refused in ([one], [one, two], [one, theirs]):
        with pytest.raises(NotAllowed):
            payments.bundle(customer, refused, act)
    assert not Bundle.objects.exists()
