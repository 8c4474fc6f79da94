"""Two clerks at the same instant, on two real connections: one line is one payment, one file one import."""

import pytest
from django.db import connection

from billing import payments
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
