"""A cloud server: ordered, paid, prepared by itself within five minutes (SRV-3.2)."""

from datetime import date

import pytest

from tests.servers_at_work import ORDERED, bought, breaches, guest, mails

pytestmark = pytest.mark.django_db


def test_a_paid_cloud_server_runs_in_the_same_minute(customer, owner):
    server = bought(customer, owner)
    assert server.state == "active"
    assert server.delivered_at == ORDERED
    assert (server.term_started_on, server.term_ends_on) == (date(2026, 11, 22), date(2026, 12, 22))
    assert guest(server).state == "running"
    assert server.addresses.count() == 1
    assert mails(server)[0] == "servers.activated"
    assert not breaches(server)
