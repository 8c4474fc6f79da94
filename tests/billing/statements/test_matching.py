"""Whose money is it: proposals with their reasons, and what becomes of a line once somebody has decided."""

import pytest

from billing import credit, payments
from billing.models import BankAccount, BankLine, Invoice, Payment
from billing.refunds import lifecycle as refund_flow
from billing.refunds import requests
from billing.statements import importing, lifecycle, matching
from core.transitions import NotAllowed

from . import files

pytestmark = pytest.mark.django_db
TTC = 154_80


@pytest.fixture
def line(taken):
    """One line on the statement: what came, and what the bank says of it."""

    def make(label: str, amount: str = "154,80", name: str = "", day: str = "20/11/2026") -> BankLine:
        header = "Date;Libellé;Contrepartie;Montant"
        return taken(files.csv(f"{day};{label};{name};{amount}", header=header))[0]

    return make


def best(line: BankLine):
    return next(iter(matching.proposals([line])[line.pk]), None)


def test_a_reference_and_the_exact_amount_are_certain(line, ordered, staff_act):
    proforma = ordered()
    seen = line(f"VIR RECU {proforma.payment_reference.replace('-', ' ')} MERCI")
    proposal = best(seen)
    assert (proposal.about, proposal.certain) == (proforma.public_id, True)
    assert proforma.payment_reference in proposal.reason
    lifecycle.book(seen, staff_act, about=proposal.about)
    payment = Payment.objects.get()
    assert (payment.state, str(payment.value_date), payment.gateway_reference) == (
        "confirmed",
        "2026-11-20",
        seen.key,
    )
    assert (seen.state, seen.payment, seen.settled_by) == ("matched", payment, staff_act.actor)
    assert Invoice.objects.get().proforma == proforma


def test_a_proformas_number_is_known_too(line, ordered):
    proforma = ordered()
    assert best(line(f"REGLEMENT {proforma.number}")).about == proforma.public_id


@pytest.mark.parametrize(
    ("amount", "said", "state", "balance"),
    [("100,00", "missing", "partially_paid", 0), ("200,00", "too much", "paid", 45_20)],
)
def test_another_amount_is_proposed_but_never_certain(
    line, ordered, staff_act, customer, amount, said, state, balance
):
    proforma = ordered()
    seen = line(proforma.payment_reference, amount)
    assert said in best(seen).reason
    assert not best(seen).certain
    lifecycle.book(seen, staff_act, about=proforma.public_id)
    proforma.refresh_from_db()
    assert (proforma.state, credit.balance(customer)) == (state, balance)


def test_a_declared_transfer_is_found_by_amount_and_name(line, ordered, act, staff_act):
    payment = payments.declare_transfer(ordered(), act)
    seen = line("VIREMENT FAVEUR", name="STE ARGAN STUDIO")
    assert (best(seen).about, best(seen).certain) == (payment.public_id, False)
    lifecycle.book(seen, staff_act, about=payment.public_id)
    payment.refresh_from_db()
    assert (payment.state, payment.gateway_reference) == ("confirmed", seen.key)


def test_an_undeclared_one_by_amount_and_name(line, ordered):
    proforma = ordered()
    assert best(line("VIR", name="Argan  Studio S.A.R.L.")).about == proforma.public_id
    assert best(line("VIR", name="RIAD ZITOUN", day="21/11/2026")) is None


def test_several_proformas_named_in_one_label(line, ordered, staff_act):
    both = [ordered("a.com"), ordered("b.com")]
    seen = line(" ".join(p.payment_reference for p in both), "309,60")
    assert best(seen).certain
    lifecycle.book(seen, staff_act, about=best(seen).about)
    assert {p.__class__.objects.get(pk=p.pk).state for p in both} == {"paid"}
    assert Payment.objects.get().bundle.total == 2 * TTC


def test_a_joint_payments_reference(line, ordered, act, customer):
    bundle = payments.bundle(customer, [ordered("a.com"), ordered("b.com")], act)
    proposal = best(line(bundle.payment_reference, "309,60"))
    assert (proposal.about, proposal.certain) == (bundle.public_id, True)


