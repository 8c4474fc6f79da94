"""The calendars of servers, as the contract counts them: tables of day, state or mail, clause (SRV-4.1, HD-6)."""

from datetime import date

import pytest

from billing.models import Price, Proforma
from core import clock
from servers.flows import servers
from servers.lifecycle import term
from tests.servers_at_work import a_server, act, again, bought, calendar, delivered, live_through, pay

pytestmark = pytest.mark.django_db
START = clock.at_local(date(2026, 11, 22), 10)

CLOUD_LET_GO = [
    ("2026-11-22", "provisioning", "SRV-3.2"),
    ("2026-11-22", "active", "SRV-3.2"),
    ("2026-11-22", "servers.activated", "SRV-3.p2"),
    ("2026-12-12", "servers.renewal_proposed", "HD-6.2"),
    ("2026-12-19", "servers.term_notice J-3", "HD-6.2"),
    ("2026-12-22", "servers.term_notice J0", "HD-6.2"),
    ("2026-12-25", "suspended", "HD-3.3"),
    ("2026-12-25", "servers.suspended", "HD-3.3"),
    ("2027-01-11", "servers.abandonment", "HD-3.4"),
]
CLOUD_RENEWED = [
    ("2026-11-22", "provisioning", "SRV-3.2"),
    ("2026-11-22", "active", "SRV-3.2"),
    ("2026-11-22", "servers.activated", "SRV-3.p2"),
    ("2026-12-12", "servers.renewal_proposed", "HD-6.2"),
    ("2026-12-15", "servers.renewed", "SRV-4.1"),
    ("2027-01-12", "servers.renewal_proposed", "HD-6.2"),
]
CLOUD_STOPPED_THEN_PAID = [
    ("2026-12-25", "suspended", "HD-3.3"),
    ("2026-12-25", "servers.suspended", "HD-3.3"),
    ("2026-12-28", "active", "SRV-4.1"),
    ("2026-12-28", "servers.renewed", "SRV-4.1"),
    ("2027-01-12", "servers.renewal_proposed", "HD-6.2"),
]
DEDICATED_LET_GO = [
    ("2026-11-22", "provisioning", "SRV-3.1"),
    ("2026-11-22", "active", "SRV-3.1"),
    ("2026-11-22", "servers.activated", "SRV-3.p2"),
    ("2027-10-23", "servers.renewal_proposed", "HD-6.2"),
    ("2027-11-19", "servers.term_notice J-3", "HD-6.2"),
    ("2027-11-22", "servers.term_notice J0", "HD-6.2"),
    ("2027-11-25", "suspended", "HD-3.3"),
    ("2027-11-25", "servers.suspended", "HD-3.3"),
    ("2027-12-12", "servers.abandonment", "HD-3.4"),
]
DEDICATED_NOT_RENEWED = [
    ("2026-11-22", "provisioning", "SRV-3.1"),
    ("2026-11-22", "active", "SRV-3.1"),
    ("2026-11-22", "servers.activated", "SRV-3.p2"),
    ("2027-03-01", "non_renewal_noted", "HD-6.3"),
    ("2027-03-01", "servers.notice_given", "HD-6.3"),
    ("2027-11-23", "ending", "HD-6.3"),
    ("2027-11-23", "ended", "SRV-4.1"),
    ("2027-11-23", "servers.ended", "SRV-4.1"),
]


def test_a_month_of_a_cloud_server_that_is_let_go(customer):
    server = a_server(customer, START)
    live_through(clock.at_local(date(2027, 1, 25), 12))
    assert list(calendar(server)) == CLOUD_LET_GO
    decision = server.decisions.get()
    assert (decision.ground, decision.state, decision.entered_by) == ("abandoned", "entered", "clock")
    assert clock.local_date(decision.entered_at) == date(2027, 1, 21)
    assert again(server).state == "suspended", "nothing is destroyed by the clock alone"


def test_a_month_that_is_renewed(customer):
    server = a_server(customer, START)
    live_through(clock.at_local(date(2026, 12, 15), 9))
    pay(Proforma.objects.get(lines__about=server.public_id), clock.at_local(date(2026, 12, 15), 9))
    live_through(clock.at_local(date(2027, 1, 15), 12))
    assert list(calendar(server)) == CLOUD_RENEWED
    assert again(server).term_ends_on == date(2027, 1, 22)


def test_a_stopped_server_runs_again_when_its_term_is_paid_and_the_term_goes_on_from_its_last_day(customer):
    server = a_server(customer, START)
    live_through(clock.at_local(date(2026, 12, 28), 9))
    assert again(server).power == "stopped"
    pay(Proforma.objects.get(lines__about=server.public_id), clock.at_local(date(2026, 12, 28), 9))
    live_through(clock.at_local(date(2027, 1, 15), 12))
    assert list(calendar(server))[6:] == CLOUD_STOPPED_THEN_PAID
    assert again(server).power == "running"
    assert again(server).term_ends_on == date(2027, 1, 22)


def test_a_year_of_a_dedicated_server_that_is_let_go(customer, owner):
    server = delivered(bought(customer, owner, START, code="d1", cycle=12), START)
    live_through(clock.at_local(date(2027, 12, 25), 12))
    assert list(calendar(server)) == DEDICATED_LET_GO
    assert again(server).decisions.get().ground == "abandoned"


def test_a_year_that_its_customer_does_not_renew(customer, owner):
    server = delivered(bought(customer, owner, START, code="d1", cycle=12), START)
    noted = clock.at_local(date(2027, 3, 1), 12)
    live_through(noted)
    servers.verbs["note_non_renewal"](again(server), act(noted, owner.public_id))
    live_through(clock.at_local(date(2027, 12, 25), 12))
    assert list(calendar(server)) == DEDICATED_NOT_RENEWED
    server = again(server)
    assert server.machine is None
    assert not server.addresses.exists()


def test_a_month_that_starts_on_the_31st_ends_on_the_last_day_of_each_month(customer):
    server = a_server(customer, clock.at_local(date(2027, 1, 31), 10))
    ends = [server.term_ends_on]
    for _n in range(2):
        term.order_renewal(again(server), act(clock.at_local(ends[-1], 9)), 1)
        pay(Proforma.objects.get(public_id=again(server).proposal), clock.at_local(ends[-1], 9))
        live_through(clock.at_local(ends[-1], 9))
        ends.append(again(server).term_ends_on)
    assert ends == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


def test_what_is_no_longer_sold_is_still_renewed_at_its_last_price(customer):
    server = a_server(customer, START)
    Price.objects.filter(product__code="server.c2").update(ends_on=date(2026, 12, 1))
    live_through(clock.at_local(date(2026, 12, 13), 9))
    assert again(server).set_aside_at is None
    proforma = Proforma.objects.get(lines__about=server.public_id)
    assert proforma.total_ht == 15_900
