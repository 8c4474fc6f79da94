"""Several workers and people at once, on a server with many connections: one address, one code, one end (SRV-3.p2)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from billing.models import OrderLine
from core import worker
from core.transitions import NotAllowed
from servers.access import codes
from servers.ending import decisions
from servers.flows import servers
from servers.models import AccessCode, Address, SandboxGuest, Server, ServerDecision
from servers.ordering import line_of
from servers.orders import Sold, opened
from tests.servers_at_work import ORDERED, a_choice, a_server, act, again

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections"),
]
MANY, WORKERS = 8, 4


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act in a thread of its own, started together: `done` or `refused`."""
    start = Barrier(len(acts))

    def run(one: Callable[[], object]) -> str:
        try:
            start.wait()
            one()
        except NotAllowed:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(future.result(timeout=60) for future in [people.submit(run, one) for one in acts])


def test_four_workers_give_eight_servers_eight_machines_and_eight_addresses(customer):
    for n in range(MANY):
        new = line_of(a_choice(name=f"n{n}.example.ma"))
        line = OrderLine(
            customer=customer, kind=new.kind, options=new.options, subject=new.subject, paid_at=ORDERED
        )
        opened(line, act(ORDERED), Sold()).save()
    at_once(*[lambda: worker.settle(ORDERED)] * WORKERS)
    worker.settle(ORDERED)
    assert Server.objects.filter(state="active").count() == MANY
    assert Address.objects.exclude(server=None).count() == MANY
    assert set(SandboxGuest.objects.values_list("times", flat=True)) == {1}


def test_codes_asked_for_twice_at_once_are_shown_once(customer):
    server = a_server(customer)
    key, seen = AccessCode.objects.get(server=server).pk, []

    def look() -> None:
        seen.append(codes.open_once(AccessCode.objects.get(pk=key), act(ORDERED)))

    assert at_once(look, look) == ["done", "refused"]
    assert len(seen) == 1


def test_a_termination_and_a_suspension_at_once_never_wait_for_each_other(customer):
    server = a_server(customer)
    servers.verbs["enter_decision"](again(server), act(ORDERED, "usr_one"), ground="aup_breach")
    key = ServerDecision.objects.get().pk

    def end() -> None:
        decisions.execute(ServerDecision.objects.get(pk=key), act(ORDERED, "usr_two"))

    def cut() -> None:
        servers.verbs["suspend"](again(server), act(ORDERED), ground="security", text="Attacks.")

    assert "done" in at_once(end, cut)
    worker.settle(ORDERED)
    assert again(server).state == "terminated"
