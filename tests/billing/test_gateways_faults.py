"""Gateways and real rows: the same word heard by two processes at once, and a death between heard and answered."""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from billing.gateways import paypal, wafacash_code
from billing.gateways.cmi import callback
from billing.gateways.paypal import rest
from billing.models import CardAttempt, GatewayNotice, Invoice, Payment, PaypalOrder

from .gateways_at_work import REFUSED, answer_for, begun, card_answer
from .test_faults import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
TTC = 154_80
BEGIN = """
import json, os, signal, sys, django
from django.conf import settings
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from billing.gateways.cmi import callback
from core import clock
from core.acts import Act
said = json.loads(sys.argv[2])
"""
HEARS = (
    BEGIN
    + """
for _time in range(50):
    print(callback.hear(said, Act(clock.now(), "bank")), flush=True)
"""
)
DIES = (
    BEGIN
    + """
from billing import invoicing
invoicing.issue_invoice = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
callback.hear(said, Act(clock.now(), "bank"))
"""
)


def process(code: str, said: dict) -> subprocess.Popen:
    name = connection.settings_dict["NAME"]
    words = [sys.executable, "-c", code, name, json.dumps(said)]
    return subprocess.Popen(words, env={**os.environ}, stdout=subprocess.PIPE, text=True)


def test_a_callback_replayed_a_hundred_times_by_two_processes_books_once(ordered, act):
    said = card_answer(ordered(), act)
    both = [process(HEARS, said) for _process in range(2)]
    answers = [word for running in both for word in running.communicate(timeout=120)[0].split()]
    assert answers == [callback.CAPTURE] * 100
    assert (Payment.objects.count(), Invoice.objects.count()) == (1, 1)
    assert GatewayNotice.objects.get().times == 100


def test_a_death_before_the_answer_books_nothing_and_the_bank_is_heard_again(ordered, act):
    said = card_answer(ordered(), act)
    died = process(DIES, said)
    died.communicate(timeout=60)
    assert died.returncode == -signal.SIGKILL
    assert (Payment.objects.count(), CardAttempt.objects.get().state) == (0, "started")
    assert callback.hear(said, act) == callback.CAPTURE
    assert Invoice.objects.get().number == "FA-2026-000001"


def test_success_and_refusal_at_the_same_instant_end_paid(ordered, act):
    attempt = begun(ordered(), act)
    yes, no = answer_for(attempt), answer_for(attempt, REFUSED)
    answers = at_once([lambda: callback.hear(no, act), lambda: callback.hear(yes, act)] * 4)
    assert set(answers) == {callback.NOTED, callback.CAPTURE}
    assert Payment.objects.get().state == "confirmed"


def test_the_customers_return_and_the_webhook_at_the_same_instant(ordered, act, customer):
    order = PaypalOrder.objects.create(customer=customer, proforma=ordered(), amount=TTC, state="created",
                                       order_id="O1", started_at=act.now, acted_through=act.now)  # fmt: skip
    taken = rest.Capture("C1", "COMPLETED", TTC, "MAD", order.public_id, "")
    held = rest.Capture("C1", "PENDING", TTC, "MAD", order.public_id, "")
    answers = at_once([lambda: paypal.hear(taken, act), lambda: paypal.hear(held, act)] * 4)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Payment.objects.get().state == "confirmed"
    assert Invoice.objects.count() == 1


def test_the_billers_notice_and_our_own_question_at_the_same_instant(ordered, act, settle):
    from billing.gateways.wafacash_code import sandbox
    from billing.models import BillCode

    wafacash_code.gateway.start(ordered(), act)
    settle()
    code = BillCode.objects.get()
    order = sandbox.find(code.code)
    sandbox.take(order)
    said = sandbox.notice(order)
    answers = at_once([lambda: wafacash_code.hear(said, "said", act), lambda: settle(code.call_at)] * 2)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Payment.objects.count() == Invoice.objects.count() == 1


def test_cash_and_card_for_the_same_proforma_at_the_same_instant(ordered, act, staff_user, staff_act):
    from billing.cash import desk, lifecycle
    from billing.models import Proforma

    proforma = ordered()
    said = card_answer(proforma, act)
    till = lifecycle.open_till(staff_user, 0, staff_act)
    at_once([
        lambda: desk.take(till, Proforma.objects.select_related("customer").get(pk=proforma.pk), TTC, staff_act),
        lambda: callback.hear(said, act),
    ])  # fmt: skip
    proforma.refresh_from_db()
    came = Payment.objects.filter(state="confirmed")
    assert (proforma.state, Invoice.objects.count()) == ("paid", 1)
    assert sum(payment.allocated for payment in came) == TTC
