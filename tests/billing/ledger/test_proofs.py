"""The proofs find whatever does not add up, and say so to who asks."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from billing import lines, payments
from billing.ledger.audit import audit
from billing.ledger.backfill import post_everything
from billing.ledger.continuity import continuity
from billing.models import Counter, Movement, OrderLine
from core.evidence import AppendOnly

pytestmark = pytest.mark.django_db


def test_a_movement_is_never_changed(ordered, came):
    came(ordered())
    with pytest.raises(AppendOnly):
        Movement.objects.update(amount=1)
    with pytest.raises(AppendOnly):
        Movement.objects.first().delete()


@pytest.mark.parametrize(
    ("table", "change", "what"),
    [
        ("billing_movement", "amount = amount + 1", "a payment's money"),
        ("billing_payment", "amount = amount + 1, to_credit = to_credit + 1", "a payment's money"),
        ("billing_proforma", "paid = paid - 1", "allocations to a proforma"),
        ("billing_invoice", "total_ht = total_ht + 1, total_ttc = total_ttc + 1", "an invoice's total_ht"),
        ("billing_invoice", "credited = 1", "credited"),
        ("billing_creditentry", "amount = amount + 1", "a credit entry"),
        ("billing_creditentry", "balance = balance + 1", "the chain of a credit account"),
        ("billing_allocation", "amount = amount - 1", "allocations of a payment"),
    ],
)
def test_the_audit_sees_a_centime_that_is_moved_by_hand(ordered, came, table, change, what):
    came(ordered(), 200_00)
    assert audit() == []
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")
    assert what in {fault.what for fault in audit()}


def test_continuity_sees_a_gap_and_a_day_that_goes_back(ordered, came, capsys):
    came(ordered())
    Counter.objects.filter(series="PF").update(last=9)
    assert [fault.what for fault in continuity()] == ["the counter"]
    with pytest.raises(SystemExit) as ended:
        call_command("billing", "continuity", "--json")
    assert (ended.value.code, json.loads(capsys.readouterr().out)["faults"]) == (1, 1)


def test_the_command_says_that_all_is_well(ordered, came, capsys):
    came(ordered())
    for proof in ("audit", "continuity"):
        call_command("billing", proof, "--json")
        assert json.loads(capsys.readouterr().out) == {"faults": 0, "found": []}


def test_what_was_booked_before_the_ledger_is_posted_once(
    ordered, came, staff_act, act, customer, settle, books
):
    came(ordered(), 200_00)
    line = OrderLine.objects.get()
    lines.take(line, staff_act)
    lines.credit_line(line, staff_act, "the name is taken")
    payments.pay_with_credit(ordered("rif.com"), act)
    payments.received(50_00, "VIREMENT", act.today, staff_act)
    late = ordered("tard.com")
    came(late, 1_00)
    settle(late.payable_until + timedelta(minutes=1))
    written = sorted(books())
    Movement.objects.all()._raw_delete(Movement.objects.db)
    assert audit() != []
    assert post_everything() == len(written)
    assert (sorted(books()), post_everything()) == (written, 0)
