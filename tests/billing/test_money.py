"""Each way money can go wrong: too little, too much, twice, late, for nobody. Told, with the way out."""

from datetime import timedelta

import pytest

from billing import cart, credit, gateways, lifecycle, lines, ordering, payments, references
from billing.ledger.audit import audit
from billing.ledger.continuity import continuity
from billing.models import Counter, CreditEntry, CreditNote, Invoice, OrderLine, Proforma
from billing.models.documents import Issued
from billing.prices import NoPrice
from contracts.acceptances import AcceptanceMissing
from core.transitions import NotAllowed
from notifications.models import Email

from .conftest import NOW, confirmed

pytestmark = pytest.mark.django_db
TTC = 154_80  # 129.00 + 20 %


def paid(proforma, act, amount=None):
    return payments.confirm(payments.declare_transfer(proforma, act), act, received=amount)


def told():
    return Email.objects.latest("id")


# --- allocation -----------------------------------------------------------------------------------------
def test_less_than_asked_leaves_the_rest_to_pay(ordered, staff_act, settle):
    proforma = ordered()
    paid(proforma, staff_act, 100_00)
    settle()
    proforma.refresh_from_db()
    assert (proforma.state, proforma.remaining) == ("partially_paid", 54_80)
    assert not Invoice.objects.exists()
    mail = told()
    assert (mail.kind, mail.clause) == ("billing.underpaid", "HD-3.2b")
    assert "54,80" in mail.text
    paid(proforma, staff_act, 54_80)
    settle()
    invoice = Invoice.objects.get()
    assert invoice.total_ttc == TTC
    assert invoice.content["payment"]["paid_on"] == "2026-11-22"


def test_more_than_asked_goes_to_the_credit_account(ordered, staff_act, settle, customer):
    payment = paid(ordered(), staff_act, 200_00)
    assert (payment.allocated, payment.to_credit) == (TTC, 45_20)
    settle()
    assert credit.balance(customer) == 45_20
    assert {"billing.overpaid", "billing.payment_confirmed"} <= set(
        Email.objects.values_list("kind", flat=True)
    )


def test_paid_twice_is_credited_once(ordered, staff_act, settle, customer):
    proforma = ordered()
    paid(proforma, staff_act)
    again = payments.received(TTC, proforma.payment_reference, staff_act.today, staff_act)
    assert (again.allocated, again.to_credit) == (0, TTC)
    settle()
    assert credit.balance(customer) == TTC
    assert Invoice.objects.count() == 1
    assert Email.objects.filter(kind="billing.kept_as_credit").count() == 1


def test_a_lapsed_proforma_leaves_no_debt_and_keeps_late_money_safe(ordered, staff_act, settle, customer):
    proforma = ordered()
    settle()
    settle(proforma.payable_until + timedelta(minutes=1))
    proforma.refresh_from_db()
    assert (proforma.state, proforma.order.state) == ("lapsed", "expired")
    assert told().kind == "billing.proforma_lapsed"
    with pytest.raises(NotAllowed) as refusal:
        payments.declare_transfer(proforma, staff_act)
    assert refusal.value.clause == "HD-6.2"
    assert "PF-2026-000001" in refusal.value.message
    payments.received(TTC, proforma.payment_reference, staff_act.today, staff_act)
    assert credit.balance(customer) == TTC


def test_what_was_partly_paid_comes_back_when_the_proforma_lapses(ordered, staff_act, settle, customer):
    proforma = ordered()
    paid(proforma, staff_act, 100_00)
    settle(proforma.payable_until + timedelta(minutes=1))
    assert credit.balance(customer) == 100_00
    assert "100,00" in told().text


def test_an_unknown_reference_waits_for_staff(ordered, staff_act):
    payment = payments.received(TTC, "VIREMENT ATLAS", staff_act.today, staff_act)
    assert (payment.state, payment.customer) == ("unmatched", None)
    with pytest.raises(NotAllowed):
        payments.match(payment, staff_act)
    proforma = ordered()
    payments.match(payment, staff_act, proforma=proforma)
    payments.confirm(payment, staff_act)
    proforma.refresh_from_db()
    assert proforma.state == "paid"


