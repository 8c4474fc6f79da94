"""Two clerks at the same instant, on two real connections: one line is one payment, one file one import."""

import pytest
from django.db import connection

from billing import payments
from billing.ledger.audit import audit
from billing.models import BankLine, BankStatement, Invoice, Payment
from billing.statements import importing, lifecycle
from core.transitions import NotAllowed
from tests.billing.test_faults import at_once

from . import files

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
assert connection


def test_two_clerks_confirm_the_same_line(taken, ordered, staff_act):
    proforma = ordered()
    line = taken(files.csv(f"20/11/2026;{proforma.payment_reference};154,80", header="Date;Libellé;Montant"))[
        0
    ]
    told = at_once(
        [lambda: lifecycle.book(BankLine.objects.get(pk=line.pk), staff_act, about=proforma.public_id)] * 2
    )
    assert sorted(isinstance(answer, NotAllowed) for answer in told) == [False, True]
    assert (Payment.objects.count(), Invoice.objects.count()) == (1, 1)


def test_one_confirms_the_line_and_the_other_the_declared_payment(taken, ordered, act, staff_act, customer):
    payment = payments.declare_transfer(ordered(), act)
    line = taken(files.csv("20/11/2026;VIR ARGAN STUDIO;154,80", header="Date;Libellé;Montant"))[0]
    at_once([
        lambda: lifecycle.book(BankLine.objects.get(pk=line.pk), staff_act, about=payment.public_id),
        lambda: payments.confirm(Payment.objects.get(pk=payment.pk), staff_act),
    ])  # fmt: skip
    assert (Payment.objects.count(), Invoice.objects.count()) == (1, 1)
    assert Payment.objects.get().state == "confirmed"


def test_the_same_file_twice_at_once(bank, staff_act):
    content = files.csv("20/11/2026;20/11/2026;VIR;;;1,00;10 001,00")
    told = at_once([lambda: importing.keep(content, "a.csv", bank, staff_act)] * 4)
    assert sum(isinstance(answer, BankStatement) for answer in told) == 1
    assert all(isinstance(answer, BankStatement | importing.BadStatement) for answer in told)
    assert BankLine.objects.count() == 1


def test_two_clerks_settle_the_same_takings_with_two_lines(taken, ordered, act, staff_act):
    """The commission is theirs once: one line is settled, the other still waits."""
    payment = payments.captured(ordered(), "cmi", "bank-1", 154_80, "MAD", act)
    rows = [f"22/11/2026;REMISE {n};150,00" for n in range(2)]
    lines = taken(files.csv(*rows, header="Date;Libellé;Montant"))
    told = at_once([
        lambda line=line: lifecycle.pass_on(
            BankLine.objects.get(pk=line.pk), staff_act, chosen=[f"card:{payment.public_id}"]
        )
        for line in lines
    ])  # fmt: skip
    assert sorted(isinstance(answer, NotAllowed) for answer in told) == [False, True]
    assert sorted(BankLine.objects.values_list("state", flat=True)) == ["takings", "waiting"]
    assert audit() == []
