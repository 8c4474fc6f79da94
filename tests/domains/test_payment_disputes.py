"""A contested payment never deletes a name: a hold of its own kind keeps it until the dispute is over (DN-A1-2)."""

from datetime import date

import pytest

from billing import disputes, ordering, payments
from billing.lines import NewLine
from core import clock
from domains.models import Domain
from tests import names

pytestmark = pytest.mark.django_db


def renewed(customer):
    """A name whose renewal was paid by card."""
    domain = names.registered("atlas.com", date(2027, 5, 1), customer)
    now = clock.at_local(date(2027, 4, 20), 9)
    line = NewLine("sample.renew", "atlas.com", "domain.com", "renew", "Renewal", about=domain.public_id)
    until = now + clock.days(10)
    proforma = ordering.propose(
        customer, [line], names.act(now), due_on=until.date(), payable_until=until, at_once=True
    )
    return (
        domain,
        payments.captured(proforma, "cmi", "bank-1", proforma.total_ttc, "MAD", names.act(now)),
        now,
    )


def test_while_the_payment_is_contested_the_name_has_a_hold_and_afterwards_none(customer):
    domain, payment, now = renewed(customer)
    disputes.dispute(payment, names.act(now).because("the bank asks"))
    hold = domain.holds.get()
    assert (hold.kind, hold.closed_at) == ("payment", None)
    disputes.dispute_won(payment, names.act(now).because("the bank agrees"))
    assert domain.holds.get().closed_at == now


def test_money_that_is_taken_back_keeps_the_name(customer):
    domain, payment, now = renewed(customer)
    before = Domain.objects.get(pk=domain.pk).state
    disputes.charge_back(payment, names.act(now).because("stolen card"))
    assert (Domain.objects.get(pk=domain.pk).state, domain.holds.get().closed_at) == (before, None)