def test_what_staff_confirmed_before_the_statement_came_is_no_new_money(
    line, ordered, act, staff_act, customer
):
    payment = payments.confirm(payments.declare_transfer(ordered(), act), staff_act)
    seen = line(payment.reference)
    assert (best(seen).about, best(seen).certain) == (payment.public_id, True)
    lifecycle.book(seen, staff_act, about=payment.public_id)
    assert (seen.payment, Payment.objects.count(), credit.balance(customer)) == (payment, 1, 0)
    again = line(payment.reference, day="21/11/2026")
    with pytest.raises(NotAllowed):
        lifecycle.book(again, staff_act, about=payment.public_id)
    assert "credit account" in best(again).reason


def test_what_is_paid_already_goes_to_the_credit_account(line, ordered, act, staff_act, customer):
    proforma = ordered()
    payments.captured(proforma, "cmi", "oid-1", TTC, "MAD", act)
    seen = line(proforma.payment_reference)
    assert "credit account" in best(seen).reason
    lifecycle.book(seen, staff_act, about=proforma.public_id)
    assert credit.balance(customer) == TTC


def test_what_was_turned_down_is_not_proposed_again(line, ordered, staff_act):
    proforma = ordered()
    seen = line(proforma.payment_reference)
    lifecycle.decline(seen, staff_act, about=proforma.public_id)
    assert best(seen) is None
    assert seen.state == "waiting"


def test_a_line_told_in_two_formats_is_never_certain_twice(line, taken, ordered):
    proforma = ordered()
    first = line(proforma.payment_reference)
    tags = ":61:2611201120C154,80NTRFNONREF//B9", f":86:{proforma.payment_reference}"
    again = taken(files.mt940(*tags, closing="10154,80"), "a.sta")[0]
    assert [best(one).certain for one in (first, again)] == [False, False]
    assert "Careful" in best(again).reason


def test_money_for_a_credit_account(line, customer, staff_act):
    seen = line("AVANCE", "500,00")
    lifecycle.credit(seen, staff_act, customer=customer)
    assert credit.balance(customer) == 500_00
    assert (seen.state, seen.payment.gateway_reference) == ("matched", seen.key)


def test_money_of_nobody_known_is_kept_until_its_owner_comes(line, ordered, staff_act):
    seen = line("VIR DIVERS")
    lifecycle.hold(seen, staff_act)
    payment = Payment.objects.get()
    assert (payment.state, payment.customer, seen.payment) == ("unmatched", None, payment)
    payments.match(payment, staff_act, proforma=ordered())
    payments.confirm(payment, staff_act)
    assert Invoice.objects.count() == 1


def test_what_is_no_customers_payment_is_set_apart_with_a_reason(line, staff_act):
    seen = line("INTERETS CREDITEURS", "12,00")
    with pytest.raises(NotAllowed):
        lifecycle.set_apart(seen, staff_act.because(""))
    lifecycle.set_apart(seen, staff_act.because("interest"))
    assert (seen.state, seen.reason, Payment.objects.count()) == ("apart", "interest", 0)


def test_money_that_left_is_nobodys_payment(line, ordered, staff_act):
    proforma = ordered()
    seen = line(f"VIR EMIS {proforma.payment_reference}", "-154,80")
    assert best(seen) is None
    with pytest.raises(NotAllowed):
        lifecycle.book(seen, staff_act, about=proforma.public_id)


def test_above_the_limit_somebody_else_than_the_importer_confirms(line, ordered, staff_act, customer):
    proforma = ordered()
    seen = line(proforma.payment_reference, "60 000,00")
    for verb, facts in (
        (lifecycle.book, {"about": proforma.public_id}),
        (lifecycle.credit, {"customer": customer}),
    ):
        with pytest.raises(NotAllowed, match="somebody else"):
            verb(seen, staff_act, **facts)
    lifecycle.book(seen, staff_act.__class__(staff_act.now, "usr_second", "seen"), about=proforma.public_id)
    assert (seen.state, Payment.objects.get().state, credit.balance(customer)) == (
        "matched",
        "confirmed",
        59_845_20,
    )


