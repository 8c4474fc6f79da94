"""Two people, or a person and the authority's answer, act on one order from both ends: nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from core import clock, worker
from core.transitions import NotAllowed
from ssl_certs.authority import authority_for
from ssl_certs.flows import certificates as flow
from ssl_certs.flows import orders
from ssl_certs.lifecycle import issuing
from ssl_certs.lifecycle.calls import wanted_of
from ssl_certs.models import Certificate, SslOrder
from tests import certificates

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
NOW = clock.at_local(date(2026, 11, 22), 10)
ROUNDS = 12


def test_an_order_cancelled_while_its_certificate_comes_in_never_blocks_it(customer):
    """The order is locked first from either end; of the two acts one or both are done, in full."""
    for n in range(ROUNDS):
        order = certificates.an_order(customer, NOW, name=f"n{n}.example.ma", line=f"lin_{n}")
        certificate = issuing.begin(order, certificates.wanted(f"n{n}.example.ma"), certificates.act(NOW))
        worker.settle(NOW)
        certificate.refresh_from_db()
        answer = authority_for("sandbox").advance(wanted_of(certificate), certificate.names, True, NOW)
        start = Barrier(2)
        with ThreadPoolExecutor(2) as people:
            done = [
                people.submit(_cancel, order.pk, start),
                people.submit(_issue, certificate.pk, answer, start),
            ]
            assert done[0].result(timeout=30) == "done"
            done[1].result(timeout=30)
        worker.settle(NOW)
        order.refresh_from_db()
        certificate.refresh_from_db()
        assert (order.state, certificate.state) == ("cancelled", "revoked")


def _cancel(key: int, start: Barrier) -> str:
    return _do(lambda: orders.verbs["cancel"](SslOrder.objects.get(pk=key), certificates.act(NOW)), start)


def _issue(key: int, answer, start: Barrier) -> str:
    follow = flow.verbs["follow"]
    return _do(lambda: follow(Certificate.objects.get(pk=key), certificates.act(NOW), answer=answer), start)


def _do(act, start: Barrier) -> str:
    try:
        start.wait()
        act()
    except NotAllowed:
        return "refused"
    finally:
        connection.close()
    return "done"