@pytest.mark.parametrize("typed", ["{}", "vir {} atlas", "{} ", "VIREMENT RECU REF:{}"])
def test_a_reference_is_read_however_it_is_typed(ordered, staff_act, typed):
    reference = ordered().payment_reference
    plain = reference.replace("-", "").lower()
    assert references.read(typed.format(plain)) == references.read(typed.format(reference)) == reference


def test_a_slip_of_the_pen_is_noticed():
    reference = references.new_reference(NOW.date())
    for place in range(5, len(reference)):
        if reference[place] == "-":
            continue
        for sign in references.ALPHABET.replace(reference[place], ""):
            assert references.read(reference[:place] + sign + reference[place + 1 :]) == ""


def test_a_rejected_payment_says_why(ordered, staff_act, settle):
    payment = payments.declare_transfer(ordered(), staff_act)
    with pytest.raises(NotAllowed):
        payments.reject(payment, staff_act.because(""))
    payments.reject(payment, staff_act.because("the slip names another bank"))
    settle()
    assert "the slip names another bank" in told().text
    with pytest.raises(NotAllowed):
        payments.confirm(payment, staff_act)


def test_credit_pays_what_it_can_and_only_when_asked(ordered, staff_act, act, customer):
    credit.enter(customer, 100_00, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act)
    proforma = ordered()
    assert proforma.paid == 0
    payments.pay_with_credit(proforma, act)
    proforma.refresh_from_db()
    assert (proforma.remaining, credit.balance(customer)) == (54_80, 0)
    with pytest.raises(NotAllowed):
        payments.pay_with_credit(proforma, act)
    entries = CreditEntry.objects.values_list("amount", flat=True)
    assert sum(entries) == 0


def test_the_balance_is_never_below_zero(customer, staff_act):
    with pytest.raises(credit.NotEnoughCredit):
        credit.enter(customer, -1, CreditEntry.Kind.USED, customer.public_id, staff_act)


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90", b""])
def test_a_slip_is_judged_by_its_bytes(ordered, act, content):
    payment = payments.declare_transfer(ordered(), act)
    with pytest.raises(NotAllowed):
        payments.upload_slip(payment, act, content=content)


def test_a_slip_of_six_megabytes_is_refused(ordered, act):
    payment = payments.declare_transfer(ordered(), act)
    with pytest.raises(NotAllowed, match="5"):
        payments.upload_slip(payment, act, content=b"%PDF-" + bytes(6 * 1024 * 1024))


def test_proof_is_not_payment_but_it_is_a_mitigating_circumstance(
    catalogue, customer, act, renewal_line, settle
):
    proforma = ordering.propose(
        customer,
        [renewal_line()],
        act,
        due_on=act.today,
        payable_until=NOW + timedelta(days=30),
        at_once=True,
    )
    payment = payments.declare_transfer(proforma, act)
    assert not lines.under_review("dom_1")
    payments.upload_slip(payment, act, content=b"%PDF-1.4")
    assert lines.under_review("dom_1")
    assert not OrderLine.objects.filter(paid_at__isnull=False).exists()
    settle()
    assert told().kind == "billing.proof_received"


# --- methods ---------------------------------------------------------------------------------------------
def test_a_method_that_cannot_take_the_currency_says_so():
    offers = {offer.method: offer for offer in gateways.offers("EUR")}
    assert offers["transfer"].usable
    assert offers["paypal"].usable
    assert not offers["cmi"].usable
    assert "EUR" in offers["cmi"].why_not


# --- orders and guards ------------------------------------------------------------------------------------
def test_no_order_without_every_document(catalogue, customer, owner, act, name_line, published):
    cart.add(customer, owner, name_line(), act)
    with pytest.raises(AcceptanceMissing):
        ordering.confirm(cart.cart_for(customer), act, owner, set(), seen_ttc=TTC)
    assert cart.cart_for(customer).state == "cart"
    assert not Proforma.objects.exists()


