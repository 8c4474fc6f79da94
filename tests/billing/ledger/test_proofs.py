"""The proofs find whatever does not add up, and say so to who asks."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from billing import lines, ordering, payments
from billing.ledger.audit import audit
from billing.ledger.backfill import post_everything
from billing.ledger.continuity import continuity
from billing.ledger.exports import journal, vat_report, written
from billing.ledger.vat import collected
from billing.models import Counter, Movement, OrderLine
from core.evidence import AppendOnly
from hosting_portal.staff import make_groups
from tests.cast import person

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


# --- the accountant's files -----------------------------------------------------------------------------
def test_the_journal_balances_and_never_runs_in_a_spreadsheet(ordered, came, act, customer):
    customer.__class__.objects.filter(pk=customer.pk).update(name='=HYPERLINK("http://evil.example")')
    came(ordered(), 200_00)
    rows = list(csv.DictReader(io.StringIO(written(journal(act.today, act.today))[1:]), delimiter=";"))
    assert {row["account"] for row in rows} == {"5141", "4421", "4427", "7124", "4455"}
    assert sum(Decimal(row["debit"] or 0) for row in rows) == sum(Decimal(row["credit"] or 0) for row in rows)
    assert {row["customer"][0] for row in rows} == {"'"}


def test_vat_is_counted_when_it_is_collected_and_adds_up_to_the_ledgers(ordered, came, staff_act, act):
    """A part in November and the rest in December; what is undone counts below zero (facts D)."""
    proforma = ordered()
    came(proforma, 51_60)
    december = replace(staff_act, now=staff_act.now + timedelta(days=12))
    came(proforma, act=december)
    sums = collected(date(2026, 11, 1), date(2026, 12, 31))
    assert sums == {("2026-11", "MAD", 2_000): (43_00, 8_60), ("2026-12", "MAD", 2_000): (86_00, 17_20)}
    line = OrderLine.objects.get()
    lines.take(line, december)
    lines.credit_line(line, december, "the name is taken")
    assert sum(tax for _base, tax in collected(date(2026, 1, 1), date(2027, 1, 1)).values()) == 0
    assert len(written(vat_report(date(2026, 11, 1), date(2026, 12, 31))).splitlines()) == 3


def test_the_files_are_for_who_may_take_them_away(ordered, came, client_of):
    make_groups()
    accountant, clerk = (
        person(f"{group}@portal.example", is_staff=True) for group in ("accountant", "billing")
    )
    for user in (accountant, clerk):
        user.groups.set(Group.objects.filter(name=user.email.partition("@")[0]))
    came(ordered())
    url = reverse("admin:billing_movement_export")
    asked = {"file": "journal", "first": "2026-11-01", "last": "2026-11-30"}
    answer = client_of(accountant).post(url, asked)
    assert answer["Content-Type"].startswith("text/csv")
    assert b"5141" in answer.content
    assert client_of(clerk).post(url, asked).status_code == 403


# --- faults ---------------------------------------------------------------------------------------------
def test_an_invoice_of_ten_thousand_lines_adds_up(catalogue, customer, act, came, renewal_line):
    many = [renewal_line(f"dom_{n}", f"n{n}.com") for n in range(10_000)]
    until = act.now + timedelta(days=30)
    proforma = ordering.propose(customer, many, act, due_on=act.today, payable_until=until, at_once=True)
    came(proforma, act=replace(act, actor="clock"))
    proforma.refresh_from_db()
    invoice = proforma.invoice
    assert (invoice.total_ht, invoice.total_vat, invoice.total_ttc) == (
        1_490_000_00,
        298_000_00,
        1_788_000_00,
    )
    assert len(invoice.content["lines"]) == 10_000
    assert audit() == []
