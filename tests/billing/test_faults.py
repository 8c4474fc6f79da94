"""Real rows, real processes: two people at once, and a death between payment and invoice."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from billing import credit, lines, payments
from billing.gateways.cmi import callback
from billing.ledger.audit import audit
from billing.ledger.continuity import continuity
from billing.models import CreditEntry, CreditNote, Invoice, Movement, OrderLine, Payment, Proforma, Refund
from billing.refunds import requests

from .gateways_at_work import card_answer
from .test_numbering import WRITERS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
TTC = 154_80

DIES = """
import os, signal, sys, django
from django.conf import settings
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from billing import invoicing, payments
from billing.models import Payment
from core import clock
from core.acts import Act
def dies(*a, **k):
    os.kill(os.getpid(), signal.SIGKILL)
invoicing.issue_invoice = dies
payments.confirm(Payment.objects.get(), Act(clock.now(), "usr_staff", "seen"))
"""


def at_once(calls):
    """Run the calls at the same time, each with its own connection."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_paid_by_card_and_by_transfer_at_the_same_instant(ordered, staff_act, customer):
    proforma = ordered()
    payment = payments.declare_transfer(proforma, staff_act)
    said = card_answer(proforma, staff_act)
    at_once([
        lambda: payments.confirm(Payment.objects.get(pk=payment.pk), staff_act),
        lambda: callback.hear(said, staff_act),
        lambda: callback.hear(said, staff_act),
    ])  # fmt: skip
    proforma.refresh_from_db()
    confirmed = Payment.objects.filter(state="confirmed")
    assert (proforma.state, proforma.paid, Invoice.objects.count()) == ("paid", TTC, 1)
    assert sum(p.allocated for p in confirmed) == TTC
    assert credit.balance(customer) == sum(p.to_credit for p in confirmed)
    assert audit() == []


def test_two_clerks_confirm_the_same_transfer(ordered, staff_act, customer):
    payment = payments.declare_transfer(ordered(), staff_act)
    at_once([lambda: payments.confirm(Payment.objects.get(pk=payment.pk), staff_act)] * 2)
    assert Invoice.objects.count() == 1
    assert credit.balance(customer) == 0
    assert audit() == []


def test_credit_is_not_spent_twice(ordered, staff_act, act, customer):
    credit.enter(customer, TTC, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act)
    both = [ordered("a.com"), ordered("b.com")]
    at_once([lambda p=p: payments.pay_with_credit(Proforma.objects.get(pk=p.pk), act) for p in both])
    assert credit.balance(customer) == 0
    assert sorted(Proforma.objects.values_list("state", flat=True)) == ["issued", "paid"]


def test_a_paid_line_is_taken_once(ordered, staff_act):
    payments.confirm(payments.declare_transfer(ordered(), staff_act), staff_act)
    line = OrderLine.objects.get()
    assert sorted(at_once([lambda: lines.take(line, staff_act)] * WRITERS)) == [False] * (WRITERS - 1) + [
        True
    ]


def test_a_death_between_payment_and_invoice_loses_nothing(ordered, staff_act):
    payment = payments.declare_transfer(ordered(), staff_act)
    name = connection.settings_dict["NAME"]
    died = subprocess.run([sys.executable, "-c", DIES, name], env={**os.environ}, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    payment.refresh_from_db()
    assert (payment.state, payment.proforma.state) == ("declared", "issued")
    assert not Invoice.objects.exists()
    assert not Movement.objects.exists()
    payments.confirm(payment, staff_act)
    assert Invoice.objects.get().number == "FA-2026-000001"
    assert (audit(), continuity()) == ([], [])


def test_a_refund_asked_for_by_two_at_once_is_one(ordered, staff_act, customer):
    payments.confirm(payments.declare_transfer(ordered(), staff_act), staff_act)
    line = OrderLine.objects.get()
    lines.take(line, staff_act)
    note = lines.credit_line(line, staff_act, "the name is taken")
    at_once([lambda: requests.of_note(CreditNote.objects.get(pk=note.pk), staff_act)] * WRITERS)
    assert (Refund.objects.count(), credit.balance(customer)) == (1, 0)
    assert audit() == []