def test_a_second_click_finds_the_same_proforma(catalogue, customer, owner, act, name_line):
    cart.add(customer, owner, name_line(), act)
    order = cart.cart_for(customer)
    first = ordering.confirm(order, act, owner, set(), seen_ttc=TTC)
    assert ordering.confirm(order, act, owner, set(), seen_ttc=TTC) == first
    assert Proforma.objects.count() == 1


def test_a_changed_price_is_shown_before_it_binds(catalogue, customer, owner, act, name_line):
    cart.add(customer, owner, name_line(), act)
    catalogue.prices.filter(operation="register").update(amount=149_00)
    with pytest.raises(ordering.PricesChanged):
        ordering.confirm(cart.cart_for(customer), act, owner, set(), seen_ttc=TTC)
    proforma = confirmed(customer, owner, act)
    assert proforma.total_ht == 149_00


def test_prices_are_pinned_with_the_order(ordered, catalogue):
    ordered()
    catalogue.prices.update(amount=1)
    line = OrderLine.objects.get()
    assert line.unit_ht == 129_00
    assert line.options["prices"] == {"register": 129_00, "renew": 149_00, "late": 30_00, "redeem": 1_999_00}


def test_what_has_no_price_is_not_sold(catalogue, customer, owner, act, name_line):
    catalogue.prices.filter(operation="register").delete()
    with pytest.raises(NoPrice):
        cart.add(customer, owner, name_line(), act)


def test_years_stay_within_what_the_product_allows(catalogue, customer, owner, act, name_line):
    line = cart.add(customer, owner, name_line(), act)
    cart.change_quantity(line, 3)
    with pytest.raises(NotAllowed, match="10"):
        cart.change_quantity(line, 11)
    confirmed(customer, owner, act)
    line.refresh_from_db()
    with pytest.raises(NotAllowed):
        cart.remove(line)


def test_an_issued_document_is_never_edited_or_deleted(ordered, staff_act):
    paid(ordered(), staff_act)
    for document in (Proforma.objects.get(), Invoice.objects.get()):
        for change in (document.save, document.delete, type(document).objects.all().delete):
            with pytest.raises(Issued):
                change()
        with pytest.raises(Issued):
            type(document).objects.update(total_ttc=0)


# --- credit notes -----------------------------------------------------------------------------------------
def test_a_line_that_cannot_be_done_is_credited(ordered, staff_act, settle, customer):
    paid(ordered("atlas.com", "rif.com"), staff_act)
    line = OrderLine.objects.get(subject="rif.com")
    lines.take(line, staff_act)
    note = lines.credit_line(line, staff_act, "the name is taken")
    assert (note.number, note.total_ttc, credit.balance(customer)) == ("AV-2026-000001", TTC, TTC)
    assert Invoice.objects.get().state == "partly_credited"
    other = OrderLine.objects.get(subject="atlas.com")
    lines.take(other, staff_act)
    lines.finish(other, "done", staff_act)
    assert other.order.__class__.objects.get().state == "fulfilled"
    settle()
    assert told().kind == "billing.credited"
    assert "the name is taken" in told().text
    with pytest.raises(NotAllowed):
        lines.credit_line(line, staff_act, "again")


def test_credit_notes_undo_an_invoice_to_the_centime(catalogue, ordered, staff_act, customer):
    catalogue.prices.filter(operation="register").update(amount=33)  # VAT of one line rounds up, of three not
    paid(ordered("a.com", "b.com", "c.com"), staff_act)
    for line in OrderLine.objects.all():
        lines.take(line, staff_act)
        lines.credit_line(line, staff_act, "not to be had")
    invoice = Invoice.objects.get()
    assert invoice.state == "credited"
    assert sum(CreditNote.objects.values_list("total_ttc", flat=True)) == invoice.total_ttc
    assert credit.balance(customer) == invoice.total_ttc


