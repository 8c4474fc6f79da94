"""Each fact of money has two sides, and after each the books balance."""

from datetime import timedelta

import pytest

from billing import cart, credit, disputes, lines, payments, settling
from billing.ledger.audit import audit
from billing.ledger.continuity import continuity
from billing.models import CreditEntry, OrderLine, Payment, Proforma
from core.transitions import NotAllowed
from notifications.models import Email
from tests.billing.conftest import NOW, confirmed

pytestmark = pytest.mark.django_db
TTC, HT, VAT = 154_80, 129_00, 25_80


@pytest.fixture(autouse=True)
def books_balance(db):
    """Whatever a test here did through the verbs, the books balance afterwards."""
    yield
    assert audit() == []
    assert continuity() == []


def test_a_payment_is_an_advance_until_its_invoice(ordered, came, books):
    came(ordered())
    assert books() == [
        ("allocated", "bank", "advances", TTC),
        ("invoiced", "advances", "revenue", HT),
        ("invoiced", "advances", "vat", VAT),
    ]


def test_too_much_and_a_credit_note_stand_on_the_credit_account(ordered, came, books, staff_act, customer):
    came(ordered(), 200_00)
    line = OrderLine.objects.get()
    lines.take(line, staff_act)
    lines.credit_line(line, staff_act, "the name is taken")
    assert books()[-2:] == [("credited", "revenue", "credit", HT), ("credited", "vat", "credit", VAT)]
    assert ("surplus", "bank", "credit", 45_20) in books()
    assert credit.balance(customer) == 200_00


def test_money_without_an_owner_is_in_suspense_until_it_has_one(ordered, books, staff_act, act):
    payment = payments.received(TTC, "VIREMENT", act.today, staff_act)
    assert books() == [("unmatched", "bank", "suspense", TTC)]
    payments.match(payment, staff_act, proforma=ordered())
    assert audit() == []
    payments.confirm(payment, staff_act)
    assert ("cleared", "suspense", "bank", TTC) in books()


def test_what_was_partly_paid_goes_back_when_the_proforma_lapses(ordered, came, books, settle):
    proforma = ordered()
    came(proforma, 100_00)
    settle(proforma.payable_until + timedelta(minutes=1))
    assert books()[-1] == ("returned", "advances", "credit", 100_00)


def test_credit_that_is_used_becomes_an_advance(ordered, books, staff_act, act, customer):
    credit.enter(customer, 200_00, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act)
    payments.pay_with_credit(ordered(), act)
    assert books()[:2] == [
        ("goodwill", "goodwill", "credit", 200_00),
        ("allocated", "credit", "advances", TTC),
    ]


# --- what settles without money -------------------------------------------------------------------------
def test_a_public_body_keeps_vat_back_and_its_certificate_settles_the_rest(
    catalogue, customer, owner, act, staff_act, name_line, came, books, settle
):
    """Facts D: 1 000 before tax, 1 200 with it, 1 050 received and 150 withheld."""
    customer.__class__.objects.filter(pk=customer.pk).update(kind="public")
    catalogue.prices.filter(operation="register").update(amount=1_000_00)
    customer.refresh_from_db()
    cart.add(customer, owner, name_line(), act)
    proforma = confirmed(customer, owner, act)
    assert (proforma.total_ttc, settling.withheld(proforma)) == (1_200_00, 150_00)
    paper = settling.withhold(proforma, act, b"%PDF-1.4 certificate")
    with pytest.raises(NotAllowed):
        settling.withhold(proforma, act, b"%PDF-1.4 certificate")
    came(proforma, 1_050_00)
    payments.confirm(paper, staff_act)
    proforma.refresh_from_db()
    assert (proforma.state, proforma.paid) == ("paid", 1_200_00)
    assert ("allocated", "vat_withheld", "advances", 150_00) in books()
    assert proforma.invoice.content["payment"]["method"].count(", ") == 1, "both are named on the invoice"


def test_withheld_tax_is_no_money_that_could_come_back(ordered, customer, act, staff_act, books, settle):
    customer.__class__.objects.filter(pk=customer.pk).update(kind="public")
    proforma = ordered()
    proforma.customer.refresh_from_db()
    payments.confirm(settling.withhold(proforma, act, b"%PDF-1.4 certificate"), staff_act)
    settle(proforma.payable_until + timedelta(minutes=1))
    assert credit.balance(customer) == 0
    assert books()[-1] == ("undone", "advances", "vat_withheld", 19_35)


