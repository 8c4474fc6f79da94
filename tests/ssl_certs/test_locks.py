"""Two people, or a person and the authority's answer, act on one order from both ends: nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from core import clock, worker
from core.transitions import NotAllowed
from ssl_certs.flows import orders, validations
from ssl_certs.lifecycle import issuing
from ssl_certs.models import NameValidation, SslOrder
from tests import certificates

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
NOW = clock.at_local(date(2026, 11, 22), 10)
ROUNDS = 12


def test_a_cancelled_order_and_a_proof_that_is_said_to_be_in_place_never_block_each_other(customer):
    """The order is locked first from either end; of the two acts one or both are done, in full."""
    for n in range(ROUNDS):
        order = certificates.an_order(customer, NOW, name=f"n{n}.example.ma", line=f"lin_{n}")
        certificate = issuing.begin(order, certificates.wanted(f"n{n}.example.ma"), certificates.act(NOW))
        worker.settle(NOW)
        row = certificate.validations.get()
        start = Barrier(2)
        with ThreadPoolExecutor(2) as people:
            done = [people.submit(_cancel, order.pk, start), people.submit(_submit, row.pk, start)]
            assert next(one.result(timeout=30) for one in done) == "done"
        order.refresh_from_db()
        certificate.refresh_from_db()
        assert (order.state, certificate.state) == ("cancelling", "abandoning")


def _cancel(key: int, start: Barrier) -> str:
    return _do(lambda: orders.verbs["cancel"](SslOrder.objects.get(pk=key), certificates.act(NOW)), start)


def _submit(key: int, start: Barrier) -> str:
    return _do(
        lambda: validations.verbs["submit"](NameValidation.objects.get(pk=key), certificates.act(NOW)), start
    )


def _do(act, start: Barrier) -> str:
    try:
        start.wait()
        act()
    except NotAllowed:
        return "refused"
    finally:
        connection.close()
    return "done"
