"""Gapless numbers against a bare sequence, side by side in one run on PostgreSQL (`make bench`).

Eight processes write rows: first with `nextval`, which leaves a gap at every rollback, then with the counter
that leaves none. One transaction in ten is rolled back after taking its number.
"""

import multiprocessing
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from django.db import connection, connections, transaction

from .models import Counter
from .numbering import next_number

WRITERS, EACH, ROUNDS = 8, 150, 5
ROLLBACK = 10  # one transaction in so many
SERIES, DAY = "BENC", date(2026, 11, 22)


class Undone(Exception):
    """A transaction that changes its mind after taking its number."""


def numbering_rates() -> list[dict]:
    """The rate of gapless numbers as a share of a bare sequence's, and their gaps and duplicates."""
    _prepare()
    try:
        rounds = [(_rate(_from_sequence), _rate(_from_counter)) for _ in range(ROUNDS)]
        faults = _faults()
    finally:
        _clear()
    against = f"a bare sequence, {WRITERS} writers, one rollback in {ROLLBACK}"
    value = round(median(gapless / bare for bare, gapless in rounds), 2)
    return [
        {"name": "numbers: gapless", "value": value, "limit": 0.5, "better": "higher", "against": against},
        {"name": "numbers: gaps and duplicates", "value": faults, "limit": 0, "better": "lower", "against": against},
    ]


# --- one writer -------------------------------------------------------------------------------------------
def _from_sequence() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('bench_sequence')")
        _document(f"SEQ-{cursor.fetchone()[0]:06d}")


def _from_counter() -> None:
    _document(next_number(SERIES, DAY).text)


def _document(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_documents (number) VALUES (%s)", [number])


def _writer(issue: Callable[[], None], ready, go) -> None:
    connections.close_all()
    connection.ensure_connection()
    ready.release()
    go.wait()
    for n in range(EACH):
        try:
            with transaction.atomic():
                issue()
                if n % ROLLBACK == 0:
                    raise Undone
        except Undone:
            continue
    connection.close()


def _rate(issue: Callable[[], None]) -> float:
    """Transactions a second of all writers together."""
    fork = multiprocessing.get_context("fork")
    ready, go = fork.Semaphore(0), fork.Event()
    connections.close_all()
    writers = [fork.Process(target=_writer, args=(issue, ready, go)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in writers:
        ready.acquire()
    started = time.perf_counter()
    go.set()
    for writer in writers:
        writer.join()
    return WRITERS * EACH / (time.perf_counter() - started)


# --- the ground -------------------------------------------------------------------------------------------
def _prepare() -> None:
    _clear()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE bench_sequence")
        cursor.execute("CREATE TABLE bench_documents (number text)")


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SEQUENCE IF EXISTS bench_sequence")
        cursor.execute("DROP TABLE IF EXISTS bench_documents")
    Counter.objects.filter(series=SERIES).delete()


def _faults() -> int:
    """Gaps and duplicates among the kept numbers of all rounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM bench_documents WHERE number LIKE %s", [f"{SERIES}-%"])
        taken = [int(number.rpartition("-")[2]) for (number,) in cursor.fetchall()]
    return len(taken) - len(set(taken)) + max(taken) - len(set(taken))
