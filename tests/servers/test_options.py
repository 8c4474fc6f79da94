"""Options that are added and given up while a server runs: paid for the rest of the term, ended with it (ADR 18)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from billing import ordering
from billing.models import OrderLine
from core import clock, worker
from core.transitions import NotAllowed
from servers.hypervisor import manual
from servers.lifecycle import optioning, resizing
from servers.models import Address, ManualWork, ServerProduct
from servers.ordering import renewal_line
from support import coverage
from tests.servers_at_work import act, again, bought, live_through, mails, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = clock.at_local(date(2026, 12, 2), 10)  # 20 of 30 days are left


@pytest.fixture
def server(customer, owner):
    return bought(customer, owner)


def choose(server, day=DAY, own_backup=False, **wanted) -> bool:
    return optioning.order_options(again(server), act(day), wanted, own_backup)


def paid(server, day=DAY):
    pay(ordering.open_proposal(server.public_id, "server.option"), day)
    with clock.frozen(day):
        worker.settle(day)
    return again(server)


def done_by_hand(day, said="done", refused=False) -> None:
    for work in ManualWork.objects.filter(answered_at=None):
        manual.answer(work, said, act(day), refused)
    live_through(day + timedelta(hours=3))


def renewal(server) -> dict[str, int]:
    line = renewal_line(again(server), 1, DAY.date())
    return {part.kind: part.quantity for part in line.parts}


@pytest.mark.parametrize(
    ("code", "n", "unit"),
    [
        ("managed", 1, 40_000),
        ("fully_managed", 1, 100_000),
        ("backup", 2, 6_000),
        ("ipv4", 3, 2_666),
        ("cpanel", 1, 16_666),
    ],
)
def test_an_option_costs_its_share_of_the_days_that_are_left(server, code, n, unit):
    """H3: 600, 1 500, 90, 40 and 250 MAD a month; 20 of 30 days."""
    assert choose(server, **{code: n})
    line = OrderLine.objects.get(kind="server.option")
    assert (line.unit_ht, line.quantity, line.period_to) == (unit, n, again(server).term_ends_on)
    assert optioning.options_of(again(server)) == {}, "nothing changes before it is paid"


def test_management_counts_from_its_payment_and_fully_costs_the_difference(server):
    choose(server, managed=1)
    assert paid(server).management == "managed"
    assert coverage.of(server.public_id).included_minutes == 120
    assert again(server).backup_by == "outsourcing"
    choose(server, fully_managed=1)
    assert OrderLine.objects.filter(kind="server.option").latest("pk").unit_ht == 60_000
    assert paid(server).management == "fully_managed"
    assert [row.policy for row in coverage.rows(server.public_id)] == ["fully_managed"]
    assert mails(server)[-1] == "servers.options_changed"


def test_addresses_are_leased_and_set_up_by_staff(server):
    choose(server, ipv4=2, backup=1)
    assert paid(server).addresses.count() == 3
    works = {work.details["option"]: work.details for work in ManualWork.objects.all()}
    assert set(works) == {"ipv4"}, "one after the other"
    assert len(works["ipv4"]["ips"]) == 2
    done_by_hand(DAY)
    done_by_hand(DAY + timedelta(hours=4))
    server = again(server)
    assert (server.extra_ipv4, server.backup_gb, server.backup_by) == (2, 100, "option")
    assert set(OrderLine.objects.filter(kind="server.option").values_list("outcome", flat=True)) == {"done"}


def test_what_staff_cannot_set_up_is_credited_and_given_back(server):
    choose(server, ipv4=2)
    paid(server)
    done_by_hand(DAY, "no port is free", refused=True)
    server = again(server)
    assert (server.extra_ipv4, server.addresses.count()) == (0, 1)
    assert OrderLine.objects.get(kind="server.option").outcome == "credited"
    assert "servers.task_refused" in mails(server)


def test_without_a_free_address_the_money_goes_back(server):
    choose(server, ipv4=8)
    Address.objects.filter(server=None).update(reserved=True)
    assert paid(server).extra_ipv4 == 0
    assert OrderLine.objects.get(kind="server.option").outcome == "credited"
    assert mails(server)[-1] == "servers.too_late"


def test_what_is_given_up_runs_until_the_paid_period_ends(customer, owner):
    server = bought(customer, owner, options=(("managed", 1), ("ipv4", 2)))
    assert renewal(server) == {"server.managed": 1, "server.ipv4": 2}
    with pytest.raises(NotAllowed) as refusal:
        choose(server, ipv4=1)
    assert "back up" in str(refusal.value), "SRV-5.1(2): somebody has to"
    assert not choose(server, own_backup=True, ipv4=1), "nothing to pay"
    server = again(server)
    assert (server.management, server.extra_ipv4, server.leaves_on) == ("managed", 2, date(2026, 12, 22))
    assert renewal(server) == {"server.ipv4": 1}
    live_through(clock.opening(date(2026, 12, 23)))
    server = again(server)
    assert (server.management, server.extra_ipv4, server.backup_by) == ("none", 1, "customer")
    assert coverage.of(server.public_id).included_minutes == 0
    assert server.addresses.count() == 3, "an address is nobody else's before staff have taken it away"
    done_by_hand(clock.at_local(date(2026, 12, 23), 9))
    assert again(server).addresses.count() == 2


def test_keeping_after_all_costs_nothing(customer, owner):
    server = bought(customer, owner, options=(("managed", 1),))
    choose(server, own_backup=True)
    assert again(server).leaves_on
    assert not choose(server, managed=1)
    assert again(server).leaves_on is None
    assert renewal(server) == {"server.managed": 1}


def test_a_renewal_that_is_out_already_follows_the_options(customer, owner):
    """Its proforma went out ten days before the end with Managed; without it, another takes its place."""
    server = bought(customer, owner, options=(("managed", 1),))
    day = clock.at_local(date(2026, 12, 15), 10)
    live_through(day)
    old = ordering.open_proposal(server.public_id, "server.renew")
    choose(server, day, own_backup=True)
    new = ordering.open_proposal(server.public_id, "server.renew")
    assert (new.pk == old.pk, new.lines.count(), again(server).proposal) == (False, 1, new.public_id)


def test_a_larger_size_proposes_the_renewal_anew(customer, owner):
    server, day = bought(customer, owner), clock.at_local(date(2026, 12, 15), 10)
    live_through(day)
    resizing.order_resize(again(server), act(day), ServerProduct.objects.get(code="c4"))
    pay(ordering.open_proposal(server.public_id, "server.resize"), day)
    with clock.frozen(day):
        worker.settle(day)
    assert ordering.open_proposal(server.public_id, "server.renew").lines.get().unit_ht == 29_900


@pytest.mark.parametrize("state", ["suspended", "non_renewal_noted", "ended"])
def test_only_an_active_server_changes_its_options(server, state):
    type(server).objects.filter(pk=server.pk).update(
        state=state, suspended_for="security" if state == "suspended" else "", notice_at=DAY
    )
    with pytest.raises(NotAllowed):
        choose(server, ipv4=1)


def test_the_page_shows_the_price_and_leads_to_the_proforma(server, client_of, owner):
    url = reverse("servers:options", args=[server.public_id])
    with clock.frozen(DAY):
        client = client_of(owner)
        text = client.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
        assert "400,00" in text
        reply = client.post(url, {"management": "managed", "backup": 0, "ipv4": 0})
    proforma = ordering.open_proposal(server.public_id, "server.option")
    assert reply.url == proforma.get_absolute_url()