# --- proposals ----------------------------------------------------------------------------------------------
def test_a_renewal_is_proposed_and_never_charged(catalogue, customer, act, renewal_line, settle):
    until = NOW + timedelta(days=30)
    proforma = ordering.propose(customer, [renewal_line()], act, due_on=act.today, payable_until=until)
    assert proforma.state == "issued"
    settle()
    proforma.refresh_from_db()
    assert (proforma.number, proforma.state) == ("PF-2026-000001", "issued")
    assert proforma.delivered_at
    assert ordering.open_proposal("dom_1") == proforma
    settle(until)
    proforma.refresh_from_db()
    assert proforma.state == "lapsed"
    assert not Email.objects.exists()  # the product's own notices speak


def test_a_proposal_is_taken_back_for_one_name_only(catalogue, customer, act, renewal_line):
    both = [renewal_line("dom_1", "a.com"), renewal_line("dom_2", "b.com")]
    facts = {"due_on": act.today, "payable_until": NOW + timedelta(days=30)}
    first = ordering.propose(customer, both, act, at_once=True, **facts)
    assert ordering.void_open_proposals("dom_1", act, "transferred away") == 1
    first.refresh_from_db()
    assert first.state == "void"
    assert ordering.open_proposal("dom_1") is None
    assert ordering.open_proposal("dom_2").total_ht == 149_00


def test_a_part_follows_its_line(catalogue, customer, act, staff_act, renewal_line):
    late = lines.NewLine(
        "sample.late", "atlas.com", "domain.com", "late", "Late renewal", about="dom_1", unit_ht=25_00
    )
    facts = {"due_on": act.today, "payable_until": NOW + timedelta(days=30)}
    proforma = ordering.propose(customer, [renewal_line(parts=(late,))], act, at_once=True, **facts)
    assert proforma.total_ht == 149_00 + 25_00
    paid(proforma, staff_act)
    [line] = lines.paid_lines("sample.")
    assert lines.take(line, staff_act)
    lines.finish(line, "done", staff_act)
    assert set(OrderLine.objects.values_list("outcome", flat=True)) == {"done"}


def test_every_verb_from_a_wrong_state_is_refused(ordered, staff_act):
    proforma = ordered()
    lifecycle.void(proforma, staff_act)
    for flow in (lifecycle.proformas, lifecycle.orders):
        thing = proforma if flow is lifecycle.proformas else proforma.order
        for verb in flow.verbs.values():
            if not verb.allowed(thing):
                with pytest.raises(NotAllowed):
                    verb(thing, staff_act)


def test_what_costs_nothing_is_paid_by_its_confirmation(catalogue, customer, owner, act, name_line):
    catalogue.prices.filter(operation="register").update(amount=0)
    cart.add(customer, owner, name_line(), act)
    proforma = confirmed(customer, owner, act)
    assert (proforma.state, proforma.order.state) == ("paid", "paid")
    assert OrderLine.objects.get().paid_at
    assert not Invoice.objects.exists()


def test_money_for_a_draft_pays_it(catalogue, customer, staff_act, act, renewal_line, settle):
    """A transfer or a callback that comes before the worker has numbered the proforma settles it; nothing is credit."""
    facts = {"due_on": act.today, "payable_until": act.now + timedelta(days=30)}
    proforma = ordering.propose(customer, [renewal_line()], act, **facts)
    Proforma._base_manager.filter(pk=proforma.pk).update(state="draft", number=None, issued_on=None)
    Counter.objects.update(last=0)
    payments.captured(Proforma.objects.get(), "cmi", "bank-1", proforma.total_ttc, "MAD", staff_act)
    proforma = Proforma.objects.get()
    assert (proforma.state, proforma.number[:3], credit.balance(customer)) == ("paid", "PF-", 0)
    settle()
    assert (Invoice.objects.get().proforma, audit(), continuity()) == (proforma, [], [])
