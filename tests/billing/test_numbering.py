"""Numbers: no gap, no repetition, dates that never go back, however many write at once."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from billing.models import Counter
from billing.numbering import next_number

WRITERS, EACH = 8, 25


class Undone(Exception):
    """A transaction that changes its mind after taking a number."""


@pytest.mark.django_db
def test_each_series_and_year_counts_for_itself():
    day = date(2026, 12, 31)
    assert [next_number("FA", day).text for _ in range(2)] == ["FA-2026-000001", "FA-2026-000002"]
    assert next_number("PF", day).text == "PF-2026-000001"
    assert next_number("FA", date(2027, 1, 1)).text == "FA-2027-000001"


@pytest.mark.django_db
def test_a_later_number_never_bears_an_earlier_day():
    next_number("FA", date(2026, 5, 2))
    assert next_number("FA", date(2026, 5, 1)).day == date(2026, 5, 2)


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back():
    day = date(2026, 5, 2)
    with transaction.atomic():
        next_number("FA", day)
        transaction.set_rollback(True)
    assert next_number("FA", day).text == "FA-2026-000001"


def _write(seed: int) -> list[str]:
    """One writer: takes numbers, and one transaction in ten fails after taking its number."""
    dice, kept = random.Random(seed), []
    try:
        for _ in range(EACH):
            try:
                with transaction.atomic():
                    number = next_number("FA", date(2026, 5, 2))
                    if dice.random() < 0.1:
                        raise Undone
                kept.append(number.text)
            except Undone:
                continue
    finally:
        connection.close()
    return kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs a server with many connections")
def test_eight_writers_leave_no_gap_and_no_duplicate():
    with ThreadPoolExecutor(WRITERS) as pool:
        taken = [text for texts in pool.map(_write, range(WRITERS)) for text in texts]
    assert sorted(taken) == [f"FA-2026-{n:06d}" for n in range(1, len(taken) + 1)]
    assert 0 < len(taken) < WRITERS * EACH
    assert Counter.objects.get().last == len(taken)