def test_a_large_credit_too(line, staff_act, customer):
    seen = line("AVANCE", "60 000,00")
    lifecycle.credit(seen, staff_act.__class__(staff_act.now, "usr_second", "seen"), customer=customer)
    assert credit.balance(customer) == 60_000_00


def test_money_on_the_postal_account_is_booked_there(ordered, staff_act, bank):
    postal = BankAccount.objects.get(ledger="5146")
    proforma = ordered()
    content = files.csv(
        f"20/11/2026;{proforma.payment_reference};154,80", before="", header="Date;Libellé;Montant"
    )
    seen = importing.keep(content, "ccp.csv", postal, staff_act).lines.get()
    lifecycle.book(seen, staff_act, about=proforma.public_id)
    assert Payment.objects.get().method == "ccp"


def test_a_line_is_booked_once(line, ordered, staff_act):
    proforma = ordered()
    seen = line(proforma.payment_reference)
    stale = BankLine.objects.get(pk=seen.pk)
    lifecycle.book(seen, staff_act, about=proforma.public_id)
    for verb, facts in ((lifecycle.book, {"about": proforma.public_id}), (lifecycle.hold, {})):
        with pytest.raises(NotAllowed):
            verb(stale, staff_act, **facts)
    assert Payment.objects.count() == 1


def test_all_certain_ones_with_one_click(taken, ordered, staff_act):
    sure, doubtful = ordered("a.com"), ordered("b.com")
    lines = taken(
        files.csv(f"20/11/2026;{sure.payment_reference};154,80", f"20/11/2026;{doubtful.payment_reference};1,00",
                  "20/11/2026;nobody;7,00", header="Date;Libellé;Montant")
    )  # fmt: skip
    assert lifecycle.book_certain(lines, staff_act) == (1, [])
    assert list(BankLine.objects.filter(state="waiting").values_list("amount", flat=True)) == [1_00, 7_00]


def test_proposals_cost_the_same_for_one_line_and_for_fifty(
    taken, ordered, act, django_assert_max_num_queries
):
    payments.declare_transfer(ordered(), act)
    rows = [f"20/11/2026;VIR {n} {ordered(f'n{n}.com').payment_reference};154,80" for n in range(8)]
    lines = taken(files.csv(*rows, header="Date;Libellé;Montant"))
    with django_assert_max_num_queries(7):
        found = matching.proposals(lines)
    assert sum(len(proposals) for proposals in found.values()) >= 8


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Argan Studio SARL", "VIR RECU DE ARGAN STUDIO", True),
        ("Société Générale d'Élevage", "SOCIETE GENERALE D ELEVAGE", True),
        ("Argan Studio SARL", "ARGAN HUILES", False),
        ("SARL", "SARL DE TOUT LE MONDE", False),
    ],
)
def test_a_name_in_a_label(name, text, named):
    assert matching.names(name, text) is named


@pytest.fixture
def sent_back(line, customer, staff_act):
    """A refund of 100,00 that was sent under a reference."""
    lifecycle.credit(line("AVANCE", "100,00", day="19/11/2026"), staff_act, customer=customer)
    facts = {"number": files.OTHER_RIB, "holder": "Argan Studio SARL", "reason": "not needed"}
    refund = requests.ask(customer, 100_00, "MAD", staff_act, **facts)
    refund_flow.approve(refund, staff_act)
    return refund_flow.send(refund, staff_act, reference="VIR-88231")


@pytest.mark.parametrize(
    ("label", "certain"),
    [("VIR EMIS VIR 88231", True), ("VIR EMIS ARGAN STUDIO", False), ("VIR EMIS", False)],
)
def test_money_that_left_is_the_refund_that_was_sent(line, sent_back, staff_act, label, certain):
    seen = line(label, "-100,00")
    assert (best(seen).about, best(seen).certain) == (sent_back.public_id, certain)
    lifecycle.book(seen, staff_act, about=sent_back.public_id)
    sent_back.refresh_from_db()
    assert (sent_back.state, seen.state, seen.refund) == ("done", "matched", sent_back)
    again = line(label, "-100,00", day="21/11/2026")
    assert best(again) is None
    with pytest.raises(NotAllowed):
        lifecycle.book(again, staff_act, about=sent_back.public_id)
