"""Gapless numbers against a bare sequence, side by side in one run on PostgreSQL (`make bench`).

Eight processes issue real proformas: once numbered by `nextval`, which leaves a gap at each rollback, once by
the counter, which leaves none. Each transaction holds 5 ms of other work before it takes its number, as real ones do;
one in ten is rolled back after taking it.
"""

import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection, connections, transaction

from accounts.models import Customer
from core.acts import Act

from . import numbering, ordering
from .lines import NewLine
from .models import Price, Product, Proforma
from .numbering import Number, next_number

WRITERS, EACH, ROUNDS = 8, 25, 5
ROLLBACK = 10  # one transaction in so many
WORK = 0.005  # seconds of other work in each transaction, before its number
NOW = datetime(2031, 1, 2, 9, tzinfo=UTC)  # a fiscal year that nothing else counts in
LINE = NewLine("bench.register", "atlas.com", "bench.com", "register", "Registration")


class Undone(Exception):
    """A transaction that changes its mind after taking its number."""


def numbering_rates() -> list[dict]:
    """The rate of gapless numbers as a share of a bare sequence's, and their gaps and duplicates."""
    customer = _prepare()
    rounds = [(_rate(_from_sequence, customer), _rate(next_number, customer)) for _ in range(ROUNDS)]
    against = f"a bare sequence, {WRITERS} writers, 5 ms of other work, one rollback in {ROLLBACK}"
    value = round(median(gapless / bare for bare, gapless in rounds), 2)
    return [
        {"name": "numbers: gapless", "value": value, "limit": 0.7, "better": "higher", "against": against},
        {
            "name": "numbers: gaps and duplicates",
            "value": _faults(),
            "limit": 0,
            "better": "lower",
            "against": against,
        },
    ]


def _from_sequence(series: str, day: date) -> Number:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('bench_sequence')")
        return Number(f"SEQ-{day.year}-{cursor.fetchone()[0]:06d}", day)


def _writer(source: Callable[[str, date], Number], customer: Customer, ready, go) -> None:
    """One process: proformas, one after the other, numbered by `source`."""
    connections.close_all()
    connection.ensure_connection()
    vars(numbering)["next_number"] = source
    vars(ordering)["knock"] = lambda: None  # no messages: only the numbers are compared
    ready.release()
    go.wait()
    facts: dict[str, Any] = {"due_on": NOW.date(), "payable_until": NOW + timedelta(days=15), "at_once": True}
    for n in range(EACH):
        try:
            with transaction.atomic():
                _other_work()
                ordering.propose(customer, [LINE], Act(NOW), **facts)
                if n % ROLLBACK == 0:
                    raise Undone
        except Undone:
            continue
    connection.close()


def _other_work() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [WORK])


def _rate(source: Callable[[str, date], Number], customer: Customer) -> float:
    """Transactions a second of all writers together."""
    fork = multiprocessing.get_context("fork")
    ready, go = fork.Semaphore(0), fork.Event()
    connections.close_all()
    writers = [fork.Process(target=_writer, args=(source, customer, ready, go)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in writers:
        ready.acquire()
    started = time.perf_counter()
    go.set()
    for writer in writers:
        writer.join()
    return WRITERS * EACH / (time.perf_counter() - started)


def _prepare() -> Customer:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bench_sequence")
    product, _new = Product.objects.get_or_create(
        code="bench.com", defaults={"family": "bench", "name": "bench"}
    )
    Price.objects.get_or_create(
        product=product, operation="register", starts_on=date(2026, 1, 1), defaults={"amount": 129_00}
    )
    facts = {"address": "1 rue du Banc", "city": "Rabat", "phone": "+212537000000", "created_at": NOW}
    return Customer.objects.create(name="Bench SARL", billing_email="bench@atlas.example", **facts)


def _faults() -> int:
    """Gaps and duplicates among the kept numbers of all rounds."""
    kept = Proforma.objects.filter(number__startswith=f"PF-{NOW.year}-").values_list("number", flat=True)
    taken = [int(number.rpartition("-")[2]) for number in kept]
    return len(taken) - len(set(taken)) + max(taken) - len(set(taken))
