"""Many orders at once: taken up in turns, one bad one stops nobody, each costs a fixed number of questions."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Order, OrderLine, Product, Proforma
from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from servers import orders
from servers.flows import AT_A_TURN, servers
from servers.models import Server
from servers.ordering import RENEW, line_of
from tests.servers_at_work import ORDERED, a_choice, a_server, act, again, mails

pytestmark = pytest.mark.django_db


def paid(customer, names, **said) -> list[OrderLine]:
    """Paid orders of cloud servers that nobody has taken up."""
    made = []
    for name in names:
        new = line_of(a_choice(name=name))
        order = Order.objects.create(
            customer=customer, state="paid", created_at=ORDERED, confirmed_at=ORDERED
        )
        made.append(OrderLine.objects.create(
            customer=customer, order=order, kind=new.kind, subject=new.subject, operation=new.operation,
            product=Product.objects.get(code=new.product), options={**new.options, **said}, paid_at=ORDERED,
        ))  # fmt: skip
    return made


def running() -> set[str]:
    return set(Server.objects.filter(state="active").values_list("hostname", flat=True))


def test_a_turn_leaves_the_others_theirs(customer):
    names = [f"n{n:02}.example.ma" for n in range(AT_A_TURN + 3)]
    paid(customer, names)
    assert [orders.pull(act(ORDERED)) for _n in range(3)] == [AT_A_TURN, 3, 0], "oldest first"
    worker.settle(ORDERED)
    assert running() == set(names)


def test_one_bad_order_among_others_stops_nobody(customer):
    paid(customer, ["a.example.ma"])
    [bad] = paid(customer, ["b.example.ma"], product="no-such-thing")
    paid(customer, ["c.example.ma"])
    worker.settle(ORDERED)
    assert running() == {"a.example.ma", "c.example.ma"}
    assert Attention.objects.get(queue="paid_lines").about == bad.public_id
    assert EvidenceRecord.objects.filter(what="paid").count() == 2, "what was undone has left no proof"


def test_each_further_order_costs_the_same_and_not_much(customer):
    """The figure of `bench --only servers`, as a number that no other load can move."""
    asked = {}
    for many in (1, 6):
        paid(customer, [f"q{many}-{n}.example.ma" for n in range(many)])
        with CaptureQueriesContext(connection) as queries:
            worker.settle(ORDERED)
        asked[many] = len(queries)
    assert asked[6] - asked[1] <= 5 * 34


def test_the_renewals_of_a_turn_read_prices_and_open_proposals_once(customer):
    """HD-6.2: a day on which many terms end costs no more questions about prices than one."""
    for n in range(6):
        a_server(customer, name=f"r{n}.example.ma")
    due = clock.at_local(date(2026, 12, 12), 8, 1)
    with clock.frozen(due), CaptureQueriesContext(connection) as asked:
        worker.settle(due)
    assert Proforma.objects.filter(lines__kind=RENEW, state="issued").count() == 6
    assert sum('FROM "billing_price"' in query["sql"] for query in asked.captured_queries) == 1


def test_what_a_refused_verb_has_gathered_is_dropped_with_it(customer):
    """Inside a larger unit of work too: no mail and no proof of what did not happen."""
    from core import evidence, unit_of_work

    server = a_server(customer)

    @servers.verb(source="active", clause="SRV-4.1")
    def refuse(thing, doing):
        evidence.record(thing.public_id, "act", "never", doing)
        raise NotAllowed("no")

    try:
        with unit_of_work.gathered(), pytest.raises(NotAllowed):
            refuse(again(server), act(ORDERED))
    finally:
        del servers.verbs["refuse"]
    assert not EvidenceRecord.objects.filter(what="never").exists()
    assert mails(server) == ["servers.activated"]
