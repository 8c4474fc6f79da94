"""Paying brings a name back: before expiry, in the grace, in redemption; too late it becomes credit."""

from datetime import date

import pytest

from billing import credit, ordering, payments
from billing.models import Invoice, Proforma
from core import clock, worker
from domains import renewals
from domains.models import Domain
from domains.registry import registry_for
from notifications.models import Email
from tests import names

EXPIRY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def bill(domain: Domain, line, day: date) -> Proforma:
    act = names.act(clock.at_local(day, 10))
    until = clock.opening(day + clock.days(30))
    return ordering.propose(domain.customer, [line], act, due_on=day, payable_until=until, at_once=True)


def pay(proforma: Proforma, day: date, hour: int = 11) -> None:
    act = names.act(clock.at_local(day, hour))
    payments.received(proforma.total_ttc, proforma.payment_reference, day, act)
    worker.settle(act.now)


def on(domain: Domain, day: date) -> Domain:
    names.live_through(clock.at_local(day, 9))
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def test_thirty_days_before_expiry_a_proforma_goes_out_with_the_notice():
    domain = on(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 10, 23))
    proforma = ordering.open_proposal(domain.public_id)
    assert (proforma.total_ht, proforma.total_ttc) == (14_900, 17_880)
    assert proforma.due_on == EXPIRY
    notice = Email.objects.get(about=domain.public_id, to="amina@example.ma", key__contains="J-30")
    assert notice.attachments == [proforma.public_id]


def test_a_renewal_paid_before_expiry_adds_the_year_and_stops_the_notices():
    domain = on(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 10, 23))
    pay(ordering.open_proposal(domain.public_id), date(2026, 11, 1))
    domain = on(domain, date(2027, 1, 15))
    assert (domain.state, domain.paid_through) == ("registered", date(2027, 11, 22))
    later = Email.objects.filter(about=domain.public_id, created_at__gt=clock.at_local(date(2026, 11, 2)))
    assert not later.exists()


@pytest.mark.parametrize(
    ("name", "day", "surcharge"),
    [("atlas.com", date(2026, 12, 28), 3_000), ("atlas.ma", date(2026, 12, 21), 5_000)],
)
def test_a_renewal_on_the_last_day_of_the_grace_costs_the_surcharge_and_brings_the_name_back(
    name, day, surcharge
):
    domain = on(names.registered(name, EXPIRY, names.a_customer()), day)
    assert domain.state == "grace"
    line = renewals.renewal_line(domain, 1, day)
    assert [part.unit_ht for part in line.parts] == [surcharge]
    pay(bill(domain, line, day), day)
    domain = on(domain, date(2027, 3, 1))
    assert (domain.state, domain.paid_through) == ("registered", date(2027, 11, 22))


def test_in_grace_the_registry_has_renewed_by_itself_so_one_year_sends_no_command_and_two_send_one():
    for years, expires in ((1, 2027), (2, 2028)):
        domain = on(names.registered(f"atlas{years}.com", EXPIRY, names.a_customer()), date(2026, 12, 1))
        pay(
            bill(domain, renewals.renewal_line(domain, years, date(2026, 12, 1)), date(2026, 12, 1)),
            date(2026, 12, 1),
        )
        held = registry_for("com").info(domain.name, clock.at_local(date(2026, 12, 2)))
        assert held.expires_at.year == expires


def test_the_buy_back_in_redemption_costs_1999_dirhams_and_brings_the_name_back_with_a_year():
    domain = on(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2027, 1, 10))
    assert domain.state == "redemption"
    proforma = bill(domain, renewals.redeem_line(domain), date(2027, 1, 10))
    assert (proforma.total_ht, proforma.total_ttc) == (199_900, 239_880)
    pay(proforma, date(2027, 1, 11))
    domain = on(domain, date(2027, 1, 12))
    assert (domain.state, domain.paid_through, domain.redemption_on) == (
        "registered",
        date(2027, 11, 22),
        None,
    )
    assert Invoice.objects.get(proforma=proforma).total_ttc == 239_880


def test_money_that_comes_when_nothing_can_be_done_becomes_credit_and_is_told():
    customer = names.a_customer()
    domain = on(names.registered("atlas.com", EXPIRY, customer), date(2027, 1, 10))
    proforma = bill(domain, renewals.redeem_line(domain), date(2027, 1, 10))
    domain = on(domain, date(2027, 1, 29))
    assert domain.state == "pending_delete"
    pay(proforma, date(2027, 1, 29))
    assert credit.balance(customer) == 239_880
    assert on(domain, date(2027, 3, 1)).state == "deleted"


def test_a_customer_who_lets_a_name_expire_gets_notices_but_no_proforma():
    from domains.lifecycle import let_expire

    domain = names.registered("atlas.com", EXPIRY, names.a_customer())
    let_expire(domain, names.act(clock.at_local(date(2026, 9, 1))))
    domain = on(domain, date(2026, 12, 1))
    assert not Proforma.objects.exists()
    assert Email.objects.filter(about=domain.public_id, kind="domains.expiry_notice").exists()
