"""Evidence: append-only, chained, and an alteration shows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Order, OrderLine, Product
from core import evidence, unit_of_work
from core.acts import Act
from core.evidence import AppendOnly, EvidenceRecord
from core.models import StateChange

ACT = Act(datetime(2026, 11, 22, 10, 30, 15, 123456, tzinfo=UTC), "usr_1", "because", "192.0.2.7")
pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Three records about one thing, one about another."""
    for n in range(3):
        evidence.record("dom_1", "act", f"act_{n}", ACT, "DN-3.3", day=date(2026, 11, 22), n=n, name="été")
    evidence.record("dom_2", "act", "other", ACT)
    return EvidenceRecord.objects.filter(about="dom_1")


def altered(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_each_thing_has_a_chain_of_its_own_without_gaps(chain):
    assert list(chain.values_list("seq", "what")) == [(1, "act_0"), (2, "act_1"), (3, "act_2")]
    assert EvidenceRecord.objects.get(about="dom_2").seq == 1
    assert evidence.broken_links("dom_1") == evidence.broken_links("dom_2") == []


FORBIDDEN = [
    lambda rows: rows.update(reason="x"),
    lambda rows: rows.delete(),
    lambda rows: rows.first().save(),
    lambda rows: rows.first().delete(),
    lambda rows: StateChange.objects.all().delete(),
]


@pytest.mark.parametrize("act", FORBIDDEN)
def test_no_record_is_edited_or_deleted(chain, act):
    with pytest.raises(AppendOnly):
        act(chain)
    assert chain.count() == 3


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE core_evidencerecord SET actor = 'usr_2' WHERE about = 'dom_1' AND seq = 2", [2]),
        ("UPDATE core_evidencerecord SET reason = 'other' WHERE about = 'dom_1' AND seq = 1", [1]),
        ("UPDATE core_evidencerecord SET data = '{}' WHERE about = 'dom_1' AND seq = 3", [3]),
        ("UPDATE core_evidencerecord SET clause = '' WHERE about = 'dom_1' AND seq = 1", [1]),
        ("DELETE FROM core_evidencerecord WHERE about = 'dom_1' AND seq = 2", [3]),
        ("DELETE FROM core_evidencerecord WHERE about = 'dom_1' AND seq = 1", [2]),
    ],
)
def test_a_record_altered_behind_our_back_shows(chain, sql, broken):
    altered(sql)
    assert evidence.broken_links("dom_1") == broken
    assert evidence.broken_links("dom_2") == []


def test_a_record_sealed_anew_after_a_change_still_breaks_the_next_link(chain):
    first = chain.get(seq=1)
    first.reason = "forged"
    first.seal("")
    altered(
        "UPDATE core_evidencerecord SET reason = %s, digest = %s WHERE id = %s",
        "forged",
        first.digest,
        first.pk,
    )
    assert evidence.broken_links("dom_1") == [2]


def test_an_instant_altered_by_a_microsecond_shows(chain):
    first = chain.get(seq=1)
    altered(
        "UPDATE core_evidencerecord SET at = %s WHERE id = %s", first.at + timedelta(microseconds=1), first.pk
    )
    assert evidence.broken_links("dom_1") == [1]


def test_two_records_cannot_have_one_place_in_a_chain(chain):
    with pytest.raises(IntegrityError), transaction.atomic():
        altered("UPDATE core_evidencerecord SET seq = 1 WHERE about = 'dom_1' AND seq = 2")


def test_records_gathered_in_one_unit_of_work_are_chained_in_order(chain):
    with unit_of_work.gathered():
        for n in range(3, 6):
            evidence.record("dom_1", "act", f"act_{n}", ACT)
        assert chain.count() == 3
    assert list(chain.values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert evidence.broken_links("dom_1") == []


def failing_unit() -> None:
    with unit_of_work.gathered():
        evidence.record("dom_1", "act", "lost", ACT)
        raise RuntimeError


def test_a_unit_of_work_that_fails_writes_nothing(chain):
    with pytest.raises(RuntimeError):
        failing_unit()
    assert chain.count() == 3


def test_rows_that_hang_on_each_other_are_written_in_their_order(customer):
    """A late surcharge hangs on its renewal: the renewal is written first, whatever order they came in."""
    product = Product.objects.create(code="domain.com", family="domain", name=".com")
    order = Order.objects.create(customer=customer, created_at=ACT.now)
    common = {"customer": customer, "product": product, "order": order, "operation": "x"}
    renewal = OrderLine(kind="renew", subject="a", **common)
    late = OrderLine(kind="late", subject="a", attached_to=renewal, **common)
    with unit_of_work.gathered():
        unit_of_work.add(late)
        unit_of_work.add(renewal)
    assert OrderLine.objects.get(kind="late").attached_to == renewal