def test_a_company_keeps_no_vat_back(ordered, act):
    with pytest.raises(NotAllowed):
        settling.withhold(ordered(), act, b"%PDF-1.4 certificate")


def test_some_centimes_are_given_up_with_a_reason_and_no_more(ordered, came, staff_act, books):
    proforma = ordered()
    came(proforma, TTC - 1_01)
    with pytest.raises(NotAllowed):
        settling.write_off(proforma, staff_act)
    came(proforma, 1)
    with pytest.raises(NotAllowed):
        settling.write_off(proforma, staff_act.because(""))
    settling.write_off(proforma, staff_act)
    proforma.refresh_from_db()
    assert (proforma.state, proforma.paid) == ("paid", TTC)
    assert ("allocated", "write_off", "advances", 1_00) in books()


# --- money that is taken back -----------------------------------------------------------------------------
def test_money_taken_back_after_delivery_is_a_debt_and_ends_nothing(ordered, act, staff_act, books, settle):
    proforma = ordered()
    payment = payments.captured(proforma, "cmi", "bank-1", TTC, "MAD", act)
    line = OrderLine.objects.get()
    lines.take(line, staff_act)
    lines.finish(line, "done", staff_act)
    seen: list = []
    disputes.register_keeper(keeper := lambda abouts, *rest: seen.append((abouts, rest[-1])))
    disputes.charge_back(payment, staff_act.because("the holder says it was not him"))
    disputes._keepers.remove(keeper)
    assert seen == [({line.public_id}, True)]
    proforma.refresh_from_db()
    assert (payment.state, payment.owed, proforma.state) == ("charged_back", TTC, "paid")
    assert proforma.invoice.state == "issued"
    assert books()[-1] == ("charged_back", "receivable", "card", TTC)
    settle()
    assert "it was not him" in Email.objects.get(kind="billing.taken_back").text


def test_a_debt_is_made_good_from_what_is_paid_since_and_the_rest_given_up(
    ordered, act, staff_act, came, customer
):
    proforma = ordered()
    payment = payments.captured(proforma, "cmi", "bank-1", TTC, "MAD", act)
    disputes.charge_back(payment, staff_act)
    with pytest.raises(NotAllowed):
        disputes.make_good(payment, staff_act)
    came(proforma, 100_00)
    disputes.make_good(payment, staff_act)
    assert (payment.owed, credit.balance(customer), disputes.owed_by(customer)) == (54_80, 0, 54_80)
    disputes.give_up(payment, staff_act.because("the company is no more"))
    assert payment.owed == 0


def test_a_dispute_that_is_won_leaves_everything_as_it_was(ordered, act, staff_act, books):
    payment = payments.captured(ordered(), "cmi", "bank-1", TTC, "MAD", act)
    disputes.dispute(payment, staff_act)
    before = books()
    disputes.dispute_won(payment, staff_act)
    assert (payment.state, books()) == ("confirmed", before)


def test_what_was_booked_by_mistake_is_owed(ordered, staff_act, came, books):
    payment = came(ordered())
    disputes.reverse(payment, staff_act.because("another customer's money"))
    assert (payment.state, books()[-1]) == ("reversed", ("reversed", "receivable", "bank", TTC))


# --- limits -----------------------------------------------------------------------------------------------
def test_above_the_limit_a_second_person_confirms(ordered, catalogue, staff_act, came):
    catalogue.prices.filter(operation="register").update(amount=50_000_00)
    proforma = ordered()
    payment = came(proforma)
    assert payment.state == "under_review"
    with pytest.raises(NotAllowed) as refusal:
        payments.confirm(payment, staff_act)
    assert "50" in refusal.value.message
    payments.confirm(payment, staff_act.__class__(NOW, "usr_chief", "seen"))
    assert Proforma.objects.get().state == "paid"


@pytest.mark.parametrize("amount", [0, -1, -154_80, 0.5, 154.80, "15480", None, True])
def test_what_is_no_whole_number_of_centimes_is_never_booked(ordered, act, staff_act, amount):
    proforma = ordered()
    for book in (
        lambda: payments.received(amount, proforma.payment_reference, act.today, staff_act),
        lambda: payments.captured(proforma, "cmi", "bank-1", amount, "MAD", act),
    ):
        with pytest.raises(NotAllowed):
            book()
    assert not Payment.objects.exists()
